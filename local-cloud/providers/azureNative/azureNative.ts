import { at, type JsonObject } from "../../json";
import { ArmError } from "../../arm/armError";
import { shortLocation } from "../../arm/generalRules";
import { resourceGroupId } from "../../arm/resourceId";
import { localSubscriptionId, type ResourceManager } from "../../arm/resourceManager";
import { findType } from "../../arm/types";
import { diffInputs, isAtOrBelow } from "../inputDiff";
import type {
  Change,
  CheckResult,
  InputDiff,
  ProviderFront,
  ReadResult,
  ReadState,
  Say,
  Subject,
} from "../providerFront";
import { unknownValue } from "../providerFront";
import { fromBody, toBody, toSdkPath } from "./bodyShape";
import { driftedInputs } from "./drift";
import { idFromInputs, inputsFromId } from "./ids";
import { invokeAzure } from "./invokes";
import { mappingOf, pathInputs, type ResourceMapping } from "./resourceTable";

/** Outputs that an update never changes, so that a preview knows them. As the real provider does. */
const stableOutputs = ["name", "location"];

/** The azure-native provider, in front of the local Resource Manager. */
export class AzureNative implements ProviderFront {
  readonly name = "azure-native";
  readonly sdk = "@pulumi/azure-native";
  private readonly resourceManager: ResourceManager;
  private subscriptionId = localSubscriptionId;
  private location: string | undefined;
  private readonly announced = new Set<string>();

  constructor(resourceManager: ResourceManager) {
    this.resourceManager = resourceManager;
  }

  configure(config: JsonObject): void {
    if (typeof config.subscriptionId === "string") this.subscriptionId = config.subscriptionId;
    if (typeof config.location === "string") this.location = config.location;
  }

  check(
    subject: Subject,
    inputs: JsonObject,
    oldInputs: JsonObject,
    seed: Uint8Array,
  ): CheckResult {
    const { mapping } = mappingOf(subject.token);
    const checked = { ...inputs };
    const ownName = mapping.names.at(-1)!;
    checked[ownName] ??= oldInputs[ownName] ?? autoName(mapping, subject.name, seed);
    if (findType(mapping.type)?.locations !== undefined) {
      const location = checked.location ?? oldInputs.location ?? this.defaultLocation(checked);
      if (location !== undefined) checked.location = location;
    }
    const failures = pathInputs(mapping)
      .filter((property) => checked[property] === undefined)
      .map((property) => ({ property, reason: `missing required property '${property}'` }));
    return { inputs: checked, failures };
  }

  diff(subject: Subject, id: string, oldInputs: JsonObject, inputs: JsonObject): InputDiff {
    const { mapping } = mappingOf(subject.token);
    const fixed = [
      ...pathInputs(mapping),
      "location",
      ...(findType(mapping.type)?.immutable ?? []).map((path) => toSdkPath(mapping, path)),
    ];
    const found = diffInputs(withShortLocation(oldInputs), withShortLocation(inputs), (path) =>
      fixed.some((property) => isAtOrBelow(path, property)),
    );
    // The new resource would be written over the old one, and then deleted in its stead.
    const deleteBeforeReplace =
      found.replaces.length > 0 && idFromInputs(mapping, this.subscriptionId, inputs) === id;
    return { ...found, deleteBeforeReplace };
  }

  previewCreate(_subject: Subject, inputs: JsonObject): JsonObject {
    return inputs;
  }

  async create(
    subject: Subject,
    inputs: JsonObject,
    say: Say,
  ): Promise<{ id: string; outputs: JsonObject }> {
    const { mapping, guessed } = mappingOf(subject.token);
    if (guessed) this.announce(subject, say);
    const id = idFromInputs(mapping, this.subscriptionId, inputs);
    if (this.resourceManager.find(id) !== undefined && !findType(mapping.type)?.singleton) {
      throw new Error(`cannot create already existing resource '${id}'`);
    }
    return { id, outputs: await this.write(mapping, id, inputs) };
  }

  async read(subject: Subject, id: string, state: ReadState): Promise<ReadResult | undefined> {
    const { mapping } = mappingOf(subject.token);
    const resource = this.resourceManager.find(id);
    if (resource === undefined) return undefined;
    const outputs = fromBody(mapping, this.resourceManager.render(resource));
    if (Object.keys(state.inputs).length === 0) {
      const inputs = {
        ...fromBody(mapping, resource.desired),
        ...inputsFromId(mapping, resource.id),
      };
      return { id: resource.id, inputs, outputs };
    }
    const model = findType(mapping.type);
    const readOnly = fromBody(
      mapping,
      model?.computed?.({ resource, cloud: this.resourceManager }) ?? {},
    );
    return {
      id: resource.id,
      inputs: driftedInputs(state.inputs, state.outputs, outputs, readOnly),
      outputs,
    };
  }

  previewUpdate({ oldOutputs, inputs }: Change): JsonObject {
    const stable = Object.fromEntries(stableOutputs.map((key) => [key, oldOutputs[key]]));
    return { ...inputs, ...stable };
  }

  async update({ subject, id, inputs }: Change): Promise<JsonObject> {
    return this.write(mappingOf(subject.token).mapping, id, inputs);
  }

  async delete(_subject: Subject, id: string): Promise<void> {
    await spoken(this.resourceManager.delete(id));
  }

  invoke(token: string, args: JsonObject): Promise<JsonObject> {
    return spoken(invokeAzure(this.resourceManager, this.subscriptionId, token, args));
  }

  private async write(
    mapping: ResourceMapping,
    id: string,
    inputs: JsonObject,
  ): Promise<JsonObject> {
    return fromBody(mapping, await spoken(this.resourceManager.put(id, toBody(mapping, inputs))));
  }

  /** The group's own location, as the real provider does when neither the program nor its settings name one. */
  private defaultLocation(inputs: JsonObject): string | undefined {
    if (this.location !== undefined) return this.location;
    const group = inputs.resourceGroupName;
    if (typeof group !== "string" || group === unknownValue) return undefined;
    const found = this.resourceManager.find(resourceGroupId(this.subscriptionId, group));
    const location = found?.desired.location;
    return typeof location === "string" ? location : undefined;
  }

  private announce(subject: Subject, say: Say): void {
    if (this.announced.has(subject.token)) return;
    this.announced.add(subject.token);
    say(
      "warning",
      `The local cloud has no model of ${subject.token}: it is kept as given, and nothing about it is checked.`,
      subject.urn,
    );
  }
}

/** Resource Manager's refusal in the words of the real provider. */
async function spoken<T>(result: Promise<T>): Promise<T> {
  try {
    return await result;
  } catch (error) {
    if (!(error instanceof ArmError)) throw error;
    throw new Error(`Status=${error.status} Code="${error.code}" Message="${error.message}"`, {
      cause: error,
    });
  }
}

/** The logical name and eight hexadecimal digits; without hyphens where the type takes none. */
function autoName(mapping: ResourceMapping, name: string, seed: Uint8Array): string {
  const suffix = Buffer.from(seed).toString("hex").slice(0, 8).padEnd(8, "0");
  const rule = findType(mapping.type)?.name;
  const candidate = `${name}${suffix}`;
  if (rule === undefined || rule.pattern.test(candidate)) return candidate;
  return candidate.toLowerCase().replaceAll(/[^a-z0-9]/g, "");
}

function withShortLocation(inputs: JsonObject): JsonObject {
  const location = at(inputs, "location");
  return typeof location === "string" ? { ...inputs, location: shortLocation(location) } : inputs;
}
