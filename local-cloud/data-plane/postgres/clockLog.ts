import fs from "node:fs";
import path from "node:path";
import type { Clock } from "../../clock";

/** From when on the cloud's clock was this far ahead of the machine's. */
interface Offset {
  /** Machine's time at which it was first seen, ms since 1970. */
  readonly since: number;
  /** Machine's time at which the one before was last seen, ms since 1970. */
  readonly previousSeen: number;
  readonly offsetMs: number;
}

/**
 * What the machine's time was at the moments of the cloud's time: servers write down the machine's, and people speak of
 * the cloud's. Kept in a file.
 */
export class ClockLog {
  private readonly clock: Pick<Clock, "now">;
  private readonly file: string;
  private readonly offsets: Offset[];
  private lastSeen: number;

  constructor(clock: Pick<Clock, "now">, file: string) {
    this.clock = clock;
    this.file = file;
    this.offsets = fs.existsSync(file)
      ? (JSON.parse(fs.readFileSync(file, "utf8")) as Offset[])
      : [];
    this.lastSeen = this.offsets.at(-1)?.since ?? 0;
  }

  /** Looks at the two clocks. */
  observe(): void {
    const { machine, offsetMs } = this.compare();
    if (this.offsets.at(-1)?.offsetMs !== offsetMs) {
      this.offsets.push({ since: machine, previousSeen: this.lastSeen, offsetMs });
      fs.mkdirSync(path.dirname(this.file), { recursive: true });
      fs.writeFileSync(`${this.file}.new`, JSON.stringify(this.offsets));
      fs.renameSync(`${this.file}.new`, this.file);
    }
    this.lastSeen = machine;
  }

  /** The machine's time, in ms since 1970, at a moment of the cloud's; of a moment that was skipped, when it was. */
  machineTime(cloudTime: Date): number {
    let next = Number.POSITIVE_INFINITY;
    for (const { since, previousSeen, offsetMs } of this.offsets.toReversed()) {
      const machine = cloudTime.getTime() - offsetMs;
      // The clock was moved somewhere between `previousSeen` and `since`.
      if (machine >= previousSeen) return Math.min(machine, next);
      next = since;
    }
    return cloudTime.getTime();
  }

  private compare(): { machine: number; offsetMs: number } {
    for (;;) {
      const before = Date.now();
      const cloud = this.clock.now().getTime();
      if (Date.now() === before) return { machine: before, offsetMs: cloud - before };
    }
  }
}
