import { spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { keys, valueOf, WrittenCloud } from "./writtenCloud";

/** What a round of writing and killing showed. */
export interface Round {
  /** Writes that were acknowledged before the kill. */
  readonly acknowledged: number;
  /** What the state holds that it must not, a sentence each. */
  readonly faults: readonly string[];
}

/** A process that writes to a cloud in a folder, killed again and again; what it leaves is the next one's start. */
export class KilledWriter {
  private readonly folder: string;
  /** What each key had when the writer started. */
  private before = new Map<string, number | undefined>();
  private last = 0;

  constructor(folder: string) {
    this.folder = folder;
  }

  /**
   * Lets it write, kills it some time after its first acknowledged write, and opens what it left.
   *
   * @throws StateError when the state can't be loaded.
   */
  async round(waitMs: number): Promise<Round> {
    const lines = await this.writeUntilKilled(waitMs);
    const cloud = new WrittenCloud(this.folder);
    const faults = keys.flatMap((key) => {
      const own = lines.filter((line) => line.key === key);
      const done = own.findLast((line) => line.what === "done");
      const next = own.findLast((line) => line.what === "try");
      const acknowledged = done === undefined ? this.before.get(key) : valueOf(done.number);
      const found = cloud.read(key);
      // A write that was under way may be there or not.
      const isLast = found === acknowledged;
      const isNext = next !== undefined && next !== done && found === valueOf(next.number);
      this.before.set(key, found);
      return isLast || isNext ? [] : [`${key} is ${found}, acknowledged was ${acknowledged}`];
    });
    this.last = Math.max(this.last, ...lines.map(({ number }) => number));
    return { acknowledged: lines.filter(({ what }) => what === "done").length, faults };
  }

  private async writeUntilKilled(waitMs: number): Promise<Line[]> {
    const program = path.join(__dirname, "writeForever.js");
    const args = [program, this.folder, String(this.last)];
    const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
    let printed = "";
    const closed = once(child, "close");
    await new Promise<void>((resolve, reject) => {
      child.once("exit", () => reject(new Error(`The writer ended by itself: ${printed}`)));
      child.stdout.setEncoding("utf8").on("data", (text: string) => {
        printed += text;
        if (printed.includes("done")) resolve();
      });
    });
    await new Promise((resolve) => setTimeout(resolve, waitMs));
    child.kill("SIGKILL");
    await closed;
    // A line that the kill cut off was not said.
    return printed.slice(0, printed.lastIndexOf("\n")).split("\n").map(parse);
  }
}

interface Line {
  readonly what: string;
  readonly key: string;
  readonly number: number;
}

function parse(line: string): Line {
  const [what = "", key = "", number] = line.split(" ");
  return { what, key, number: Number(number) };
}
