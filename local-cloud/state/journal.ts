import { createHash } from "node:crypto";
import fs from "node:fs";
import { StateError } from "./cloudState";
import type { EntryChange } from "./stateEntries";

/**
 * What was committed since the state file was written: a line a commit, its checksum before it. The first line says
 * which state file it goes on from. Before that file is replaced, a line says by which, so that a journal is known to
 * be of no use any more when the process is killed between the two.
 */
export class Journal {
  private readonly file: string;
  private length: number;

  private constructor(file: string, length: number) {
    this.file = file;
    this.length = length;
  }

  /** Begins an empty journal in place of the one that is there. */
  static begin(file: string, stateText: string): Journal {
    const header = line({ continues: digest(stateText) });
    fs.writeFileSync(file, header, { mode: 0o600 });
    return new Journal(file, header.length);
  }

  /**
   * Opens the journal that goes on from a state file, without what a killed process left half written at its end: that
   * was never acknowledged.
   *
   * @returns Also its changes; undefined when there is no journal, or none that goes on from this state file.
   * @throws StateError when it is damaged, or belongs to another state file; it is left as it is.
   */
  static resume(
    file: string,
    stateText: string | undefined,
  ): { journal: Journal; changes: EntryChange[] } | undefined {
    if (!fs.existsSync(file)) return undefined;
    const whole = fs.readFileSync(file, "utf8").split("\n").slice(0, -1);
    const [header, ...lines] = whole.map((text, index) => content(text, index, file));
    if (header === undefined) return undefined;
    const own = stateText === undefined ? undefined : digest(stateText);
    if (lines.some((one) => "replacedBy" in one && one.replacedBy === own)) return undefined;
    if (!("continues" in header) || header.continues !== own) {
      throw new StateError(
        `${file} goes on from another state file than the one beside it, which is damaged, or was edited or replaced. ` +
          "Both have been left as they are. Move the journal away to go on without what it holds, or start an empty " +
          "local cloud with: npx ftl local reset",
      );
    }
    const length = Buffer.byteLength(whole.map((text) => `${text}\n`).join(""));
    fs.truncateSync(file, length);
    const changes = lines.flatMap((one) => ("changes" in one ? one.changes : []));
    return { journal: new Journal(file, length), changes };
  }

  /** Length of the file. */
  get bytes(): number {
    return this.length;
  }

  /**
   * Adds a commit; resolves once it is on disk.
   *
   * @param changes JSON of each {@link EntryChange}.
   */
  append(changes: readonly string[]): Promise<void> {
    return this.add(lineOf(`{"changes":[${changes.join(",")}]}`));
  }

  /** Says which state file is about to replace the one that it goes on from; resolves once that is on disk. */
  async endBefore(stateText: string): Promise<void> {
    // Somebody took it away: there is nothing to end.
    if (!fs.existsSync(this.file)) return;
    await this.add(line({ replacedBy: digest(stateText) }));
  }

  private async add(text: string): Promise<void> {
    // What is small and goes to memory is done at once; only the disk is waited for.
    const descriptor = fs.openSync(this.file, fs.constants.O_WRONLY | fs.constants.O_APPEND);
    try {
      fs.appendFileSync(descriptor, text);
      await new Promise<void>((resolve, reject) =>
        fs.fdatasync(descriptor, (error) => (error ? reject(error) : resolve())),
      );
      this.length += Buffer.byteLength(text);
    } catch (error) {
      // Half a line must not stand before what comes next.
      fs.ftruncateSync(descriptor, this.length);
      throw error;
    } finally {
      fs.closeSync(descriptor);
    }
  }
}

type Line =
  | { readonly continues: string }
  | { readonly changes: readonly EntryChange[] }
  | { readonly replacedBy: string };

function line(value: Line): string {
  return lineOf(JSON.stringify(value));
}

function lineOf(json: string): string {
  return `${digest(json).slice(0, checksumLength)} ${json}\n`;
}

function content(text: string, index: number, file: string): Line {
  const json = text.slice(checksumLength + 1);
  if (`${text}\n` === lineOf(json)) return JSON.parse(json) as Line;
  throw new StateError(
    `${file} is damaged in line ${index + 1}. It has been left as it is. ` +
      "Restore it from a copy, or start an empty local cloud with: npx ftl local reset",
  );
}

const checksumLength = 16;

function digest(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
