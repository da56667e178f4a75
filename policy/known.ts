import { UnknownValueError } from "@pulumi/policy";

/** Stands for a value that a preview can't know yet, because it comes from a resource that isn't there. */
export const unknownValue = Symbol("known after deployment");

/** A text, none, or one that isn't known yet. */
export type Text = string | undefined | typeof unknownValue;

/**
 * Reads a property of a resource. To read an unknown one directly throws, and CrossGuard then lets the whole
 * mandatory rule pass with a warning; here it is a value that a rule can decide about.
 */
export function read(group: unknown, ...path: readonly string[]): unknown {
  const [key, ...rest] = path;
  if (key === undefined || group === unknownValue) return group;
  if (typeof group !== "object" || group === null) return undefined;
  try {
    return read((group as Record<string, unknown>)[key], ...rest);
  } catch (error) {
    if (error instanceof UnknownValueError) return unknownValue;
    throw error;
  }
}

/** Reads a property that is text; anything else counts as none. */
export function readText(group: unknown, ...path: readonly string[]): Text {
  const value = read(group, ...path);
  return typeof value === "string" || value === unknownValue ? value : undefined;
}

/** The entries of a list, of which some may be unknown; none when it is no list or not known at all. */
export function readList(group: unknown, ...path: readonly string[]): unknown[] {
  const list = read(group, ...path);
  if (!Array.isArray(list)) return [];
  return Array.from({ length: list.length }, (_, index) => read(list, String(index)));
}
