import { at, clone, equal, isObject, leafPaths, removeAt, setAt, type JsonObject } from "../json";
import type { StoredResource } from "./resourceType";

/**
 * Drops what a client sends back of a read: the envelope, and what the service laid over the client's own values,
 * when it is left unchanged. What the client itself had written at such a place is kept.
 */
export function withoutReadOnly(
  body: JsonObject,
  existing: StoredResource | undefined,
  computed: JsonObject | undefined,
): JsonObject {
  for (const key of ["id", "name", "type", "systemData", "etag"]) delete body[key];
  if (existing === undefined || computed === undefined) return body;
  for (const path of leafPaths(computed)) {
    if (at(body, path) === undefined || !equal(at(body, path), at(computed, path))) continue;
    const written = at(existing.desired, path);
    if (written === undefined) removeReadOnly(body, path, existing.desired);
    else setAt(body, path, clone(written));
  }
  return body;
}

/** Removes a value of the service's, in place, and the objects that held nothing else, unless they are in `written`. */
export function removeReadOnly(
  body: JsonObject,
  path: readonly string[],
  written: JsonObject,
): void {
  removeAt(body, path);
  const parent = path.slice(0, -1);
  const left = at(body, parent);
  if (parent.length === 0 || !isObject(left) || Object.keys(left).length > 0) return;
  if (at(written, parent) === undefined) removeReadOnly(body, parent, written);
}
