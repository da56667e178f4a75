import { createHash, randomBytes, randomInt, randomUUID } from "node:crypto";
import type { JsonObject } from "../json";
import type { CheckResult } from "./providerFront";
import { randomText, shuffled, textDefaults, textFailures } from "./randomText";

/** How one resource of the SDK is made up. */
export interface Generator {
  create(inputs: JsonObject): { id: string; outputs: JsonObject };
  /** What the provider refuses before anything is made. */
  failures?(inputs: JsonObject): CheckResult["failures"];
  /** The resource from what `pulumi import` is given as its id; absent where the provider imports none. */
  import?(given: string): { id: string; inputs: JsonObject; outputs: JsonObject };
}

/**
 * By type token.
 *
 * @see https://github.com/hashicorp/terraform-provider-random/tree/main/internal/provider
 */
export const generators: Readonly<Record<string, Generator>> = {
  "random:index/randomPassword:RandomPassword": text(() => "none"),
  "random:index/randomString:RandomString": text((result) => result),
  "random:index/randomBytes:RandomBytes": {
    failures: ({ length }) => atLeastOne("length", length),
    create: (inputs) => bytesOutputs(randomBytes(Number(inputs.length)), inputs),
    import: (given) => {
      const bytes = Buffer.from(given, "base64");
      const inputs = { length: bytes.length };
      return { inputs, ...bytesOutputs(bytes, inputs) };
    },
  },
  "random:index/randomId:RandomId": {
    failures: ({ byteLength }) => atLeastOne("byteLength", byteLength),
    create: (inputs) => idOutputs(randomBytes(Number(inputs.byteLength)), inputs),
    import: (given) => {
      const [own = "", prefix] = given.split(",").toReversed();
      const bytes = Buffer.from(own, "base64url");
      const inputs = { byteLength: bytes.length, ...(prefix === undefined ? {} : { prefix }) };
      return { inputs, ...idOutputs(bytes, inputs) };
    },
  },
  "random:index/randomUuid:RandomUuid": uuid(() => randomUUID()),
  "random:index/randomUuid4:RandomUuid4": uuid(() => randomUUID()),
  "random:index/randomUuid7:RandomUuid7": uuid(uuid7),
  "random:index/randomInteger:RandomInteger": {
    create: (inputs) => {
      const [min, max] = [Number(inputs.min), Number(inputs.max)];
      if (min > max) {
        throw new Error(
          "The minimum (min) value needs to be smaller than or equal to maximum (max) value.",
        );
      }
      const result = min + source(inputs.seed)(max - min + 1);
      return { id: String(result), outputs: { ...inputs, result } };
    },
    import: (given) => {
      const [result, min, max, seed] = given.split(",");
      if (result === undefined || min === undefined || max === undefined) {
        throw new Error(
          "Invalid import usage: expecting {result},{min},{max} or {result},{min},{max},{seed}",
        );
      }
      const inputs = {
        min: Number(min),
        max: Number(max),
        ...(seed === undefined ? {} : { seed }),
      };
      return { id: result, inputs, outputs: { ...inputs, result: Number(result) } };
    },
  },
  "random:index/randomShuffle:RandomShuffle": {
    create: (inputs) => {
      const items = Array.isArray(inputs.inputs) ? inputs.inputs : [];
      const below = source(inputs.seed);
      const wanted = typeof inputs.resultCount === "number" ? inputs.resultCount : items.length;
      const results: typeof items = [];
      // More than there are: every item comes once before any comes again.
      while (results.length < wanted && items.length > 0) results.push(...shuffled(items, below));
      return { id: "-", outputs: { ...inputs, results: results.slice(0, wanted) } };
    },
  },
  "random:index/randomPet:RandomPet": {
    create: (inputs) => {
      const { length = 2, separator = "-", prefix } = inputs;
      const words = [
        ...Array.from({ length: Math.max(0, Number(length) - 2) }, () => one(adverbs)),
        ...(Number(length) > 1 ? [one(adjectives)] : []),
        one(names),
      ];
      const id = [...(typeof prefix === "string" ? [prefix] : []), ...words].join(
        typeof separator === "string" ? separator : "-",
      );
      return { id, outputs: { length, separator, ...inputs } };
    },
  },
};

function text(idOf: (result: string) => string): Generator {
  const made = (result: string, inputs: JsonObject) => ({
    id: idOf(result),
    outputs: { ...textDefaults(inputs), result },
  });
  return {
    failures: textFailures,
    create: (inputs) => made(randomText(inputs), inputs),
    import: (given) => {
      const inputs = { length: given.length };
      return { inputs, ...made(given, inputs) };
    },
  };
}

function uuid(make: () => string): Generator {
  return {
    create: (inputs) => {
      const result = make();
      return { id: result, outputs: { ...inputs, result } };
    },
    import: (given) => ({ id: given, inputs: {}, outputs: { result: given } }),
  };
}

/** @see https://www.rfc-editor.org/rfc/rfc9562#section-5.7 */
function uuid7(): string {
  const time = Date.now().toString(16).padStart(12, "0");
  const random = randomUUID();
  return `${time.slice(0, 8)}-${time.slice(8)}-7${random.slice(15)}`;
}

function bytesOutputs(bytes: Buffer, inputs: JsonObject): { id: string; outputs: JsonObject } {
  const outputs = { ...inputs, base64: bytes.toString("base64"), hex: bytes.toString("hex") };
  return { id: "none", outputs };
}

function idOutputs(bytes: Buffer, inputs: JsonObject): { id: string; outputs: JsonObject } {
  const prefix = typeof inputs.prefix === "string" ? inputs.prefix : "";
  const hex = bytes.toString("hex");
  const id = bytes.toString("base64url");
  return {
    id,
    outputs: {
      ...inputs,
      b64Std: `${prefix}${bytes.toString("base64")}`,
      b64Url: `${prefix}${id}`,
      hex: `${prefix}${hex}`,
      dec: `${prefix}${BigInt(`0x${hex}`).toString()}`,
    },
  };
}

function atLeastOne(property: string, value: unknown): CheckResult["failures"] {
  if (value === undefined) return [{ property, reason: `Missing required property '${property}'` }];
  if (typeof value !== "number" || value >= 1) return [];
  return [{ property, reason: `Attribute ${property} value must be at least 1, got: ${value}` }];
}

/**
 * Random integers from 0 to below a limit. With a seed they are the same every time, though not those that the real
 * provider makes of it.
 */
function source(seed: unknown): (limit: number) => number {
  if (typeof seed !== "string" || seed === "") return (limit) => randomInt(limit);
  let turn = 0;
  return (limit) =>
    createHash("sha256").update(`${seed}|${turn++}`).digest().readUIntBE(0, 6) % limit;
}

function one(words: readonly string[]): string {
  return words[randomInt(words.length)]!;
}

const adverbs = ["briefly", "calmly", "duly", "easily", "fairly", "gladly", "kindly", "lightly"];
const adjectives = [
  "able",
  "bold",
  "calm",
  "eager",
  "fair",
  "keen",
  "loyal",
  "quick",
  "sharp",
  "wise",
];
const names = [
  "badger",
  "crane",
  "falcon",
  "hare",
  "lynx",
  "marten",
  "otter",
  "raven",
  "stoat",
  "wren",
];
