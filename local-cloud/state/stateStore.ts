import fs from "node:fs";
import path from "node:path";
import { type CloudState, emptyState, parseState } from "./cloudState";

/**
 * The local cloud's memory and its file. Changes are made in memory and are acknowledged once `commit()` has
 * resolved: then they are in the file, which always holds one whole state (written beside it, then renamed).
 * Commits that are asked for while a write is under way share the next one.
 */
export class StateStore {
  readonly state: CloudState;
  private readonly file: string;
  private writing: Promise<void> | undefined;
  private next: Promise<void> | undefined;

  /** @param file Path of the state file; without one the state lives in memory only. */
  constructor(state: CloudState, file: string) {
    this.state = state;
    this.file = file;
  }

  /**
   * Opens the state in `folder`, or begins an empty one.
   *
   * @throws StateError when the file is damaged or from a newer version; the file is left alone.
   */
  static open(folder: string): StateStore {
    fs.mkdirSync(folder, { recursive: true });
    const file = path.join(folder, stateFileName);
    const state = fs.existsSync(file)
      ? parseState(fs.readFileSync(file, "utf8"), file)
      : emptyState();
    return new StateStore(state, file);
  }

  /** Resolves once everything changed so far is in the file. */
  commit(): Promise<void> {
    if (this.writing === undefined) {
      this.writing = this.write().finally(() => {
        this.writing = undefined;
      });
      return this.writing;
    }
    this.next ??= this.writing
      .catch(() => undefined)
      .then(() => {
        this.next = undefined;
        return this.commit();
      });
    return this.next;
  }

  private async write(): Promise<void> {
    // Let everything that is ready to change the state do so first: it then shares this write.
    await new Promise((resolve) => setImmediate(resolve));
    const temporary = `${this.file}.${process.pid}.new`;
    const handle = await fs.promises.open(temporary, "w", 0o600);
    try {
      await handle.writeFile(JSON.stringify(this.state));
      await handle.sync();
    } finally {
      await handle.close();
    }
    await fs.promises.rename(temporary, this.file);
  }
}

/** Name of the state file in its folder. */
export const stateFileName = "cloud.json";
