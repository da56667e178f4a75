/** One value that differs between two others. */
export interface Difference {
  /** `template.containers[0].image` */
  readonly path: string;
  /** Undefined where there is none. */
  readonly before: unknown;
  readonly after: unknown;
}

/**
 * What differs between two values as JSON has them, part by part.
 *
 * @param path Of the values themselves, in front of each path.
 */
export function differences(before: unknown, after: unknown, path = ""): Difference[] {
  const [old, now] = [partsOf(before), partsOf(after)];
  if (old === undefined || now === undefined || Array.isArray(before) !== Array.isArray(after)) {
    return JSON.stringify(before) === JSON.stringify(after) ? [] : [{ path, before, after }];
  }
  return [...new Set([...old.keys(), ...now.keys()])].flatMap((key) =>
    differences(old.get(key), now.get(key), joined(path, key, Array.isArray(before))),
  );
}

/** Parts of a list or a group, by index or key; undefined for a plain value. */
function partsOf(value: unknown): Map<string, unknown> | undefined {
  return typeof value === "object" && value !== null ? new Map(Object.entries(value)) : undefined;
}

function joined(path: string, key: string, inList: boolean): string {
  if (inList) return `${path}[${key}]`;
  const named = /^[\w:-]+$/.test(key) ? key : `["${key}"]`;
  if (path === "") return named;
  return named.startsWith("[") ? path + named : `${path}.${named}`;
}
