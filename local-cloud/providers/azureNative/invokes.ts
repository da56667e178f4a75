import { isObject, type JsonObject } from "../../json";
import { ArmError } from "../../arm/armError";
import type { ResourceManager } from "../../arm/resourceManager";
import { verificationId } from "../../arm/types/app/verificationId";
import { fromBody } from "./bodyShape";
import { idFromInputs } from "./ids";
import { resourceTable, type ResourceMapping } from "./resourceTable";

/** A function of the SDK that is a `POST` on a resource: the resource's token, and the action. */
const actions: Readonly<Record<string, readonly [resource: string, action: string]>> = {
  "operationalinsights:getSharedKeys": ["operationalinsights:Workspace", "sharedKeys"],
  "redisenterprise:listDatabaseKeys": ["redisenterprise:Database", "listKeys"],
  "redis:listRedisKeys": ["redis:Redis", "listKeys"],
  "web:listStaticSiteSecrets": ["web:StaticSite", "listSecrets"],
  "app:listContainerAppSecrets": ["app:ContainerApp", "listSecrets"],
  "app:listContainerAppCustomHostNameAnalysis": ["app:ContainerApp", "listCustomHostNameAnalysis"],
};

/**
 * Answers a function of the SDK: `get<Resource>` reads, the functions of the table above act.
 *
 * @throws ArmError, and Error for a function that is not modelled.
 */
export async function invokeAzure(
  resourceManager: ResourceManager,
  subscriptionId: string,
  token: string,
  args: JsonObject,
): Promise<JsonObject> {
  const [, module = "", name = ""] = token.split(":");
  const id = (mapping: ResourceMapping) => idFromInputs(mapping, subscriptionId, args);

  if (`${module}:${name}` === "app:getCustomDomainVerificationId") {
    return { value: verificationId(resourceManager, subscriptionId) };
  }
  if (`${module}:${name}` === "authorization:getClientConfig") {
    return {
      clientId: resourceManager.guid("client"),
      objectId: resourceManager.guid("client object"),
      subscriptionId,
      tenantId: resourceManager.tenantId,
    };
  }
  const action = actions[`${module}:${name}`];
  if (action !== undefined) {
    const mapping = resourceTable[action[0]]!;
    const answer = await resourceManager.act(id(mapping), action[1], args);
    return isObject(answer) ? answer : {};
  }
  const mapping = name.startsWith("get") ? resourceTable[`${module}:${name.slice(3)}`] : undefined;
  if (mapping === undefined) {
    // The local cloud's own word: not documented by Azure.
    throw new ArmError(501, "NotModelled", `The local cloud does not model the function ${token}.`);
  }
  return fromBody(mapping, resourceManager.get(id(mapping)));
}
