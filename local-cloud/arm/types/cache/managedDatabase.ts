import type { JsonObject } from "../../../json";
import { numberAt, objectsAt, textAt } from "../../body";
import { ArmError } from "../../armError";
import { parseResourceId } from "../../resourceId";
import type { ResourceType, ResourceView, WriteRequest } from "../../resourceType";
import { accessKeys, regenerateKey } from "./accessKeys";
import { clusterType, skuSize } from "./managedCluster";

const policies = ["OSSCluster", "EnterpriseCluster", "NoCluster"];
const evictions = [
  "AllKeysLFU",
  "AllKeysLRU",
  "AllKeysRandom",
  "VolatileLRU",
  "VolatileLFU",
  "VolatileTTL",
  "VolatileRandom",
  "NoEviction",
];

/** What the service fills in. @see https://learn.microsoft.com/rest/api/redis/redisenterprisecache/databases/create */
function defaults({ existing }: WriteRequest): JsonObject {
  return {
    properties: {
      clientProtocol: "Encrypted",
      port: numberAt(existing?.desired, "properties.port") ?? 10_000,
      clusteringPolicy: textAt(existing?.desired, "properties.clusteringPolicy") ?? "OSSCluster",
      evictionPolicy: "VolatileLRU",
      accessKeysAuthentication: "Disabled",
      deferUpgrade: "NotDeferred",
      persistence: { aofEnabled: false, rdbEnabled: false },
    },
  };
}

/** @see https://learn.microsoft.com/rest/api/redis/redisenterprisecache/databases/create (the values; the code is not documented) */
function oneOf(desired: JsonObject, key: string, allowed: readonly string[]): string {
  const value = textAt(desired, `properties.${key}`) ?? "";
  if (allowed.includes(value)) return value;
  throw new ArmError(
    400,
    "BadRequest",
    `The value '${value}' of property '${key}' is not allowed. Allowed values: ${allowed.join(", ")}.`,
  );
}

function validate({ id, name, desired, existing, cloud }: WriteRequest): void {
  const cluster = cloud.find(parseResourceId(id)?.parentId ?? "");
  if (name !== "default") {
    throw new ArmError(
      400,
      "BadRequest", // Code not documented; that the one database is named so is.
      `The database name '${name}' is not valid. A cluster has one database, named 'default'.`,
    );
  }
  oneOf(desired, "clientProtocol", ["Encrypted", "Plaintext"]);
  oneOf(desired, "accessKeysAuthentication", ["Enabled", "Disabled"]);
  const eviction = oneOf(desired, "evictionPolicy", evictions);
  const policy = oneOf(desired, "clusteringPolicy", policies);
  const port = numberAt(desired, "properties.port");
  if (port !== 10_000) {
    throw new ArmError(
      400,
      "BadRequest",
      `The port ${port} is not valid. The port of a database is 10000.`,
    );
  }

  const sku = textAt(cluster?.desired, "sku.name") ?? "";
  const size = skuSize(sku) ?? 0;
  // @see https://learn.microsoft.com/azure/redis/architecture#cluster-policies
  if (policy === "NoCluster" && (size > 25 || sku.startsWith("FlashOptimized"))) {
    throw new ArmError(
      400,
      "BadRequest",
      `NoCluster is available up to 25 GB; the cluster's sku is ${sku}.`,
    );
  }
  const before = existing && textAt(existing.desired, "properties.clusteringPolicy");
  if (before !== undefined && before !== policy && before !== "NoCluster") {
    throw new ArmError(
      400,
      "BadRequest", // Code not documented; the rule is in the property's description.
      `The clustering policy can't change from ${before} to ${policy}. Delete the database and create it again.`,
    );
  }
  const modules = objectsAt(desired, "properties.modules").map((module) => textAt(module, "name"));
  if (!modules.includes("RediSearch")) return;
  // @see https://learn.microsoft.com/azure/redis/redis-modules
  if (policy === "OSSCluster" || eviction !== "NoEviction") {
    throw new ArmError(
      400,
      "BadRequest",
      "The RediSearch module needs the EnterpriseCluster or NoCluster clustering policy and the NoEviction eviction policy.",
    );
  }
}

/** @see https://learn.microsoft.com/rest/api/redis/redisenterprisecache/databases/list-keys */
function listKeys({ resource }: ResourceView): JsonObject {
  return accessKeys(resource.kept);
}

/** The one database of a cluster. @see https://learn.microsoft.com/rest/api/redis/redisenterprisecache/databases/create */
export const redisEnterpriseDatabases: ResourceType = {
  type: `${clusterType}/databases`,
  apiVersions: ["2025-07-01", "2025-04-01", "2024-10-01", "2024-02-01", "2022-01-01"],
  name: {
    pattern: /^[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*$/,
    length: [1, 60],
    code: "InvalidParameter",
    message: "A database name has 1 to 60 letters, digits and single hyphens.",
  },
  immutable: ["properties.port", "properties.modules", "properties.geoReplication"],
  defaults,
  validate,
  keep: ({ id, cloud }) => {
    const seed = `${id}:${cloud.now().toISOString()}`;
    return {
      primaryKey: key(cloud.secretText(`${seed}:primary:0`, 43)),
      secondaryKey: key(cloud.secretText(`${seed}:secondary:0`, 43)),
      turns: 0,
    };
  },
  computed: () => ({
    properties: { provisioningState: "Succeeded", resourceState: "Running", redisVersion: "7.4" },
  }),
  actions: {
    listkeys: listKeys,
    regeneratekey: (view, body) => regenerateKey(view, textAt(body, "keyType")),
  },
  duration: {
    create: 60,
    update: 60,
    delete: 60,
    source: "https://github.com/hashicorp/terraform-provider-azurerm/pull/32722",
  },
};

/** Keys are base64 of 32 bytes. */
function key(text: string): string {
  return `${text}=`;
}
