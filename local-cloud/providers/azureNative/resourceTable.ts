/**
 * How the Pulumi SDK's resources map to Resource Manager: the type, the inputs that name a resource, and where the
 * SDK's shape departs from the general rule of `bodyShape.ts`.
 *
 * @see https://www.pulumi.com/registry/packages/azure-native/api-docs/
 */

import type { JsonObject } from "../../json";
import {
  componentNames,
  redisConfigurationNames,
  storageAccountNames,
  webTestNames,
} from "./wireNames";

/** One resource of the SDK. */
export interface ResourceMapping {
  /** Resource Manager type. */
  readonly type: string;
  /** Inputs that hold the names of the id's segments, parents first. The last one can be left to auto-naming. */
  readonly names: readonly string[];
  /** Names that are always the same, by the segment of the type: the SDK has no input for them. */
  readonly fixedNames?: Readonly<Record<string, string>>;
  /**
   * Where the resource lives: in a resource group (input `resourceGroupName`), in the subscription, or on what the
   * named input gives the id of.
   */
  readonly scope?: "group" | "subscription" | { readonly input: string };
  readonly shape?: Shape;
}

/** Departures from the rule that every input but the envelope's goes into `properties`. */
export interface Shape {
  /** `asGiven`: the SDK's own inputs have a `properties` key, or the body has none: nothing is moved. */
  readonly properties?: "asGiven";
  /** Inputs that the general rule takes for the envelope's, and that stand in `properties` here. */
  readonly inProperties?: readonly string[];
  /**
   * SDK path below `properties` to the body's name of its last key, where the two are spelt differently. Lists don't
   * count as a level.
   */
  readonly renamed?: Readonly<Record<string, string>>;
  /** Paths below `properties` of objects whose own fields, but for the likes of `id`, stand in a nested `properties`. */
  readonly nested?: readonly string[];
}

const asGiven: Shape = { properties: "asGiven" };

/** What no rule is known of, so that nothing of it is lost: all of it but location and tags goes into `properties`. */
const unknownShape: Shape = {
  inProperties: ["id", "name", "type", "etag", "systemData", "properties"],
};

/** By type token, without the `azure-native:` in front. */
export const resourceTable: Readonly<Record<string, ResourceMapping>> = {
  "resources:ResourceGroup": {
    type: "Microsoft.Resources/resourceGroups",
    names: ["resourceGroupName"],
    scope: "subscription",
    shape: asGiven,
  },
  "authorization:ManagementLockByScope": {
    type: "Microsoft.Authorization/locks",
    names: ["lockName"],
    scope: { input: "scope" },
  },
  "authorization:ManagementLockAtResourceGroupLevel": {
    type: "Microsoft.Authorization/locks",
    names: ["lockName"],
  },
  "authorization:RoleAssignment": {
    type: "Microsoft.Authorization/roleAssignments",
    names: ["roleAssignmentName"],
    scope: { input: "scope" },
  },
  "authorization:RoleDefinition": {
    type: "Microsoft.Authorization/roleDefinitions",
    names: ["roleDefinitionId"],
    scope: { input: "scope" },
    shape: { renamed: { roleType: "type" } },
  },
  "managedidentity:UserAssignedIdentity": {
    type: "Microsoft.ManagedIdentity/userAssignedIdentities",
    names: ["resourceName"],
  },
  "managedidentity:FederatedIdentityCredential": {
    type: "Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials",
    names: ["resourceName", "federatedIdentityCredentialResourceName"],
  },
  "storage:StorageAccount": {
    type: "Microsoft.Storage/storageAccounts",
    names: ["accountName"],
    shape: { renamed: storageAccountNames },
  },
  "storage:BlobServiceProperties": {
    type: "Microsoft.Storage/storageAccounts/blobServices",
    names: ["accountName", "blobServicesName"],
  },
  "storage:BlobContainer": {
    type: "Microsoft.Storage/storageAccounts/blobServices/containers",
    names: ["accountName", "containerName"],
    fixedNames: { blobServices: "default" },
  },
  "containerregistry:Registry": {
    type: "Microsoft.ContainerRegistry/registries",
    names: ["registryName"],
  },
  "keyvault:Vault": { type: "Microsoft.KeyVault/vaults", names: ["vaultName"], shape: asGiven },
  "keyvault:Key": {
    type: "Microsoft.KeyVault/vaults/keys",
    names: ["vaultName", "keyName"],
    shape: asGiven,
  },
  "keyvault:Secret": {
    type: "Microsoft.KeyVault/vaults/secrets",
    names: ["vaultName", "secretName"],
    shape: asGiven,
  },
  "app:ManagedEnvironment": {
    type: "Microsoft.App/managedEnvironments",
    names: ["environmentName"],
  },
  "app:Certificate": {
    type: "Microsoft.App/managedEnvironments/certificates",
    names: ["environmentName", "certificateName"],
    shape: asGiven,
  },
  "app:ManagedCertificate": {
    type: "Microsoft.App/managedEnvironments/managedCertificates",
    names: ["environmentName", "managedCertificateName"],
    shape: asGiven,
  },
  "app:ContainerApp": { type: "Microsoft.App/containerApps", names: ["containerAppName"] },
  "app:Job": { type: "Microsoft.App/jobs", names: ["jobName"] },
  "web:StaticSite": { type: "Microsoft.Web/staticSites", names: ["name"] },
  "web:StaticSiteCustomDomain": {
    type: "Microsoft.Web/staticSites/customDomains",
    names: ["name", "domainName"],
  },
  "dbforpostgresql:Server": {
    type: "Microsoft.DBforPostgreSQL/flexibleServers",
    names: ["serverName"],
  },
  "dbforpostgresql:Database": {
    type: "Microsoft.DBforPostgreSQL/flexibleServers/databases",
    names: ["serverName", "databaseName"],
  },
  "dbforpostgresql:FirewallRule": {
    type: "Microsoft.DBforPostgreSQL/flexibleServers/firewallRules",
    names: ["serverName", "firewallRuleName"],
  },
  "dbforpostgresql:Configuration": {
    type: "Microsoft.DBforPostgreSQL/flexibleServers/configurations",
    names: ["serverName", "configurationName"],
  },
  "dbforpostgresql:BackupsAutomaticAndOnDemand": {
    type: "Microsoft.DBforPostgreSQL/flexibleServers/backups",
    names: ["serverName", "backupName"],
  },
  "redisenterprise:RedisEnterprise": {
    type: "Microsoft.Cache/redisEnterprise",
    names: ["clusterName"],
  },
  "redisenterprise:Database": {
    type: "Microsoft.Cache/redisEnterprise/databases",
    names: ["clusterName", "databaseName"],
  },
  "redis:Redis": {
    type: "Microsoft.Cache/redis",
    names: ["name"],
    shape: { inProperties: ["sku"], renamed: redisConfigurationNames },
  },
  "network:VirtualNetwork": {
    type: "Microsoft.Network/virtualNetworks",
    names: ["virtualNetworkName"],
    shape: { nested: ["subnets.*", "subnets.*.delegations.*", "virtualNetworkPeerings.*"] },
  },
  "network:Subnet": {
    type: "Microsoft.Network/virtualNetworks/subnets",
    names: ["virtualNetworkName", "subnetName"],
    shape: { nested: ["delegations.*"] },
  },
  "network:PrivateEndpoint": {
    type: "Microsoft.Network/privateEndpoints",
    names: ["privateEndpointName"],
    shape: {
      nested: [
        "privateLinkServiceConnections.*",
        "manualPrivateLinkServiceConnections.*",
        "ipConfigurations.*",
      ],
    },
  },
  "network:PrivateDnsZoneGroup": {
    type: "Microsoft.Network/privateEndpoints/privateDnsZoneGroups",
    names: ["privateEndpointName", "privateDnsZoneGroupName"],
    shape: { nested: ["privateDnsZoneConfigs.*"] },
  },
  "privatedns:PrivateZone": {
    type: "Microsoft.Network/privateDnsZones",
    names: ["privateZoneName"],
  },
  "privatedns:VirtualNetworkLink": {
    type: "Microsoft.Network/privateDnsZones/virtualNetworkLinks",
    names: ["privateZoneName", "virtualNetworkLinkName"],
  },
  "operationalinsights:Workspace": {
    type: "Microsoft.OperationalInsights/workspaces",
    names: ["workspaceName"],
    shape: { inProperties: ["sku"] },
  },
  "applicationinsights:Component": {
    type: "Microsoft.Insights/components",
    names: ["resourceName"],
    shape: {
      renamed: componentNames,
    },
  },
  "applicationinsights:WebTest": {
    type: "Microsoft.Insights/webtests",
    names: ["webTestName"],
    shape: {
      renamed: webTestNames,
    },
  },
  "monitor:ActionGroup": { type: "Microsoft.Insights/actionGroups", names: ["actionGroupName"] },
  "monitor:MetricAlert": { type: "Microsoft.Insights/metricAlerts", names: ["ruleName"] },
  "monitor:ScheduledQueryRule": {
    type: "Microsoft.Insights/scheduledQueryRules",
    names: ["ruleName"],
  },
  "monitor:DiagnosticSetting": {
    type: "Microsoft.Insights/diagnosticSettings",
    names: ["name"],
    scope: { input: "resourceUri" },
  },
};

/**
 * The mapping of a type token, and whether it had to be guessed because the table has none.
 *
 * @param inputs What tells a guess whether the resource lives in a group.
 */
export function mappingOf(
  token: string,
  inputs: JsonObject,
): { mapping: ResourceMapping; guessed: boolean } {
  const [, module = "", resource = ""] = token.split(":");
  const known = resourceTable[`${module}:${resource}`];
  if (known !== undefined) return { mapping: known, guessed: false };
  const lower = `${resource.charAt(0).toLowerCase()}${resource.slice(1)}`;
  return {
    mapping: {
      type: `Local.${module.replaceAll("/", ".")}/${lower}`,
      names: [`${lower}Name`],
      scope: inputs.resourceGroupName === undefined ? "subscription" : "group",
      shape: unknownShape,
    },
    guessed: true,
  };
}

/** Names of the inputs that make up the id, and so are no part of the body. */
export function pathInputs(mapping: ResourceMapping): string[] {
  const { scope = "group" } = mapping;
  const where =
    scope === "group" ? ["resourceGroupName"] : typeof scope === "object" ? [scope.input] : [];
  return [...where, ...mapping.names];
}
