import { at, clone, removeAt, type JsonObject } from "../../json";
import { ArmError } from "../../arm/armError";
import { shortLocation } from "../../arm/generalRules";
import { parseResourceId, resourceGroupId } from "../../arm/resourceId";
import { localSubscriptionId, type ResourceManager } from "../../arm/resourceManager";
import type { StoredResource } from "../../arm/resourceType";
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
import { UnmodelledTypes } from "../unmodelledTypes";
import { autoName } from "./autoName";
import { createBeforeDelete, fromBody, toBody, toSdkPath, withListedIdentities } from "./bodyShape";
import { driftedInputs } from "./drift";
import { idFromInputs, inputsFromId } from "./ids";
import { invokeAzure } from "./invokes";
import { mappingOf, pathInputs, type ResourceMapping } from "./resourceTable";

/** Outputs that an update never changes, so that a preview knows them. As the real provider does. */
const stableOutputs = ["name", "location"];

/**
 * The azure-native provider, in front of the local Resource Manager.
 *
 * @see https://github.com/pulumi/pulumi-azure-native/blob/master/provider/pkg/provider/provider.go
 */
export class AzureNative implements ProviderFront {
  readonly name = "azure-native";
  readonly sdk = "@pulumi/azure-native";
  private readonly resourceManager: ResourceManager;
  private subscriptionId = localSubscriptionId;
  private location: string | undefined;
  private readonly unmodelled = new UnmodelledTypes();

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
    const { mapping } = mappingOf(subject.token, inputs);
    const checked = { ...inputs };
    const ownName = mapping.names.at(-1)!;
    if (checked[ownName] === undefined) {
      Object.assign(checked, autoName(mapping, subject.name, seed, oldInputs));
    }
    const failures = pathInputs(mapping)
      .filter((property) => checked[property] === undefined)
      .map((property) => ({ property, reason: `missing required property '${property}'` }));
    if (findType(mapping.type)?.locations !== undefined) {
      checked.location ??= oldInputs.location ?? this.defaultLocation(checked);
      if (checked.location === undefined) failures.push(missingLocation);
    }
    return { inputs: checked, failures };
  }

  diff(subject: Subject, _id: string, oldInputs: JsonObject, inputs: JsonObject): InputDiff {
    const { mapping } = mappingOf(subject.token, inputs);
    const fixed = [
      ...pathInputs(mapping),
      "location",
      ...(findType(mapping.type)?.immutable ?? []).map((path) => toSdkPath(mapping, path)),
    ];
    const found = diffInputs(withShortLocation(oldInputs), withShortLocation(inputs), (path) =>
      fixed.some((property) => isAtOrBelow(path, property)),
    );
    // Only a name that the provider made up leaves room for another resource beside the old one.
    const deleteBeforeReplace = found.replaces.length > 0 && oldInputs[createBeforeDelete] !== true;
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
    const { mapping } = mappingOf(subject.token, inputs);
    if (findType(mapping.type) === undefined) this.unmodelled.announce(subject, say);
    const id = idFromInputs(mapping, this.subscriptionId, inputs);
    if (this.resourceManager.find(id) !== undefined && !findType(mapping.type)?.singleton) {
      throw new Error(`cannot create already existing resource '${id}'`);
    }
    return { id, outputs: await this.write(mapping, id, inputs) };
  }

  async read(subject: Subject, id: string, state: ReadState): Promise<ReadResult | undefined> {
    const { mapping } = mappingOf(subject.token, {
      resourceGroupName: parseResourceId(id)?.resourceGroup,
    });
    const resource = this.resourceManager.find(id);
    if (resource?.type.toLowerCase() !== mapping.type.toLowerCase()) return undefined;
    const outputs = fromBody(mapping, this.resourceManager.render(resource));
    if (Object.keys(state.inputs).length === 0) {
      const inputs = {
        ...withListedIdentities(fromBody(mapping, readable(resource))),
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
    return this.write(mappingOf(subject.token, inputs).mapping, id, inputs);
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
    if (group === unknownValue) return unknownValue;
    if (typeof group !== "string") return undefined;
    const found = this.resourceManager.find(resourceGroupId(this.subscriptionId, group));
    const location = found?.desired.location;
    return typeof location === "string" ? location : undefined;
  }
}

const missingLocation = {
  property: "location",
  reason:
    "missing required property 'location'. Either set it explicitly or configure it with " +
    "'pulumi config set azure-native:location <value>'.",
};

/** What a client may read of what was written: without passwords and the like. */
function readable({ type, desired }: StoredResource): JsonObject {
  const body = clone(desired);
  for (const path of findType(type)?.writeOnly ?? []) removeAt(body, path.split("."));
  return body;
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

function withShortLocation(inputs: JsonObject): JsonObject {
  const location = at(inputs, "location");
  return typeof location === "string" ? { ...inputs, location: shortLocation(location) } : inputs;
}
