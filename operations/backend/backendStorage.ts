/**
 * The place where Pulumi keeps the stacks' state, as the commands use it beside Pulumi: its locks and history, and the
 * release records that they keep there themselves. Keys are paths with `/`, such as `.pulumi/locks/…`.
 */
export interface BackendStorage {
  /** As Pulumi names it: `file:///…`, `azblob://…`. */
  readonly url: string;
  /** Keys that begin with the prefix, sorted. */
  list(prefix: string): Promise<string[]>;
  /** Text of one object; undefined when there is none. */
  read(key: string): Promise<string | undefined>;
  /** Writes a whole object, never half of it. */
  write(key: string, text: string): Promise<void>;
  /** Writes an object that isn't there yet. @returns False when there is one already, which stays as it is. */
  writeNew(key: string, text: string): Promise<boolean>;
  /** Removes an object; nothing happens when there is none. */
  remove(key: string): Promise<void>;
}
