import { UnknownValueError } from "@pulumi/policy";

/** Stands for a value that a preview can't know yet, because it comes from a resource that isn't there. */
export const unknownValue = Symbol("known after deployment");

/** A text, none, or one that isn't known yet. */
export type Text = string | undefined | typeof unknownValue;

/**
 * What the engine writes in place of a value that isn't known yet, by the value's kind.
 *
 * @see https://github.com/pulumi/pulumi/blob/master/sdk/go/common/resource/plugin/rpc.go
 */
const sentinels = new Set<unknown>([
  "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
  "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
  "04da6b54-80e4-46f7-96ec-b56ff0331ba9",
  "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
  "030794c1-ac77-496b-92df-f27374a8bd58",
  "e48ece36-62e2-4504-bad9-02848725956a",
  "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
]);

/**
 * Marks of a special value in a state file, and of a secret among them. Its `plaintext` is there when the state was
 * written with `--show-secrets`, as JSON.
 *
 * @see https://github.com/pulumi/pulumi/blob/master/sdk/go/common/resource/sig/sig.go
 */
const signature = "4dabf18193072939515e22adb298388d";
const secretSignature = "1b47061264138c4ac30d75fd1eb44270";
/** What a preview's report shows in place of a secret. */
const shownSecret = "[secret]";

/** Whether a recorded value is marked as a secret. */
export function isSecret(value: unknown): value is { readonly plaintext?: unknown } {
  return (
    typeof value === "object" &&
    value !== null &&
    (value as Record<string, unknown>)[signature] === secretSignature
  );
}

/** A recorded value as a rule reads it: each secret as what it is, where that is told, and as unknown where not. */
export function withSecretsRead(value: unknown): unknown {
  if (value === shownSecret) return unknownValue;
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(withSecretsRead);
  if (isSecret(value)) {
    if (typeof value.plaintext !== "string") return unknownValue;
    return withSecretsRead(JSON.parse(value.plaintext));
  }
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, withSecretsRead(one)]));
}

/** A rule asked for a value that isn't known yet. Whoever runs the rule decides what follows from it. */
export class NotKnown extends Error {
  readonly path: string;

  constructor(path: string) {
    super(`${path} is not known before deployment`);
    this.name = "NotKnown";
    this.path = path;
  }
}

/**
 * Reads a property of a resource. To read an unknown one directly throws, and CrossGuard then lets the whole
 * mandatory rule pass with a warning; here it is a value that a rule can decide about.
 */
export function read(group: unknown, ...path: readonly string[]): unknown {
  const [key, ...rest] = path;
  if (group === unknownValue || sentinels.has(group)) return unknownValue;
  if (key === undefined) return group;
  if (typeof group !== "object" || group === null) return undefined;
  try {
    return read((group as Record<string, unknown>)[key], ...rest);
  } catch (error) {
    if (error instanceof UnknownValueError) return unknownValue;
    throw error;
  }
}

/** Changes a text that is there and known. */
export function mapText(text: Text, change: (text: string) => string): Text {
  return typeof text === "string" ? change(text) : text;
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

/**
 * Reads the property at a dotted path.
 *
 * @throws NotKnown when it isn't known yet.
 */
export function at(group: unknown, path: string): unknown {
  const value = read(group, ...path.split("."));
  if (value === unknownValue) throw new NotKnown(path);
  return value;
}

/**
 * Reads the text at a dotted path; nothing when it is empty or no text.
 *
 * @throws NotKnown when it isn't known yet.
 */
export function textAt(group: unknown, path: string): string | undefined {
  const value = at(group, path);
  return typeof value === "string" && value !== "" ? value : undefined;
}

/**
 * Reads the entries of the list at a dotted path, of which some may be unknown; none when it is no list.
 *
 * @throws NotKnown when the list isn't known yet.
 */
export function itemsAt(group: unknown, path: string): unknown[] {
  at(group, path);
  return readList(group, ...path.split("."));
}
