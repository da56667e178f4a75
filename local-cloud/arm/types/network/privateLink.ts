import type { JsonObject } from "../../../json";
import { objectsAt, textAt, textsAt } from "../../body";
import type { ArmCloud } from "../../armCloud";
import { shortLocation } from "../../generalRules";
import { idKey } from "../../resourceId";
import type { ResourceType, StoredResource } from "../../resourceType";
import { ArmError } from "../../armError";

/** A sub-resource that a private endpoint can lead to. */
interface LinkGroup {
  /** Names that clients use, each of which gets an address of its own. */
  readonly hosts: (target: StoredResource) => string[];
  /** Domain of those names, which the private DNS zone's name stands in for. */
  readonly domain: string;
  /** Name of the private DNS zone. */
  readonly zone: string;
  /** Why a target takes no private endpoint, in a sentence; undefined when it takes one. */
  readonly refusal?: (target: StoredResource) => string | undefined;
}

const region = (target: StoredResource) => shortLocation(textAt(target.desired, "location") ?? "");

/** @see https://learn.microsoft.com/azure/private-link/private-endpoint-dns */
const groupsByType: Readonly<Record<string, Readonly<Record<string, LinkGroup>>>> = {
  "Microsoft.KeyVault/vaults": {
    vault: {
      hosts: ({ name }) => [`${name}.vault.azure.net`],
      domain: "vault.azure.net",
      zone: "privatelink.vaultcore.azure.net",
    },
  },
  "Microsoft.Cache/redisEnterprise": {
    redisEnterprise: {
      hosts: (target) => [`${target.name}.${region(target)}.redis.azure.net`],
      domain: "redis.azure.net",
      zone: "privatelink.redis.azure.net",
    },
  },
  "Microsoft.Cache/redis": {
    redisCache: {
      hosts: ({ name }) => [`${name}.redis.cache.windows.net`],
      domain: "redis.cache.windows.net",
      zone: "privatelink.redis.cache.windows.net",
    },
  },
  "Microsoft.DBforPostgreSQL/flexibleServers": {
    postgresqlServer: {
      hosts: ({ name }) => [`${name}.postgres.database.azure.com`],
      domain: "postgres.database.azure.com",
      zone: "privatelink.postgres.database.azure.com",
      refusal: ({ id, desired }) =>
        textAt(desired, "properties.network.delegatedSubnetResourceId") === undefined
          ? undefined
          : `${id} is integrated into a virtual network and does not support private endpoints.`,
    },
  },
  "Microsoft.ContainerRegistry/registries": {
    registry: {
      hosts: (target) => [
        `${target.name}.${region(target)}.data.azurecr.io`,
        `${target.name}.azurecr.io`,
      ],
      domain: "azurecr.io",
      zone: "privatelink.azurecr.io",
      // @see https://learn.microsoft.com/azure/container-registry/container-registry-skus
      refusal: ({ id, desired }) =>
        textAt(desired, "sku.name") === "Premium"
          ? undefined
          : `Private endpoints of ${id} require the SKU Premium.`,
    },
  },
};

/** Group ids that a type of target offers, or undefined when the local cloud does not know the type. */
export function linkGroups(targetType: string): string[] | undefined {
  const groups = groupsOf(targetType);
  return groups === undefined ? undefined : Object.keys(groups);
}

function groupsOf(targetType: string): Readonly<Record<string, LinkGroup>> | undefined {
  const wanted = targetType.toLowerCase();
  return Object.entries(groupsByType).find(([type]) => type.toLowerCase() === wanted)?.[1];
}

/** Why a target takes no private endpoint to a group, or undefined when it takes one. */
export function endpointRefusal(target: StoredResource, groupId: string): string | undefined {
  return groupsOf(target.type)?.[groupId]?.refusal?.(target);
}

/** A connection that a private endpoint asks for. */
export interface WantedConnection {
  readonly name: string;
  readonly targetId: string;
  readonly groupIds: readonly string[];
  readonly requestMessage: string;
  /** Whether the target's owner has to approve it. */
  readonly manual: boolean;
}

export function wantedConnections(desired: JsonObject): WantedConnection[] {
  return (
    ["privateLinkServiceConnections", "manualPrivateLinkServiceConnections"] as const
  ).flatMap((key) =>
    objectsAt(desired, `properties.${key}`).map((connection) => ({
      name: textAt(connection, "name") ?? "",
      targetId: textAt(connection, "properties.privateLinkServiceId") ?? "",
      groupIds: textsAt(connection, "properties.groupIds"),
      requestMessage: textAt(connection, "properties.requestMessage") ?? "",
      manual: key === "manualPrivateLinkServiceConnections",
    })),
  );
}

/** A name and the private address that it gets. */
export interface PrivateHost {
  readonly fqdn: string;
  readonly address: string;
  /** Name of the record in the private DNS zone, and the zone that it belongs in. */
  readonly record: string;
  readonly zone: string;
}

/** Names that a private endpoint serves, with the addresses it was given. */
export function privateHosts(cloud: ArmCloud, endpoint: StoredResource): PrivateHost[] {
  const addresses = textsAt(endpoint.kept, "addresses");
  return hostNames(cloud, endpoint.desired).map((host, index) => ({
    ...host,
    address: addresses[index] ?? "",
  }));
}

/** The same before the endpoint has addresses. */
export function hostNames(cloud: ArmCloud, desired: JsonObject): Omit<PrivateHost, "address">[] {
  return wantedConnections(desired).flatMap(({ targetId, groupIds }) => {
    const target = cloud.find(targetId);
    if (target === undefined) return [];
    return groupIds.flatMap((groupId) => {
      const group = groupsOf(target.type)?.[groupId];
      if (group === undefined) return [];
      return group.hosts(target).map((fqdn) => ({
        fqdn,
        record: fqdn.slice(0, -(group.domain.length + 1)),
        zone: group.zone,
      }));
    });
  });
}

export const zoneGroupType = "Microsoft.Network/privateEndpoints/privateDnsZoneGroups";

/** A record that a private endpoint's zone group keeps in a zone. */
export interface ZoneRecord {
  readonly name: string;
  readonly addresses: readonly string[];
}

/** Records that zone groups and private servers keep in a private DNS zone. */
export function zoneRecords(cloud: ArmCloud, zoneId: string): ZoneRecord[] {
  const fromGroups = cloud.list(zoneGroupType).flatMap((group) => {
    const endpoint = cloud.find(group.id.split("/privateDnsZoneGroups/")[0] ?? "");
    const here = objectsAt(group.desired, "properties.privateDnsZoneConfigs").some(
      (config) => idKey(textAt(config, "properties.privateDnsZoneId") ?? "") === idKey(zoneId),
    );
    if (endpoint === undefined || !here) return [];
    return recordsIn(cloud, endpoint, zoneId);
  });
  const fromServers = cloud
    .list("Microsoft.DBforPostgreSQL/flexibleServers")
    .filter(
      (server) =>
        idKey(textAt(server.desired, "properties.network.privateDnsZoneArmResourceId") ?? "") ===
        idKey(zoneId),
    )
    .map((server) => ({
      name: cloud.guid(server.id).replaceAll("-", "").slice(0, 12),
      addresses: [],
    }));
  return [...fromGroups, ...fromServers];
}

/** Records of an endpoint that belong in a zone: by the zone's name. */
export function recordsIn(cloud: ArmCloud, endpoint: StoredResource, zoneId: string): ZoneRecord[] {
  const zoneName = zoneId.split("/").at(-1)?.toLowerCase();
  return privateHosts(cloud, endpoint)
    .filter((host) => host.zone === zoneName)
    .map((host) => ({ name: host.record, addresses: [host.address] }));
}

/** Private endpoint connections of a target, as its own body shows them. */
export function endpointConnections(cloud: ArmCloud, target: StoredResource): JsonObject[] {
  return cloud
    .list(`${target.type}/privateEndpointConnections`, target.id)
    .map((connection) => cloud.render(connection));
}

const states = ["Approved", "Rejected", "Disconnected"];

/** The connections as resources below each type of target: the target's owner approves or rejects there. */
export const connectionTypes: readonly ResourceType[] = Object.keys(groupsByType).map((target) => ({
  type: `${target}/privateEndpointConnections`,
  apiVersions: connectionVersions(target),
  validate: ({ id, desired, existing }) => {
    if (existing === undefined) {
      throw new ArmError(
        404,
        "PrivateEndpointConnectionNotFound", // Code not documented.
        `The private endpoint connection ${id} does not exist. It is made by creating a private endpoint.`,
      );
    }
    const status = textAt(desired, "properties.privateLinkServiceConnectionState.status");
    if (status !== undefined && (states.includes(status) || status === "Pending")) return;
    // https://learn.microsoft.com/azure/private-link/manage-private-endpoint (the states; the code is not documented)
    throw new ArmError(
      400,
      "InvalidParameterValue",
      `The status ${JSON.stringify(status)} is invalid. Allowed values are ${states.join(", ")}.`,
    );
  },
  computed: () => ({ properties: { provisioningState: "Succeeded" } }),
}));

function connectionVersions(target: string): readonly [string, ...string[]] {
  const versions: Readonly<Record<string, readonly [string, ...string[]]>> = {
    "Microsoft.KeyVault/vaults": ["2024-11-01", "2023-07-01"],
    "Microsoft.Cache/redisEnterprise": ["2025-07-01", "2025-04-01"],
    "Microsoft.Cache/redis": ["2024-11-01", "2024-03-01"],
    "Microsoft.DBforPostgreSQL/flexibleServers": ["2025-08-01", "2024-08-01"],
    "Microsoft.ContainerRegistry/registries": ["2023-01-01-preview", "2025-04-01"],
  };
  return versions[target] ?? ["2024-05-01"];
}

/** How many addresses a subnet has handed out already: for the next one. */
export function takenAddresses(cloud: ArmCloud, subnetId: string): Set<string> {
  return new Set(
    cloud
      .list("Microsoft.Network/privateEndpoints")
      .filter((one) => idKey(textAt(one.desired, "properties.subnet.id") ?? "") === idKey(subnetId))
      .flatMap((one) => textsAt(one.kept, "addresses")),
  );
}
