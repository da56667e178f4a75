import { textAt } from "../../body";
import { ArmError } from "../../armError";
import { shortLocation } from "../../generalRules";
import type { ResourceType, WriteRequest } from "../../resourceType";
import { computedIdentity } from "../../managedIdentities";
import { endpointConnections } from "../network/privateLink";

export const clusterType = "Microsoft.Cache/redisEnterprise";

/** Memory in GB by size, for what depends on it. @see https://learn.microsoft.com/azure/redis/overview#choosing-the-right-tier */
const families: Readonly<Record<string, readonly number[]>> = {
  Balanced_B: [0, 1, 3, 5, 10, 20, 50, 100, 150, 250, 350, 500, 700, 1000],
  MemoryOptimized_M: [10, 20, 50, 100, 150, 250, 350, 500, 700, 1000, 1500, 2000],
  ComputeOptimized_X: [3, 5, 10, 20, 50, 100, 150, 250, 350, 500, 700],
  FlashOptimized_A: [250, 500, 700, 1000, 1500, 2000, 4500],
};

/** Size number of a sku (`10` of `Balanced_B10`), or undefined when it is not one of Azure Managed Redis. */
export function skuSize(sku: string): number | undefined {
  const [, family, size] = /^(\w+_[A-Z])(\d+)$/.exec(sku) ?? [];
  const number = Number(size);
  return family !== undefined && families[family]?.includes(number) === true ? number : undefined;
}

/** Regions without availability zones, where high availability stays in one datacentre. */
const zoneless = ["southindia", "westindia", "westus", "northcentralus", "ukwest", "japanwest"];

/** Address that clients use. */
export function clusterHost(name: string, location: string): string {
  return `${name}.${shortLocation(location)}.redis.azure.net`.toLowerCase();
}

function validate({ desired, existing }: WriteRequest): void {
  const sku = textAt(desired, "sku.name") ?? "";
  // Message: https://github.com/Azure/azure-sdk-for-java/pull/50073
  if (/^Enterprise(?:Flash)?_/.test(sku) && existing === undefined) {
    throw new ArmError(
      400,
      "BadRequest",
      "Creation of new Azure Cache for Redis Enterprise resources is no longer supported. Azure Cache for Redis " +
        "Enterprise is retiring, please create Azure Managed Redis instead.",
    );
  }
  if (skuSize(sku) === undefined && !sku.startsWith("Enterprise")) {
    throw new ArmError(
      400,
      "BadRequest",
      `The value '${sku}' of sku.name is not a sku of Azure Managed Redis.`,
    );
  }
  const access = textAt(desired, "properties.publicNetworkAccess");
  if (access !== "Enabled" && access !== "Disabled") {
    throw new ArmError(
      400,
      "BadRequest", // The property is required from api version 2025-07-01 on; the code is not documented.
      `The property publicNetworkAccess is required and must be 'Enabled' or 'Disabled', got ${JSON.stringify(access)}.`,
    );
  }
  const tls = textAt(desired, "properties.minimumTlsVersion");
  if (tls !== "1.2" && tls !== "1.3") {
    throw new ArmError(
      400,
      "BadRequest",
      `The value '${tls}' of minimumTlsVersion is not allowed. Use 1.2 or 1.3.`,
    );
  }
  const availability = textAt(desired, "properties.highAvailability");
  if (availability !== "Enabled" && availability !== "Disabled") {
    throw new ArmError(
      400,
      "BadRequest",
      `The value '${availability}' of highAvailability is not allowed.`,
    );
  }
  const before = existing && textAt(existing.desired, "properties.highAvailability");
  if (before !== "Enabled" || availability === "Enabled") return;
  throw new ArmError(
    400,
    "BadRequest", // Code not documented; the rule is: https://learn.microsoft.com/azure/redis/architecture
    "High availability can't be disabled on an existing instance.",
  );
}

/** Cluster of Azure Managed Redis. @see https://learn.microsoft.com/azure/redis/overview */
export const redisEnterprise: ResourceType = {
  type: clusterType,
  apiVersions: ["2025-07-01", "2025-04-01", "2024-10-01", "2024-02-01", "2022-01-01"],
  name: {
    pattern: /^[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*$/,
    length: [1, 60],
    code: "InvalidParameter",
    message:
      "The name must be 1-60 characters long. Allowed characters (A-Z, a-z, 0-9) and hyphen (-). There can be no " +
      "leading nor trailing nor consecutive hyphens.",
  },
  locations: "any",
  globalName: {
    of: ({ name, desired }) => clusterHost(name, textAt(desired, "location") ?? ""),
    taken: (name) => ({
      status: 409,
      code: "NameNotAvailable",
      message: `An error occurred when trying to reserve the DNS name for the cache '${name}'. This may be a transient error or the name may be in use.`,
    }),
  },
  defaults: ({ existing }) => ({
    properties: {
      highAvailability: textAt(existing?.desired, "properties.highAvailability") ?? "Enabled",
      minimumTlsVersion: "1.2",
    },
  }),
  validate,
  computed: ({ resource, cloud }) => {
    const location = textAt(resource.desired, "location") ?? "";
    const available = textAt(resource.desired, "properties.highAvailability") === "Enabled";
    const zonal = !zoneless.includes(shortLocation(location));
    return {
      kind: "v2",
      ...computedIdentity(cloud, resource),
      properties: {
        provisioningState: "Succeeded",
        resourceState: "Running",
        hostName: clusterHost(resource.name, location),
        redisVersion: "7.4",
        redundancyMode: !available ? "None" : zonal ? "ZR" : "LR",
        privateEndpointConnections: endpointConnections(cloud, resource),
      },
    };
  },
  duration: {
    create: 480,
    update: 300,
    delete: 300,
    // 870 s for all of TestAccManagedRedis_basic: cluster and database, created and deleted.
    source: "https://github.com/hashicorp/terraform-provider-azurerm/pull/32722",
  },
};
