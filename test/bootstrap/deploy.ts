import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { type Bootstrap, declareBootstrap } from "../../bootstrap/bootstrap";
import type { BootstrapSettings } from "../../bootstrap/settings";
import { resourceGroupId } from "../../local-cloud/arm/resourceId";
import { localSubscriptionId } from "../../local-cloud/arm/resourceManager";
import type { JsonObject } from "../../local-cloud/json";
import { CloudInMemory } from "../support/inProcess";
import { recordResources, registered, type Registration } from "../support/mocks";

/** Settings as a stack file says them, with somebody's repository and group in them. */
export const settings: BootstrapSettings = {
  location: "centralindia",
  repository: "repo:octo-org/octo-repo",
  operators: { objectId: "11111111-0000-4000-8000-000000000001", type: "Group" },
  addresses: [],
  stackDeployed: false,
  protected: true,
  tags: { owner: "platform" },
};

/** What a deployment has come to. */
export interface Deployed {
  readonly bootstrap: Bootstrap;
  readonly seen: readonly Registration[];
  /** Names of what was created, in order of time. */
  readonly created: readonly string[];
  /** What the cloud said when it refused something, a sentence each. */
  readonly refused: readonly string[];
}

interface Kept {
  readonly id: string;
  readonly inputs: JsonObject;
  readonly outputs: JsonObject;
}

/**
 * The real program on a cloud in memory, without an engine: creates what is not in `kept` yet, and throws when
 * something that is would change.
 */
export async function deploy(
  cloud: CloudInMemory,
  changes: Partial<BootstrapSettings> = {},
  { stack = "prd", kept = new Map<string, Kept>() } = {},
): Promise<Deployed> {
  const created: string[] = [];
  const refused: string[] = [];
  const write = async ({ type: token, name, urn, inputs }: Registration): Promise<Kept> => {
    const front = cloud.fronts.get(token.split(":")[0]!)!;
    const subject = { token, name, urn };
    const old = kept.get(urn);
    const checked = front.check(subject, inputs, old?.inputs ?? {}, randomBytes(32));
    if (checked.failures[0] !== undefined) throw new Error(checked.failures[0].reason);
    if (old !== undefined) {
      const { changes: differences } = front.diff(subject, old.id, old.inputs, checked.inputs);
      const changed = Object.keys(differences);
      if (changed.length > 0) throw new Error(`${name} would change: ${changed.join(", ")}`);
      return old;
    }
    const made = await front.create(subject, checked.inputs, () => undefined);
    created.push(name);
    return { inputs: checked.inputs, ...made };
  };
  const seen: Registration[] = await recordResources(stack, {
    cloud: {
      newResource: async ({ type, name, custom }) => {
        const resource = seen.find((one) => one.type === type && one.name === name)!;
        if (!custom) return { id: undefined, state: {} };
        try {
          const written = await write(resource);
          kept.set(resource.urn, written);
          return { id: written.id, state: written.outputs };
        } catch (error) {
          refused.push(`${name}: ${(error as Error).message}`);
          throw error;
        }
      },
      call: ({ token, inputs }) =>
        cloud.fronts.get(token.split(":")[0]!)!.invoke(token, inputs as JsonObject),
    },
  });
  const bootstrap = declareBootstrap({ ...settings, ...changes }, stack);
  try {
    await registered();
  } catch (error) {
    if (refused.length === 0) throw error;
  }
  return { bootstrap, seen, created, refused };
}

export const stackGroup = resourceGroupId(localSubscriptionId, "ftl-prd-rg-cin");
const stackVault = `${stackGroup}/providers/Microsoft.KeyVault/vaults/ftl-prd-kv-cin`;

/** A cloud in which the stack's first deployment has been. */
export async function withStack(): Promise<CloudInMemory> {
  const cloud = new CloudInMemory();
  const location = "centralindia";
  await cloud.resourceManager.put(stackGroup, { location });
  await cloud.resourceManager.put(stackVault, {
    location,
    properties: {
      tenantId: cloud.resourceManager.tenantId,
      sku: { family: "A", name: "standard" },
      enableRbacAuthorization: true,
    },
  });
  return cloud;
}

/** The inputs of the one resource of an Azure type, or with a name. */
export function inputsOf(seen: readonly Registration[], what: string): JsonObject {
  const found = seen.filter(
    ({ type, name, custom }) => custom && (type.endsWith(`:${what}`) || name === what),
  );
  assert.equal(found.length, 1, `one ${what}`);
  return found[0]!.inputs as JsonObject;
}
