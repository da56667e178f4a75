import { nameRules, type NamedType } from "../settings/conventions/names";
import { types } from "./types";

/** A type whose physical name people choose. */
export interface NamedResource {
  /** The input that holds the name. */
  readonly input: string;
  /** The type whose rules the name must keep. */
  readonly armType: NamedType;
}

/** Types that the convention names, by token. */
export const namedResources: Readonly<Record<string, NamedResource>> = {
  [types.actionGroup]: { input: "actionGroupName", armType: "Microsoft.Insights/actionGroups" },
  [types.applicationInsights]: { input: "resourceName", armType: "Microsoft.Insights/components" },
  [types.certificate]: {
    input: "certificateName",
    armType: "Microsoft.App/managedEnvironments/certificates",
  },
  [types.classicRedis]: { input: "name", armType: "Microsoft.Cache/redis" },
  [types.containerApp]: { input: "containerAppName", armType: "Microsoft.App/containerApps" },
  [types.diagnosticSetting]: { input: "name", armType: "Microsoft.Insights/diagnosticSettings" },
  [types.job]: { input: "jobName", armType: "Microsoft.App/jobs" },
  [types.lockByScope]: { input: "lockName", armType: "Microsoft.Authorization/locks" },
  [types.managedCertificate]: {
    input: "managedCertificateName",
    armType: "Microsoft.App/managedEnvironments/certificates",
  },
  [types.managedEnvironment]: {
    input: "environmentName",
    armType: "Microsoft.App/managedEnvironments",
  },
  [types.managedRedis]: { input: "clusterName", armType: "Microsoft.Cache/redisEnterprise" },
  [types.metricAlert]: { input: "ruleName", armType: "Microsoft.Insights/metricAlerts" },
  [types.postgresServer]: {
    input: "serverName",
    armType: "Microsoft.DBforPostgreSQL/flexibleServers",
  },
  [types.privateEndpoint]: {
    input: "privateEndpointName",
    armType: "Microsoft.Network/privateEndpoints",
  },
  [types.registry]: { input: "registryName", armType: "Microsoft.ContainerRegistry/registries" },
  [types.resourceGroup]: {
    input: "resourceGroupName",
    armType: "Microsoft.Resources/resourceGroups",
  },
  [types.staticSite]: { input: "name", armType: "Microsoft.Web/staticSites" },
  [types.userAssignedIdentity]: {
    input: "resourceName",
    armType: "Microsoft.ManagedIdentity/userAssignedIdentities",
  },
  [types.vault]: { input: "vaultName", armType: "Microsoft.KeyVault/vaults" },
  [types.virtualNetwork]: {
    input: "virtualNetworkName",
    armType: "Microsoft.Network/virtualNetworks",
  },
  [types.workspace]: {
    input: "workspaceName",
    armType: "Microsoft.OperationalInsights/workspaces",
  },
};

/** What is wrong with a name, if anything: `<prefix>-<stack>-<what>`, within what the type takes. */
export function nameFault(
  name: string,
  armType: NamedType,
  prefix: string,
  stack: string,
): string | undefined {
  const { length, pattern, words, ...rest } = nameRules[armType];
  const [min, max] = length;
  const start = "joined" in rest ? `${prefix}${stack}` : `${prefix}-${stack}-`;
  if (!name.startsWith(start)) return `it must begin with ${start}`;
  if (name.length < min || name.length > max) return `it must have ${min} to ${max} characters`;
  return pattern.test(name) ? undefined : `it must be ${words}`;
}
