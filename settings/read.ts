import { z } from "zod";

/**
 * Brings a value from Pulumi's configuration into the form that the schema asks for.
 *
 * A top-level value always arrives as text, a group as JSON. Inside a group `pulumi config set --path` writes
 * `true`, `false` and whole numbers as such and everything else, `0.5` too, as text; a fraction typed into the
 * file by hand arrives as a number. What can't be brought over without a doubt is returned as it came, so that
 * the schema refuses it.
 *
 * @see https://www.pulumi.com/docs/iac/cli/commands/pulumi_config_set/
 */
export function readAs(schema: z.core.$ZodType, value: unknown): unknown {
  if (schema instanceof z.ZodOptional) return readAs(schema.unwrap(), value);
  if (schema instanceof z.ZodBoolean) return asBoolean(value);
  if (schema instanceof z.ZodNumber) return asNumber(value);
  if (schema instanceof z.ZodLiteral || schema instanceof z.ZodEnum) return asChoice(schema, value);
  if (schema instanceof z.ZodArray) {
    const list = parsed(value);
    return Array.isArray(list) ? list.map((item) => readAs(schema.element, item)) : list;
  }
  if (schema instanceof z.ZodObject || schema instanceof z.ZodRecord || isUnion(schema)) {
    const group = parsed(value);
    return isGroup(group) ? readGroup(schema, group) : group;
  }
  // A key that nobody knows: told apart only so that a message can say what was found.
  const content = parsed(value);
  return typeof content === "object" ? content : value;
}

/** The schema of one member of a group or list, or nothing for a key that the group doesn't know. */
export function memberSchema(
  schema: z.core.$ZodType,
  key: PropertyKey,
  value: unknown,
): z.core.$ZodType | undefined {
  if (schema instanceof z.ZodOptional) return memberSchema(schema.unwrap(), key, value);
  if (schema instanceof z.ZodArray) return schema.element;
  if (schema instanceof z.ZodRecord) return schema.valueType;
  if (isUnion(schema)) return memberSchema(variantOf(schema, value), key, value);
  if (!(schema instanceof z.ZodObject)) return undefined;
  const shape: Record<PropertyKey, z.core.$ZodType> = schema.shape;
  return Object.hasOwn(shape, key) ? shape[key] : undefined;
}

/** The keys that a group knows; none for a record, whose keys are free. */
export function knownKeys(schema: z.core.$ZodType | undefined, value: unknown): string[] {
  if (schema === undefined) return [];
  if (isUnion(schema)) return knownKeys(variantOf(schema, value), value);
  return schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];
}

/** Whether a value is a map, which is what a group of settings is. */
export function isGroup(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Whether a schema is a group that comes in several kinds. */
export function isUnion(
  schema: z.core.$ZodType,
): schema is z.ZodDiscriminatedUnion<z.ZodObject[], string> {
  return schema instanceof z.ZodDiscriminatedUnion;
}

/** The choices of the key that tells the kinds apart. */
export function kindsOf(schema: z.ZodDiscriminatedUnion<z.ZodObject[], string>): unknown[] {
  return schema.options.flatMap((option) => [
    ...(option.shape[schema.def.discriminator] as z.ZodLiteral).values,
  ]);
}

function readGroup(schema: z.core.$ZodType, group: Record<string, unknown>): unknown {
  const entries = Object.entries(group).map(([key, member]) => {
    const wanted = memberSchema(schema, key, group);
    if (schema instanceof z.ZodRecord && wanted instanceof z.ZodString)
      return [key, asText(member)];
    return [key, wanted === undefined ? member : readAs(wanted, member)];
  });
  return Object.fromEntries(entries);
}

/** The kind that a group says it is; the first one where it says none. */
function variantOf(
  schema: z.ZodDiscriminatedUnion<z.ZodObject[], string>,
  value: unknown,
): z.ZodObject {
  const { discriminator } = schema.def;
  const kind = isGroup(value) ? value[discriminator] : undefined;
  const named = schema.options.find((option) =>
    (option.shape[discriminator] as z.ZodLiteral).values.has(kind as string),
  );
  return named ?? (schema.options[0] as z.ZodObject);
}

/** JSON text as what it says; anything else as it is. */
function parsed(value: unknown): unknown {
  if (typeof value !== "string") return value;
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return value;
  }
}

function asBoolean(value: unknown): unknown {
  if (value === "true") return true;
  return value === "false" ? false : value;
}

function asNumber(value: unknown): unknown {
  return typeof value === "string" && /^-?\d{1,15}(?:\.\d{1,15})?$/.test(value)
    ? Number(value)
    : value;
}

function asChoice(schema: z.ZodLiteral | z.ZodEnum, value: unknown): unknown {
  const choices: unknown[] = schema instanceof z.ZodEnum ? schema.options : [...schema.values];
  const same = choices.find((choice) => choice === textOf(value));
  if (same !== undefined) return same;
  const wanted = typeof choices[0];
  if (wanted === "boolean") return asBoolean(value);
  return wanted === "number" ? asNumber(value) : value;
}

/**
 * Under a free key Pulumi writes 2026 as a number, whatever is meant. Elsewhere a number where text belongs
 * is refused: of an image tag 1.0 without quotes, only 1 gets here.
 */
function asText(value: unknown): unknown {
  return Number.isSafeInteger(value) ? String(value) : value;
}

/** A number or a truth value as the text that was typed for it. */
function textOf(value: unknown): unknown {
  return typeof value === "number" || typeof value === "boolean" ? String(value) : value;
}
