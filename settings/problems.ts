import { z } from "zod";
import { nearest } from "./nearest";
import { isGroup, isUnion, kindsOf, knownKeys, memberSchema } from "./read";
import { schema } from "./schema";
import { allowedWords, choiceWords, foundWords } from "./words";

/** One thing that is wrong with a stack's settings. */
export interface Problem {
  /** Where: the top-level key first. */
  readonly path: readonly PropertyKey[];
  /** What is wrong and what would be right, without the key. */
  readonly text: string;
  /**
   * How to mend it: give the key a value, a value that must be marked as text, a group or list as JSON; take
   * the key away; or take the secure one among its members away.
   */
  readonly mend: "set" | "setText" | "setJson" | "remove" | "removeSecure";
}

/** What a schema library's verdict means for an operator: one problem a key. */
export function problemsOf(
  issues: readonly z.core.$ZodIssue[],
  settings: Record<string, unknown>,
): Problem[] {
  const problems = issues.flatMap((issue): Problem[] => {
    const { path } = issue;
    if (issue.code === "unrecognized_keys") {
      return issue.keys.map((key) => unknownKey([...path, key], settings));
    }
    if (issue.code === "invalid_key") return [refusedName(path)];
    if (issue.code === "invalid_union") return [badKind(path, settings)];
    if (issue.code === "custom") return [badValue(path, settings, issue.message)];
    return [badValue(path, settings, allowedWords(schemaAt(path, settings)))];
  });
  const places = problems.map(({ path }) => JSON.stringify(path));
  return problems.filter((_, index) => places.indexOf(places[index] ?? "") === index);
}

/** The problem of a value that is missing, of the wrong type or out of range. */
export function badValue(
  path: readonly PropertyKey[],
  settings: Record<string, unknown>,
  allowed: string,
): Problem {
  const value = valueAt(path, settings);
  const found = value === undefined ? "is missing" : `found ${foundWords(path, value)}`;
  const wanted = schemaAt(path, settings);
  return { path, text: `${found}; allowed: ${allowed}`, mend: mendFor(wanted, value) };
}

function mendFor(wanted: z.core.$ZodType, value: unknown): Problem["mend"] {
  if (wanted instanceof z.ZodOptional) return mendFor(wanted.unwrap(), value);
  if (wanted instanceof z.ZodArray || wanted instanceof z.ZodRecord) return "setJson";
  if (wanted instanceof z.ZodObject || isUnion(wanted)) return "setJson";
  return wanted instanceof z.ZodString && typeof value === "number" ? "setText" : "set";
}

/** The problem of a key that nobody knows, with the key that was probably meant. */
export function unknownKey(
  path: readonly PropertyKey[],
  settings: Record<string, unknown>,
): Problem {
  const group = path.slice(0, -1);
  const siblings = knownKeys(schemaAt(group, settings), valueAt(group, settings));
  const meant = guess(path, siblings);
  const known = siblings.length === 0 ? "" : `; allowed: ${siblings.join(", ")}`;
  const value = foundWords(path, valueAt(path, settings));
  return { path, text: `is not a setting (found ${value})${meant}${known}`, mend: "remove" };
}

/** What a misspelt, misplaced or wrongly set key was probably meant to be. */
function guess(path: readonly PropertyKey[], siblings: readonly string[]): string {
  const key = String(path.at(-1));
  const [group = ""] = key.split(/[.[]/);
  if (path.length === 1 && group !== key && Object.hasOwn(schema.shape, group)) {
    return `; did you leave out --path? It is a key inside ftl:${group}`;
  }
  const sibling = nearest(key, siblings);
  if (sibling !== undefined) return `; did you mean ${sibling}?`;
  const elsewhere = allKeys.filter((known) => known.endsWith(`.${key}`));
  if (elsewhere.length === 0) return "";
  return `; did you mean ${elsewhere.map((known) => `ftl:${known}`).join(" or ")}?`;
}

function refusedName(path: readonly PropertyKey[]): Problem {
  const record = schemaAt(path.slice(0, -1), {});
  const allowed = record instanceof z.ZodRecord ? allowedWords(record.keyType) : "another name";
  return { path, text: `can't have this name; allowed: ${allowed}`, mend: "remove" };
}

function badKind(path: readonly PropertyKey[], settings: Record<string, unknown>): Problem {
  const union = schemaAt(path.slice(0, -1), settings);
  const allowed = isUnion(union) ? choiceWords(kindsOf(union)) : "another value";
  return badValue(path, settings, allowed);
}

/** The schema of a place among the settings. */
function schemaAt(
  path: readonly PropertyKey[],
  settings: Record<string, unknown>,
): z.core.$ZodType {
  let place: z.core.$ZodType = schema;
  let value: unknown = settings;
  for (const key of path) {
    const member = memberSchema(place, key, value);
    if (member === undefined) throw new Error(`no setting at ${path.map(String).join(".")}`);
    place = member;
    value = valueAt([key], value);
  }
  return place;
}

function valueAt(path: readonly PropertyKey[], from: unknown): unknown {
  return path.reduce<unknown>((value, key) => {
    if (Array.isArray(value)) return value[Number(key)] as unknown;
    return isGroup(value) && Object.hasOwn(value, key) ? value[String(key)] : undefined;
  }, from);
}

/** Every known key below the top level, `postgres.storageGib`, to find one that was put into the wrong place. */
const allKeys = keysBelow(schema, "");

function keysBelow(group: z.core.$ZodType, prefix: string): string[] {
  if (group instanceof z.ZodArray) return keysBelow(group.element, `${prefix}[0]`);
  if (isUnion(group)) return group.options.flatMap((option) => keysBelow(option, prefix));
  if (!(group instanceof z.ZodObject)) return [];
  const shape: Record<string, z.core.$ZodType> = group.shape;
  return Object.entries(shape).flatMap(([key, member]) => {
    const path = prefix === "" ? key : `${prefix}.${key}`;
    return [path, ...keysBelow(member, path)];
  });
}
