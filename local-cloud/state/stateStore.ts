import fs from "node:fs";
import path from "node:path";
import { type CloudState, emptyState, parseState } from "./cloudState";
import { Journal } from "./journal";
import { applyChange, WrittenEntries } from "./stateEntries";

/**
 * The local cloud's memory and its files. Changes are made in memory and are acknowledged once `commit()` has
 * resolved: then they are on disk. The state file always holds one whole state (written beside it, then renamed); what
 * was committed since is in the journal. Commits that are asked for while a write is under way share the next one. One
 * process at a time may have a store.
 */
export class StateStore {
  readonly state: CloudState;
  private readonly file: string;
  private readonly longestJournalBytes: number;
  private journal: Journal | undefined;
  /** What stands in the state file and the journal; without it the next write is of the whole state. */
  private written: WrittenEntries | undefined;
  private isClosing = false;
  /** The write that is under way. */
  private writing: Promise<void> | undefined;
  /** The write that has not yet looked at the state, so that every change up to now will be in it. */
  private gathering: Promise<void> | undefined;
  private readonly listeners = new Set<() => void>();

  /** @param longestJournalBytes Size of the journal from which on the state file is written anew. */
  constructor(state: CloudState, file: string, longestJournalBytes = 4 * 1024 * 1024) {
    this.state = state;
    this.file = file;
    this.longestJournalBytes = longestJournalBytes;
  }

  /**
   * Opens the state in `folder`, or begins an empty one. What a killed process left half written is removed.
   *
   * @throws StateError when a file is damaged or from a newer version; the files are left alone.
   */
  static open(folder: string, longestJournalBytes?: number): StateStore {
    fs.mkdirSync(folder, { recursive: true });
    const file = path.join(folder, stateFileName);
    const text = readIfThere(file);
    const state = text === undefined ? emptyState() : parseState(text, file);
    const resumed = Journal.resume(journalOf(file), text);
    const store = new StateStore(state, file, longestJournalBytes);
    if (resumed !== undefined) {
      for (const change of resumed.changes) applyChange(state, change);
      store.journal = resumed.journal;
      store.written = new WrittenEntries(state);
    }
    for (const name of fs.readdirSync(folder)) {
      if (halfWritten.test(name)) fs.rmSync(path.join(folder, name), { force: true });
    }
    return store;
  }

  /**
   * Resolves once everything changed so far is on disk.
   *
   * @throws Error of the file system, when it can't be written: what is on disk is the state before then.
   */
  commit(): Promise<void> {
    this.gathering ??= this.gather();
    return this.gathering;
  }

  /**
   * Has a listener told of each commit, when the changes are on disk.
   *
   * @returns Stops it.
   */
  onCommit(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }

  /** Tells the listeners. */
  protected announce(): void {
    for (const listener of this.listeners) listener();
  }

  /** Commits; the state file has everything in it then, and the journal is gone. */
  async close(): Promise<void> {
    this.isClosing = true;
    await this.commit();
  }

  private async gather(): Promise<void> {
    // Let everything that is ready to change the state do so first: it then shares this write.
    await new Promise((resolve) => setImmediate(resolve));
    // Whoever asked for the write before hears of its failure; this one has the changes too.
    await this.writing?.catch(() => undefined);
    this.gathering = undefined;
    this.writing = this.write();
    await this.writing;
    this.announce();
  }

  private async write(): Promise<void> {
    const { journal, written } = this;
    const isLong = journal !== undefined && journal.bytes > this.longestJournalBytes;
    if (journal === undefined || written === undefined || isLong || this.isClosing) {
      return this.writeWhole();
    }
    const changes = written.changes(this.state);
    if (changes.length === 0) return;
    // After a failure it isn't known what stands in the journal.
    this.written = undefined;
    await journal.append(changes);
    this.written = written;
  }

  private async writeWhole(): Promise<void> {
    const text = JSON.stringify(this.state);
    const written = new WrittenEntries(this.state);
    this.written = undefined;
    const temporary = `${this.file}.${process.pid}.new`;
    try {
      const handle = await fs.promises.open(temporary, "w", 0o600);
      try {
        await handle.writeFile(text);
        await handle.sync();
      } finally {
        await handle.close();
      }
      await this.journal?.endBefore(text);
      await fs.promises.rename(temporary, this.file);
    } catch (error) {
      // Tidying up may fail for the same reason; the first error is the one to tell.
      await fs.promises.rm(temporary, { force: true }).catch(() => undefined);
      throw error;
    }
    this.journal = undefined;
    if (this.isClosing) {
      fs.rmSync(journalOf(this.file), { force: true });
      return;
    }
    this.journal = Journal.begin(journalOf(this.file), text);
    this.written = written;
  }
}

/** Name of the state file in its folder. */
export const stateFileName = "cloud.json";
/** Name of the journal beside it. */
export const journalFileName = "cloud.journal";

const halfWritten = /^cloud\.json\.\d+\.new$/;

function journalOf(stateFile: string): string {
  return path.join(path.dirname(stateFile), journalFileName);
}

function readIfThere(file: string): string | undefined {
  try {
    return fs.readFileSync(file, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
}
