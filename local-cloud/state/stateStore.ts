import fs from "node:fs";
import path from "node:path";
import { type CloudState, emptyState, parseState } from "./cloudState";

/**
 * The local cloud's memory and its file. Changes are made in memory and are acknowledged once `commit()` has
 * resolved: then they are in the file, which always holds one whole state (written beside it, then renamed).
 * Commits that are asked for while a write is under way share the next one. One process at a time may have a store.
 */
export class StateStore {
  readonly state: CloudState;
  private readonly file: string;
  /** The write that is under way. */
  private writing: Promise<void> | undefined;
  /** The write that has not yet looked at the state, so that every change up to now will be in it. */
  private gathering: Promise<void> | undefined;

  constructor(state: CloudState, file: string) {
    this.state = state;
    this.file = file;
  }

  /**
   * Opens the state in `folder`, or begins an empty one. What a killed process left half written is removed.
   *
   * @throws StateError when the file is damaged or from a newer version; the file is left alone.
   */
  static open(folder: string): StateStore {
    fs.mkdirSync(folder, { recursive: true });
    const file = path.join(folder, stateFileName);
    const text = readIfThere(file);
    const state = text === undefined ? emptyState() : parseState(text, file);
    for (const name of fs.readdirSync(folder)) {
      if (halfWritten.test(name)) fs.rmSync(path.join(folder, name), { force: true });
    }
    return new StateStore(state, file);
  }

  /**
   * Resolves once everything changed so far is in the file.
   *
   * @throws Error of the file system, when the file can't be written: it holds the state before then.
   */
  commit(): Promise<void> {
    this.gathering ??= this.gather();
    return this.gathering;
  }

  private async gather(): Promise<void> {
    // Let everything that is ready to change the state do so first: it then shares this write.
    await new Promise((resolve) => setImmediate(resolve));
    // Whoever asked for the write before hears of its failure; this one has the changes too.
    await this.writing?.catch(() => undefined);
    this.gathering = undefined;
    this.writing = this.write(JSON.stringify(this.state));
    await this.writing;
  }

  private async write(text: string): Promise<void> {
    const temporary = `${this.file}.${process.pid}.new`;
    try {
      const handle = await fs.promises.open(temporary, "w", 0o600);
      try {
        await handle.writeFile(text);
        await handle.sync();
      } finally {
        await handle.close();
      }
      await fs.promises.rename(temporary, this.file);
    } catch (error) {
      // Tidying up may fail for the same reason; the first error is the one to tell.
      await fs.promises.rm(temporary, { force: true }).catch(() => undefined);
      throw error;
    }
  }
}

/** Name of the state file in its folder. */
export const stateFileName = "cloud.json";

const halfWritten = /^cloud\.json\.\d+\.new$/;

function readIfThere(file: string): string | undefined {
  try {
    return fs.readFileSync(file, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
}
