import type { JsonObject } from "../../../local-cloud/json";
import type { ProviderFront, Say, Subject } from "../../../local-cloud/providers/providerFront";

/** What a provider said at the terminal. */
export type Said = { readonly severity: string; readonly message: string; readonly urn: string };

/** A provider front as the engine uses it: inputs are checked before anything is made of them. */
export class TestFront {
  readonly front: ProviderFront;
  readonly said: Said[] = [];

  /** One engine's listener, as long as this front is used. */
  private readonly say: Say = (severity, message, urn) =>
    void this.said.push({ severity, message, urn });

  constructor(front: ProviderFront) {
    this.front = front;
  }

  /** A resource of a type: `subject("azure-native:app:Job", "migrate")`. */
  subject(token: string, name = "main"): Subject {
    return { token, name, urn: `urn:pulumi:tst::ftl::${token}::${name}` };
  }

  /** Inputs after the check; the first failure is thrown. */
  checked(subject: Subject, inputs: JsonObject, oldInputs: JsonObject = {}): JsonObject {
    const seed = Uint8Array.from({ length: 32 }, (_, index) => index * 7);
    const { inputs: checked, failures } = this.front.check(subject, inputs, oldInputs, seed);
    if (failures[0] !== undefined) throw new Error(failures[0].reason);
    return checked;
  }

  /** Checks and creates. */
  async create(token: string, inputs: JsonObject, name?: string) {
    const subject = this.subject(token, name);
    const checked = this.checked(subject, inputs);
    const made = await this.front.create(subject, checked, this.say);
    return { subject, inputs: checked, ...made };
  }

  /** Checks and updates what `create` made. */
  async update(made: Made, inputs: JsonObject): Promise<JsonObject> {
    const { subject, id, inputs: oldInputs, outputs: oldOutputs } = made;
    const checked = this.checked(subject, inputs, oldInputs);
    return this.front.update({ subject, id, oldInputs, oldOutputs, inputs: checked });
  }

  /** What the engine learns by a refresh. */
  refresh({ subject, id, inputs, outputs }: Made) {
    return this.front.read(subject, id, { inputs, outputs });
  }

  /** What `pulumi import` learns. */
  import(token: string, id: string) {
    return this.front.read(this.subject(token), id, { inputs: {}, outputs: {} });
  }
}

/** A resource that `create` made. */
export type Made = Awaited<ReturnType<TestFront["create"]>>;
