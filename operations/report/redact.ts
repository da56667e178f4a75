import { isSecretName, secretShape } from "../../policy/secretWords";
import type { Change, PropertyChange } from "../changes/change";
import { partsOf, valueAt } from "../changes/propertyPath";
import type { Review } from "../review/review";
import { mark, secretPatterns } from "./secretPatterns";

/** Known values that are shorter occur by chance: redacting them would say what they are. */
const shortestKnown = 6;

/** `NAME=value`, `"name": "value"`, `name: value`. A name begins where a word does, so that this takes linear time. */
const assignment =
  /(?<![\w.-])(["']?)([A-Za-z][\w.-]*)\1(\s*[:=]\s*)("(?:[^"\\]|\\.)*"|'[^']*'|[^\s"',;&]+)/g;

/**
 * How far the name of a value speaks of a secret: `named` when it is called one, `under` when something around it is,
 * as with the members of `secrets`.
 */
type Suspicion = "none" | "under" | "named";

/** What a resource, or an object, that is called a secret calls the secret itself. */
const secretMember = /^(?:value|result|bcryptHash)$/;

/** Replaces what is secret in anything that is rendered. */
export class Redaction {
  private readonly known: readonly string[];

  /** @param known Values that are secret, whatever they look like. */
  constructor(known: readonly string[] = []) {
    const spellings = known
      .filter((secret) => secret.length >= shortestKnown)
      .flatMap((secret) => [
        secret,
        JSON.stringify(secret).slice(1, -1),
        encodeURIComponent(Buffer.from(secret).toString()),
        Buffer.from(secret).toString("base64"),
      ]);
    this.known = [...new Set(spellings)].sort((one, other) => other.length - one.length);
  }

  /** A review without its secrets. */
  review(review: Review): Review {
    const { changes, ...rest } = review;
    return {
      ...(this.value(rest) as Omit<Review, "changes">),
      changes: changes.map((change) => this.change(change)),
    };
  }

  /** A text without what is known to be secret, looks like it, or is assigned to a name that says so. */
  text(text: string): string {
    let redacted = text;
    for (const secret of this.known) redacted = redacted.replaceAll(secret, mark);
    for (const [, pattern, replacement] of secretPatterns) {
      redacted = redacted.replaceAll(pattern, replacement);
    }
    redacted = redacted.replaceAll(assignment, withoutValue);
    // What the pack calls a secret is one here, too.
    return secretShape(redacted) === undefined ? redacted : mark;
  }

  /** A change without its secrets. */
  change(change: Change): Change {
    const around: Suspicion = isSecretName(change.type.split(":").at(-1)!) ? "under" : "none";
    const properties = change.properties.map((property): PropertyChange => {
      const side = (inputs: unknown, value: unknown) => {
        const [suspicion, name] = suspicionAt(property.path, inputs, around);
        return this.value(value, suspicion, name);
      };
      return {
        ...property,
        path: this.text(property.path),
        before: side(change.before, property.before),
        after: side(change.after, property.after),
      };
    });
    const { before, after, ...rest } = change;
    return {
      ...(this.value({ ...rest, properties: [] }) as Change),
      properties,
      before: this.value(before, around) as Change["before"],
      after: this.value(after, around) as Change["after"],
    };
  }

  private value(value: unknown, suspicion: Suspicion = "none", name = ""): unknown {
    if (typeof value === "string") {
      return isSecret(value, suspicion, name) ? mark : this.text(value);
    }
    if (typeof value === "number") return suspicion === "named" && value > 999 ? mark : value;
    if (Array.isArray(value)) return value.map((item) => this.value(item, suspicion, name));
    if (typeof value !== "object" || value === null) return value;
    const members = value as Record<string, unknown>;
    const around: Suspicion = suspicion === "none" ? "none" : "under";
    return Object.fromEntries(
      Object.entries(members).map(([key, item]) => {
        // The name of a variable stands beside its value.
        const called = key === "value" && typeof members.name === "string" ? members.name : key;
        return [this.text(key), this.value(item, suspicionOf(key, called, around), called)];
      }),
    );
  }
}

/** @param key What a value is called where it stands. @param called What it is called besides. */
function suspicionOf(key: string, called: string, around: Suspicion): Suspicion {
  if (isSecretName(called)) return "named";
  return around !== "none" && secretMember.test(key) ? "named" : around;
}

/** The same for the value at a path in a resource's inputs; and what it is called. */
function suspicionAt(path: string, inputs: unknown, around: Suspicion): [Suspicion, string] {
  const names = partsOf(path).filter((part) => typeof part === "string");
  const key = names.at(-1) ?? "";
  const beside = path.endsWith(".value") ? valueAt(inputs, path.replace(/value$/, "name")) : key;
  const called = typeof beside === "string" ? beside : key;
  const within = names.slice(0, -1).some(isSecretName) ? "under" : around;
  return [suspicionOf(key, called, within), called];
}

/** Whether a whole value is a secret because of what it is called. */
function isSecret(value: string, suspicion: Suspicion, name: string): boolean {
  if (suspicion === "none" || isPlaceholder(value)) return false;
  if (suspicion === "named" && !isReference(name, value)) return true;
  return isRandom(value);
}

/** `secretRef: database-url` says where a secret is, and is none. */
function isReference(name: string, value: string): boolean {
  return (
    /(?:ref|reference|name|id|ur[il])s?$/i.test(name) &&
    /^[\w./:-]*$/.test(value) &&
    !isRandom(value)
  );
}

/** What the engine, or this program, writes in place of a value; and what is too little to be a secret. */
function isPlaceholder(value: string): boolean {
  return /^(?:\[(?:secret|redacted|unknown)\]|output<.*>|04da6b54-80e4-46f7-96ec-b56ff0331ba9|true|false|null|undefined|yes|no|on|off|enabled|disabled|)$/i.test(
    value,
  );
}

/** Letters, capitals, digits and signs without order: what a generator makes, and no name, address or id. */
function isRandom(value: string): boolean {
  if (value.length < 12 || /\s|^\/|:\/\/|^(?:sha256:)?[\da-f-]+$/.test(value)) {
    return /^[\da-f]{32,}$/.test(value);
  }
  const kinds = [/[A-Z]/, /[a-z]/, /\d/, /[^A-Za-z0-9.:/_-]/].filter((kind) => kind.test(value));
  return kinds.length >= 3 && new Set(value).size >= value.length / 4;
}

function withoutValue(
  all: string,
  quote: string,
  name: string,
  sign: string,
  assigned: string,
): string {
  const value = assigned.replace(/^["'](.*)["']$/s, "$1");
  const called = name.split(".").at(-1)!;
  if (!isSecretName(called) || isPlaceholder(value) || value.startsWith(mark)) return all;
  if (isReference(called, value) || /^\d{1,4}$/.test(value)) return all;
  // "No password: it must be set" is a sentence.
  const inSentence = sign.includes(":") && quote === "" && assigned === value;
  if (inSentence && !/\d|[^\w.,;!?)-]/.test(value)) return all;
  return `${quote}${name}${quote}${sign}${mark}`;
}
