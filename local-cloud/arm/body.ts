/** Typed looks into a request body: each answers undefined, or nothing, where the body holds another type. */

import { at, isObject, type Json, type JsonObject } from "../json";

export function textAt(value: Json | undefined, path: string): string | undefined {
  const found = at(value, path);
  return typeof found === "string" ? found : undefined;
}

export function numberAt(value: Json | undefined, path: string): number | undefined {
  const found = at(value, path);
  return typeof found === "number" ? found : undefined;
}

export function objectAt(value: Json | undefined, path: string): JsonObject {
  const found = at(value, path);
  return isObject(found) ? found : {};
}

/** The objects of an array; what is not an object is left out. */
export function objectsAt(value: Json | undefined, path: string): JsonObject[] {
  const found = at(value, path);
  return Array.isArray(found) ? found.filter((item): item is JsonObject => isObject(item)) : [];
}

/** The texts of an array; what is not a text is left out. */
export function textsAt(value: Json | undefined, path: string): string[] {
  const found = at(value, path);
  return Array.isArray(found) ? found.filter((item) => typeof item === "string") : [];
}
