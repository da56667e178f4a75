import { isObject, type Json, type JsonObject } from "../json";
import type { CloudState } from "./cloudState";

/** One entry of the state, by its keys from the top; without a value it is gone. */
export type EntryChange = readonly [path: readonly string[], value?: Json];

/** How many keys lead to an entry that is written as a whole: a resource, a record. */
function depthOf(top: string): number {
  return top === "opaque" ? 2 : 3;
}

/**
 * What of the state has been written, entry by entry. Models change the state in place, so what has changed is found by
 * comparing text.
 */
export class WrittenEntries {
  /** JSON by path, its keys joined. */
  private readonly texts = new Map<string, string>();

  constructor(state: CloudState) {
    this.changes(state);
  }

  /** The entries that have changed since the last call, as the JSON of {@link EntryChange}s; now they count as written. */
  changes(state: CloudState): string[] {
    const changes: string[] = [];
    const seen = new Set<string>();
    visit(state as unknown as JsonObject, [], (path, text) => {
      const key = path.join(separator);
      seen.add(key);
      if (this.texts.get(key) === text) return;
      this.texts.set(key, text);
      changes.push(`[${JSON.stringify(path)},${text}]`);
    });
    for (const key of this.texts.keys()) {
      if (seen.has(key)) continue;
      this.texts.delete(key);
      changes.push(`[${JSON.stringify(key.split(separator))}]`);
    }
    return changes;
  }
}

/** Is in no key. */
const separator = "\u0000";

function visit(
  value: JsonObject,
  above: readonly string[],
  found: (path: readonly string[], text: string) => void,
): void {
  for (const [key, item] of Object.entries(value)) {
    if (item === undefined) continue;
    const path = [...above, key];
    if (isObject(item) && path.length < depthOf(path[0]!)) visit(item, path, found);
    else found(path, JSON.stringify(item));
  }
}

/** Makes a change to the state, in place. */
export function applyChange(state: CloudState, [path, value]: EntryChange): void {
  let table = state as unknown as JsonObject;
  for (const key of path.slice(0, -1)) {
    const below = table[key];
    const next: JsonObject = isObject(below) ? below : {};
    table[key] = next;
    table = next;
  }
  const last = path.at(-1)!;
  if (value === undefined) delete table[last];
  else table[last] = value;
}
