import type { JsonObject } from "../../../json";
import { numberAt, textAt } from "../../body";
import { ArmError } from "../../armError";
import type { ArmCloud } from "../../armCloud";
import { parseResourceId } from "../../resourceId";
import type { ResourceType, WriteRequest } from "../../resourceType";
import { endpointConnections } from "../network/privateLink";
import { accessKeys, regenerateKey } from "./accessKeys";

const type = "Microsoft.Cache/redis";

/** From then on a tenant that had no cache can't create one. @see https://learn.microsoft.com/azure/azure-cache-for-redis/retirement-faq */
const closedToNewCustomers = "2026-04-01T00:00:00.000Z";

/** Environment variable that makes the local tenant one that had a cache before the closing date. */
export const oldCustomerVariable = "FTL_LOCAL_CLASSIC_REDIS";

function mayCreate(cloud: ArmCloud): boolean {
  if (process.env[oldCustomerVariable] === "allowed") return true;
  if (cloud.now().toISOString() < closedToNewCustomers) return true;
  return cloud.list(type).some((cache) => cache.created < closedToNewCustomers);
}

/** Clients that a C size takes at once, by capacity. @see https://learn.microsoft.com/azure/azure-cache-for-redis/cache-overview */
const maxClients = ["256", "1000", "2000", "5000", "10000", "15000", "20000"];
const tiers = ["Basic", "Standard", "Premium"];

function validate({ id, name, desired, existing, cloud }: WriteRequest): void {
  if (existing === undefined && !mayCreate(cloud)) {
    throw new ArmError(
      400,
      "BadRequest", // Code and message not documented for these tiers; both are those of the Enterprise tiers.
      "Creation of new Azure Cache for Redis resources is no longer supported for new customers. Azure Cache for Redis " +
        "is retiring, please create Azure Managed Redis instead. (The local cloud's tenant had no cache before " +
        `2026-04-01; set ${oldCustomerVariable}=allowed for one that had.)`,
    );
  }
  const sku = textAt(desired, "properties.sku.name") ?? "";
  const family = textAt(desired, "properties.sku.family");
  const capacity = numberAt(desired, "properties.sku.capacity");
  const premium = sku === "Premium";
  const fits =
    tiers.includes(sku) &&
    family === (premium ? "P" : "C") &&
    capacity !== undefined &&
    capacity >= (premium ? 1 : 0) &&
    capacity <= (premium ? 5 : 6);
  if (!fits) {
    throw new ArmError(
      400,
      "InvalidRequestBody",
      `The sku {name: ${sku}, family: ${family}, capacity: ${capacity}} is not valid: Basic and Standard are of family C ` +
        "with capacity 0 to 6, Premium of family P with capacity 1 to 5.",
    );
  }
  if (existing !== undefined) checkScaling(name, existing.desired, desired);
  const subnetId = textAt(desired, "properties.subnetId");
  if (subnetId === undefined) return;
  if (!premium) {
    throw new ArmError(
      400,
      "InvalidRequestBody",
      "Virtual network injection (subnetId) needs the Premium tier.",
    );
  }
  if (cloud.find(subnetId) === undefined) {
    throw new ArmError(
      400,
      "InvalidRequestBody",
      `The subnet ${subnetId} of ${parseResourceId(id)?.name} was not found.`,
    );
  }
}

/** Code and messages not documented; the rules: https://learn.microsoft.com/azure/azure-cache-for-redis/cache-how-to-scale */
function checkScaling(name: string, before: JsonObject, desired: JsonObject): void {
  const from = textAt(before, "properties.sku.name") ?? "";
  const to = textAt(desired, "properties.sku.name") ?? "";
  const shrinksToC0 =
    (numberAt(before, "properties.sku.capacity") ?? 0) > 0 &&
    numberAt(desired, "properties.sku.capacity") === 0;
  const refused =
    tiers.indexOf(to) < tiers.indexOf(from) || (from === "Basic" && to === "Premium")
      ? `from ${from} to ${to}`
      : shrinksToC0
        ? "down to C0"
        : undefined;
  if (refused === undefined) return;
  throw new ArmError(400, "InvalidRequestBody", `The cache '${name}' can't be scaled ${refused}.`);
}

function defaults({ desired }: WriteRequest): JsonObject {
  const basic = textAt(desired, "properties.sku.name") === "Basic";
  return {
    properties: {
      redisVersion: "6.0",
      enableNonSslPort: false,
      minimumTlsVersion: "1.2",
      publicNetworkAccess: "Enabled",
      disableAccessKeyAuthentication: false,
      updateChannel: "Stable",
      redisConfiguration: { "maxmemory-policy": "volatile-lru" },
      ...(basic ? {} : { replicasPerMaster: 1, replicasPerPrimary: 1 }),
    },
  };
}

function instances(desired: JsonObject): JsonObject[] {
  const count = textAt(desired, "properties.sku.name") === "Basic" ? 1 : 2;
  return Array.from({ length: count }, (_, index) => ({
    sslPort: 15_000 + index,
    isMaster: index === 0,
    isPrimary: index === 0,
  }));
}

/** Azure Cache for Redis. @see https://learn.microsoft.com/azure/azure-cache-for-redis/cache-overview */
export const classicRedis: ResourceType = {
  type,
  apiVersions: ["2024-11-01", "2024-03-01", "2023-08-01", "2023-04-01"],
  name: {
    pattern: /^[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*$/,
    length: [1, 63],
    code: "InvalidParameter",
    message:
      "The name must be a string between 1 and 63 characters that contains only numbers, letters, and hyphens, starts " +
      "and ends with a number or letter and has no consecutive hyphens.",
  },
  locations: "any",
  globalName: {
    of: ({ name }) => `${name}.redis.cache.windows.net`,
    taken: (name) => ({
      status: 409,
      code: "NameNotAvailable",
      message: `An error occurred when trying to reserve the DNS name for the cache '${name}'. This may be a transient error or the name may be in use.`,
    }),
  },
  immutable: ["properties.subnetId", "properties.staticIP", "zones"],
  defaults,
  validate,
  keep: ({ id, cloud }) => {
    const seed = `${id}:${cloud.now().toISOString()}`;
    return {
      primaryKey: `${cloud.secretText(`${seed}:primary:0`, 43)}=`,
      secondaryKey: `${cloud.secretText(`${seed}:secondary:0`, 43)}=`,
      turns: 0,
    };
  },
  computed: ({ resource, cloud }) => {
    const capacity = numberAt(resource.desired, "properties.sku.capacity") ?? 0;
    const premium = textAt(resource.desired, "properties.sku.family") === "P";
    return {
      properties: {
        provisioningState: "Succeeded",
        hostName: `${resource.name.toLowerCase()}.redis.cache.windows.net`,
        port: 6379,
        sslPort: 6380,
        linkedServers: [],
        instances: instances(resource.desired),
        redisConfiguration: premium ? {} : { maxclients: maxClients[capacity] },
        privateEndpointConnections: endpointConnections(cloud, resource),
      },
    };
  },
  actions: {
    listkeys: ({ resource }) => accessKeys(resource.kept),
    regeneratekey: (view, body) => regenerateKey(view, textAt(body, "keyType")),
  },
  duration: {
    create: 900,
    update: 600,
    delete: 600,
    source: "https://learn.microsoft.com/azure/azure-cache-for-redis/quickstart-create-redis",
  },
};
