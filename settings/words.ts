import { z } from "zod";
import { isGroup, isUnion, kindsOf } from "./read";

/** Words in a key that hint at a value nobody should see on a screen or in a log. */
const secretWords = /pass|pwd|secret|token|credential|key|connection.?string|signature|sas$|auth/i;

/** Text that carries a credential with it, whatever its key is called. */
const secretText = /(?:pass|pwd|secret|token|key)\w*["']?\s*[:=]|:\/\/[^/\s]*:[^/\s]*@/i;

/** What a schema allows, in words that an operator understands without knowing the schema library. */
export function allowedWords(schema: z.core.$ZodType): string {
  if (schema instanceof z.ZodType && schema.description !== undefined) return schema.description;
  if (schema instanceof z.ZodOptional) return allowedWords(schema.unwrap());
  if (schema instanceof z.ZodBoolean) return "true or false";
  if (schema instanceof z.ZodNumber) return numberWords(schema);
  if (schema instanceof z.ZodEnum) return choiceWords(schema.options);
  if (schema instanceof z.ZodLiteral) return choiceWords([...schema.values]);
  if (schema instanceof z.ZodString) return "text";
  if (schema instanceof z.ZodArray) {
    return `a list with at least one entry, each of them ${allowedWords(schema.element)}`;
  }
  if (schema instanceof z.ZodRecord) {
    return `a group in which each value is ${allowedWords(schema.valueType)}`;
  }
  if (isUnion(schema)) {
    return `a group whose ${schema.def.discriminator} is ${choiceWords(kindsOf(schema))}`;
  }
  if (schema instanceof z.ZodObject) {
    return `a group with the keys ${Object.keys(schema.shape).join(", ")}`;
  }
  throw new Error(`a setting of the kind ${schema._zod.def.type} has no description in words`);
}

/** The choices in words: `"a" or "b"`, `one of 1, 2, 3`. */
export function choiceWords(choices: readonly unknown[]): string {
  const words = choices.map((choice) => JSON.stringify(choice));
  if (words.length === 1) return words.join("");
  return words.length === 2 ? words.join(" or ") : `one of ${words.join(", ")}`;
}

/** What was found, short, and never the value of a key whose name suggests a secret. */
export function foundWords(path: readonly PropertyKey[], value: unknown): string {
  if (value === undefined) return "nothing";
  if (path.some((key) => secretWords.test(String(key)))) return "a value that is not shown";
  if (Array.isArray(value)) return value.length === 0 ? "an empty list" : "a list";
  if (isGroup(value)) return "a group";
  if (typeof value === "string" && secretText.test(value)) return "text that is not shown";
  const words = JSON.stringify(value);
  return words.length <= 80 ? words : `${words.slice(0, 77)}…`;
}

/** `ftl:postgres.storageGib`, as `pulumi config set --path` takes it. */
export function keyPath(namespace: string, path: readonly PropertyKey[]): string {
  const [first = "", ...rest] = path;
  const top = `${namespace}:${String(first)}`;
  return rest.reduce<string>((text, key) => {
    if (typeof key === "number") return `${text}[${key}]`;
    const word = String(key);
    return /^[A-Za-z_][\w-]*$/.test(word) ? `${text}.${word}` : `${text}[${JSON.stringify(word)}]`;
  }, top);
}

/** An argument in single quotes for a POSIX shell. */
export function shellQuoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

function numberWords(schema: z.ZodNumber): string {
  const kind = schema.isInt ? "a whole number" : "a number";
  const { minValue, maxValue } = schema;
  if (minValue === null || maxValue === null) {
    throw new Error("a number among the settings has no range");
  }
  return `${kind} from ${minValue} to ${maxValue}`;
}
