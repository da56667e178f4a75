/** Plain JSON, as bodies and states are made of. */
export type Json = string | number | boolean | null | Json[] | { [key: string]: Json | undefined };
export type JsonObject = { [key: string]: Json | undefined };

/** Whether `value` is a JSON object, not an array. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A copy that shares nothing with `value`; keys that are undefined are left out. */
export function clone<T extends Json | undefined>(value: T): T {
  if (Array.isArray(value)) return value.map((item) => clone(item)) as T;
  if (!isObject(value)) return value;
  const copy: JsonObject = {};
  for (const [key, item] of Object.entries(value)) if (item !== undefined) copy[key] = clone(item);
  return copy as T;
}

/** `over` laid on `under`: objects merge by key, everything else of `over` wins. Shares nothing with either. */
export function overlay(under: JsonObject, over: JsonObject): JsonObject {
  const result = clone(under);
  for (const [key, value] of Object.entries(over)) {
    if (value === undefined) continue;
    const below = result[key];
    result[key] = isObject(below) && isObject(value) ? overlay(below, value) : clone(value);
  }
  return result;
}

/** Whether two values are the same JSON; a key that is undefined is as good as absent. */
export function equal(a: Json | undefined, b: Json | undefined): boolean {
  if (a === b) return true;
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((item, index) => equal(item, b[index]));
  }
  if (isObject(a) && isObject(b)) {
    const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
    return [...keys].every((key) => equal(a[key], b[key]));
  }
  return false;
}

/** The value at a path, or undefined. Dotted (`properties.configuration.ingress`), or by keys that may hold dots. */
export function at(value: Json | undefined, path: string | readonly string[]): Json | undefined {
  let current = value;
  for (const key of typeof path === "string" ? path.split(".") : path) {
    if (!isObject(current)) return undefined;
    current = current[key];
  }
  return current;
}

/** Puts `item` at a path, in place; objects on the way are made where they are missing. */
export function setAt(value: JsonObject, path: readonly string[], item: Json): void {
  const [key, ...rest] = path;
  if (key === undefined) return;
  if (rest.length === 0) {
    value[key] = item;
    return;
  }
  const below = value[key];
  const next: JsonObject = isObject(below) ? below : {};
  value[key] = next;
  setAt(next, rest, item);
}

/** Removes what stands at a path, in place; `*` stands for every item of an array. */
export function removeAt(value: Json | undefined, path: readonly string[]): void {
  const [key, ...rest] = path;
  if (key === undefined) return;
  if (Array.isArray(value)) {
    if (key === "*") for (const item of value) removeAt(item, rest);
  } else if (isObject(value)) {
    if (rest.length === 0) delete value[key];
    else removeAt(value[key], rest);
  }
}

/** Every path that leads to something other than an object, by keys. Arrays are leaves. */
export function leafPaths(value: JsonObject): string[][] {
  return Object.entries(value).flatMap(([key, item]) =>
    isObject(item) ? leafPaths(item).map((below) => [key, ...below]) : [[key]],
  );
}

/**
 * `patch` laid on `target` as a JSON merge patch: like {@link overlay}, but null takes a value away.
 *
 * @see https://www.rfc-editor.org/rfc/rfc7396
 */
export function mergePatch(target: JsonObject, patch: JsonObject): JsonObject {
  const result = clone(target);
  for (const [key, value] of Object.entries(patch)) {
    const below = result[key];
    if (value === null) delete result[key];
    else if (isObject(value)) result[key] = mergePatch(isObject(below) ? below : {}, value);
    else if (value !== undefined) result[key] = clone(value);
  }
  return result;
}
