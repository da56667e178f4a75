import { equal, isObject, type Json, type JsonObject } from "../json";
import type { InputDiff } from "./providerFront";

type Changes = Record<string, "add" | "update" | "delete">;

/**
 * What differs between two sets of inputs, by property path as Pulumi writes them: `a.b[0]["c.d"]`.
 *
 * @param replaces Whether a change at a path can't be made in place.
 */
export function diffInputs(
  old: JsonObject,
  next: JsonObject,
  replaces: (path: string) => boolean,
): Pick<InputDiff, "changes" | "replaces"> {
  const changes: Changes = {};
  collect(old, next, "", changes);
  return { changes, replaces: Object.keys(changes).filter(replaces) };
}

function collect(
  old: Json | undefined,
  next: Json | undefined,
  path: string,
  changes: Changes,
): void {
  if (equal(old, next)) return;
  if (isObject(old) && isObject(next)) {
    for (const key of new Set([...Object.keys(old), ...Object.keys(next)])) {
      collect(old[key], next[key], joinPath(path, key), changes);
    }
  } else if (Array.isArray(old) && Array.isArray(next)) {
    for (let index = 0; index < Math.max(old.length, next.length); index++) {
      collect(old[index], next[index], `${path}[${index}]`, changes);
    }
  } else {
    changes[path] = old === undefined ? "add" : next === undefined ? "delete" : "update";
  }
}

function joinPath(path: string, key: string): string {
  if (!/^[A-Za-z_][\w-]*$/.test(key)) return `${path}[${JSON.stringify(key)}]`;
  return path === "" ? key : `${path}.${key}`;
}

/** Whether `path` is `property`, or lies below it. */
export function isAtOrBelow(path: string, property: string): boolean {
  if (!path.startsWith(property)) return false;
  const next = path[property.length];
  return next === undefined || next === "." || next === "[";
}
