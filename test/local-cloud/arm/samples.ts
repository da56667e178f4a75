/** Bodies that Resource Manager accepts, for tests to change. */

import { localTenantId } from "../../../local-cloud/arm/resourceManager";
import type { JsonObject } from "../../../local-cloud/json";
import { resourceId } from "./cloud";

const location = "centralindia";

export const networkId = resourceId("Microsoft.Network/virtualNetworks", "net");
export const network: JsonObject = {
  location,
  properties: { addressSpace: { addressPrefixes: ["10.0.0.0/16"] } },
};

/** Id of a subnet of that network. */
export const subnetId = (name: string) => `${networkId}/subnets/${name}`;

/** A subnet, delegated to a service when one is named. */
export function subnet(addressPrefix: string, serviceName?: string): JsonObject {
  const delegations =
    serviceName === undefined ? [] : [{ name: "delegation", properties: { serviceName } }];
  return { properties: { addressPrefix, delegations } };
}

export const zoneId = (name: string) => resourceId("Microsoft.Network/privateDnsZones", name);
export const zone: JsonObject = { location: "global" };

export const linkId = (zoneName: string, name: string) =>
  `${zoneId(zoneName)}/virtualNetworkLinks/${name}`;
export const link: JsonObject = {
  location: "global",
  properties: { virtualNetwork: { id: networkId } },
};

export const vaultId = resourceId("Microsoft.KeyVault/vaults", "ftl-vault");
export const vault: JsonObject = {
  location,
  properties: {
    tenantId: localTenantId,
    sku: { family: "A", name: "standard" },
    enableRbacAuthorization: true,
  },
};

export const serverType = "Microsoft.DBforPostgreSQL/flexibleServers";
export const serverId = resourceId(serverType, "ftl-db");
export const server: JsonObject = {
  location,
  sku: { name: "Standard_D2ds_v5", tier: "GeneralPurpose" },
  properties: {
    version: "16",
    administratorLogin: "ftladmin",
    administratorLoginPassword: "Tr4d1ng-platf0rm",
    storage: { storageSizeGB: 64 },
  },
};

export const clusterId = resourceId("Microsoft.Cache/redisEnterprise", "ftl-cache");
export const cluster: JsonObject = {
  location,
  sku: { name: "Balanced_B1" },
  properties: { publicNetworkAccess: "Enabled" },
};

export const workspaceId = resourceId("Microsoft.OperationalInsights/workspaces", "ftl-logs");
export const workspace: JsonObject = { location };

export const registryId = resourceId("Microsoft.ContainerRegistry/registries", "ftlregistry");
export const registry: JsonObject = { location, sku: { name: "Standard" } };

/** A private endpoint in a subnet, to a group of a target. */
export function privateEndpoint(subnet: string, target: string, groupId: string): JsonObject {
  return {
    location,
    properties: {
      subnet: { id: subnet },
      privateLinkServiceConnections: [
        { name: "connection", properties: { privateLinkServiceId: target, groupIds: [groupId] } },
      ],
    },
  };
}
