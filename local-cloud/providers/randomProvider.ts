import { randomBytes, randomInt, randomUUID } from "node:crypto";
import type { JsonObject } from "../json";
import { diffInputs } from "./inputDiff";
import type { OpaqueResources } from "./opaque";
import type {
  Change,
  CheckResult,
  InputDiff,
  ProviderFront,
  ReadResult,
  ReadState,
  Say,
  Subject,
} from "./providerFront";

type Generator = (inputs: JsonObject) => { id: string; outputs: JsonObject };

/** What each resource of the SDK makes up. @see https://www.pulumi.com/registry/packages/random/api-docs/ */
const generators: Readonly<Record<string, Generator>> = {
  "random:index/randomPassword:RandomPassword": (inputs) => {
    const result = randomText(inputs);
    return { id: "none", outputs: { ...textDefaults, ...inputs, result } };
  },
  "random:index/randomString:RandomString": (inputs) => {
    const result = randomText(inputs);
    return { id: result, outputs: { ...textDefaults, ...inputs, result } };
  },
  "random:index/randomId:RandomId": (inputs) => {
    const bytes = randomBytes(number(inputs.byteLength, 8));
    const prefix = typeof inputs.prefix === "string" ? inputs.prefix : "";
    const b64Url = `${prefix}${bytes.toString("base64url")}`;
    const hex = bytes.toString("hex");
    return {
      id: bytes.toString("base64url"),
      outputs: {
        ...inputs,
        b64Std: `${prefix}${bytes.toString("base64")}`,
        b64Url,
        hex: `${prefix}${hex}`,
        dec: `${prefix}${BigInt(`0x${hex}`).toString()}`,
      },
    };
  },
  "random:index/randomUuid:RandomUuid": (inputs) => {
    const result = randomUUID();
    return { id: result, outputs: { ...inputs, result } };
  },
  "random:index/randomInteger:RandomInteger": (inputs) => {
    const result = randomInt(number(inputs.min, 0), number(inputs.max, 0) + 1);
    return { id: String(result), outputs: { ...inputs, result } };
  },
};

/** Outputs that the real provider states even when the program does not. */
const textDefaults = {
  lower: true,
  upper: true,
  numeric: true,
  number: true,
  special: true,
  minLower: 0,
  minUpper: 0,
  minNumeric: 0,
  minSpecial: 0,
};

/**
 * The random provider. Its resources live in the program's state alone, so a read finds what the state says.
 */
export class RandomProvider implements ProviderFront {
  readonly name = "random";
  readonly sdk = "@pulumi/random";
  private readonly opaque: OpaqueResources;

  constructor(opaque: OpaqueResources) {
    this.opaque = opaque;
  }

  configure(): void {
    // The provider has no settings.
  }

  check(_subject: Subject, inputs: JsonObject): CheckResult {
    return { inputs, failures: [] };
  }

  diff(_subject: Subject, _id: string, oldInputs: JsonObject, inputs: JsonObject): InputDiff {
    // Nothing random can change in place: the result would no longer be what the inputs ask for.
    return { ...diffInputs(oldInputs, inputs, () => true), deleteBeforeReplace: false };
  }

  previewCreate(_subject: Subject, inputs: JsonObject): JsonObject {
    return inputs;
  }

  async create(
    subject: Subject,
    inputs: JsonObject,
    say: Say,
  ): Promise<{ id: string; outputs: JsonObject }> {
    const generate = generators[subject.token];
    return generate === undefined ? this.opaque.create(subject, inputs, say) : generate(inputs);
  }

  async read(
    _subject: Subject,
    id: string,
    { inputs, outputs }: ReadState,
  ): Promise<ReadResult | undefined> {
    if (Object.keys(outputs).length > 0) return { id, inputs, outputs };
    return { id, inputs: { length: id.length }, outputs: { length: id.length, result: id } };
  }

  previewUpdate({ inputs }: Change): JsonObject {
    return inputs;
  }

  async update({ subject, id, inputs }: Change): Promise<JsonObject> {
    return this.opaque.update(id, subject.token, inputs);
  }

  async delete(subject: Subject, id: string): Promise<void> {
    if (generators[subject.token] === undefined) await this.opaque.delete(id);
  }

  async invoke(token: string): Promise<JsonObject> {
    throw new Error(`The local cloud does not model the function ${token}.`);
  }
}

const alphabets = {
  lower: "abcdefghijklmnopqrstuvwxyz",
  upper: "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
  numeric: "0123456789",
  special: "!@#$%&*()-_=+[]{}<>:?",
} as const;

/** Text of `length` characters from the classes that are switched on, each with its minimum. */
function randomText(inputs: JsonObject): string {
  const length = number(inputs.length, 0);
  const minimum = {
    lower: number(inputs.minLower, 0),
    upper: number(inputs.minUpper, 0),
    numeric: number(inputs.minNumeric, 0),
    special: number(inputs.minSpecial, 0),
  };
  const override = inputs.overrideSpecial;
  const alphabetOf = (name: keyof typeof alphabets) =>
    name === "special" && typeof override === "string" && override !== ""
      ? override
      : alphabets[name];
  const names = (Object.keys(alphabets) as (keyof typeof alphabets)[]).filter(
    (name) => inputs[name] !== false,
  );
  const all = names.map(alphabetOf).join("");
  const required = names.flatMap((name) => pick(alphabetOf(name), minimum[name]));
  if (length < 1 || all === "" || required.length > length) {
    throw new Error(
      `can't make a text of ${length} characters from ${all.length} with ${required.length} of them required`,
    );
  }
  return shuffled([...required, ...pick(all, length - required.length)]).join("");
}

function pick(alphabet: string, count: number): string[] {
  return Array.from({ length: count }, () => alphabet[randomInt(alphabet.length)]!);
}

function shuffled(items: string[]): string[] {
  const result = [...items];
  for (let index = result.length - 1; index > 0; index--) {
    const other = randomInt(index + 1);
    [result[index], result[other]] = [result[other]!, result[index]!];
  }
  return result;
}

function number(value: unknown, fallback: number): number {
  return typeof value === "number" ? value : fallback;
}
