import { randomInt } from "node:crypto";
import type { JsonObject } from "../json";

/** The classes of characters, in the order in which they are drawn. */
const alphabets = {
  upper: "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
  lower: "abcdefghijklmnopqrstuvwxyz",
  numeric: "0123456789",
  special: "!@#$%&*()-_=+[]{}<>:?",
} as const;

type Class = keyof typeof alphabets;

const classes = Object.keys(alphabets) as Class[];
const minima = {
  upper: "minUpper",
  lower: "minLower",
  numeric: "minNumeric",
  special: "minSpecial",
};

/** Outputs that the provider states even when the program does not. */
export function textDefaults(inputs: JsonObject): JsonObject {
  const numeric = isOn(inputs, "numeric");
  const counts = Object.fromEntries(classes.map((name) => [minima[name], 0]));
  return {
    lower: true,
    upper: true,
    special: true,
    ...counts,
    ...inputs,
    numeric,
    number: numeric,
  };
}

/**
 * Text of `length` characters from the classes that are switched on. Each class's minimum is drawn whether it is
 * switched on or not.
 *
 * @see https://github.com/hashicorp/terraform-provider-random/blob/main/internal/random/string.go
 */
export function randomText(inputs: JsonObject): string {
  const { length, overrideSpecial } = inputs;
  const alphabetOf = (name: Class) =>
    name === "special" && typeof overrideSpecial === "string" && overrideSpecial !== ""
      ? overrideSpecial
      : alphabets[name];
  const all = classes
    .filter((name) => isOn(inputs, name))
    .map(alphabetOf)
    .join("");
  const required = classes.flatMap((name) => pick(alphabetOf(name), count(inputs[minima[name]])));
  return shuffled([...required, ...pick(all, count(length) - required.length)]).join("");
}

/**
 * What the provider refuses of a text's inputs; a value that isn't known yet is let pass.
 *
 * @see https://github.com/hashicorp/terraform-provider-random/blob/main/internal/provider/resource_password.go
 */
export function textFailures(inputs: JsonObject): { property: string; reason: string }[] {
  const { length } = inputs;
  const sum = classes.reduce((total, name) => total + count(inputs[minima[name]]), 0);
  const failures: { property: string; reason: string }[] = [];
  if (length === undefined) {
    failures.push({ property: "length", reason: "Missing required property 'length'" });
  } else if (typeof length === "number") {
    if (length < 1) failures.push(tooLittle("length", 1, length));
    else if (length < sum) {
      const parts = classes.map((name) => minima[name]).join(" + ");
      const reason = `Attribute length value must be at least sum of ${parts}, got: ${length}`;
      failures.push({ property: "length", reason });
    }
  }
  for (const property of Object.values(minima)) {
    const value = inputs[property];
    if (typeof value === "number" && value < 0) failures.push(tooLittle(property, 0, value));
  }
  if (!classes.some((name) => isOn(inputs, name))) {
    const reason = "At least one of special, upper, lower and numeric must be true";
    failures.push({ property: "special", reason });
  }
  return failures;
}

function tooLittle(property: string, minimum: number, got: number) {
  return {
    property,
    reason: `Attribute ${property} value must be at least ${minimum}, got: ${got}`,
  };
}

/** `number` is the old name of `numeric`. */
function isOn(inputs: JsonObject, name: Class): boolean {
  const value = name === "numeric" ? (inputs.numeric ?? inputs.number) : inputs[name];
  return value !== false;
}

function count(value: unknown): number {
  return typeof value === "number" ? value : 0;
}

function pick(alphabet: string, howMany: number): string[] {
  return Array.from({ length: howMany }, () => alphabet[randomInt(alphabet.length)]!);
}

/** The items in random order. */
export function shuffled<T>(
  items: readonly T[],
  below: (limit: number) => number = randomInt,
): T[] {
  const result = [...items];
  for (let index = result.length - 1; index > 0; index--) {
    const other = below(index + 1);
    [result[index], result[other]] = [result[other]!, result[index]!];
  }
  return result;
}
