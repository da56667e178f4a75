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
import { generators } from "./randomGenerators";

/**
 * The random provider. Its resources live in the program's state alone, so a read finds what the state says. Of a
 * password it makes no `bcryptHash`.
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

  check({ token }: Subject, inputs: JsonObject): CheckResult {
    return { inputs, failures: generators[token]?.failures?.(inputs) ?? [] };
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
    const generator = generators[subject.token];
    return generator === undefined
      ? this.opaque.create(subject, inputs, say)
      : generator.create(inputs);
  }

  async read(
    { token }: Subject,
    id: string,
    { inputs, outputs }: ReadState,
  ): Promise<ReadResult | undefined> {
    const generator = generators[token];
    if (generator === undefined) {
      const kept = this.opaque.find(id);
      return kept && { id, inputs: kept, outputs: kept };
    }
    if (Object.keys(outputs).length > 0) return { id, inputs, outputs };
    if (generator.import === undefined) throw new Error(`${token} can't be imported`);
    return generator.import(id);
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
