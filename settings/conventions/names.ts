/**
 * The names of everything that Path 2 declares: `ftl-<stack>-<what>[-<region>]`, adapted to what each
 * resource type accepts.
 */

/** Short codes that stand for a region in a name. */
export const regionCodes = {
  centralindia: "cin",
  southindia: "sin",
  eastasia: "eas",
} as const;

/** A region that the conventions have a code for, in Azure's own spelling. */
export type Region = keyof typeof regionCodes;

/** What a type accepts as a name, in the type's own documentation's terms. */
export interface NameRule {
  /** Shortest and longest name, in characters. */
  readonly length: readonly [min: number, max: number];
  /** Every character and position rule at once. */
  readonly pattern: RegExp;
  /** The rule in words, for error messages. */
  readonly words: string;
  /** Whether the service refuses hyphens, so that the parts are joined without one. */
  readonly joined?: true;
  /** The page that states the rule. */
  readonly source: string;
}

const resourceNameRules =
  "https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules";

const hyphenated = {
  pattern: /^[a-z](?:-?[a-z0-9])*$/,
  words: "lower-case letters, digits and single hyphens, starting with a letter",
} as const;

/** Name rules by Resource Manager type. A type that is not here can't be named by {@link resourceName}. */
export const nameRules = {
  "Microsoft.Resources/resourceGroups": {
    length: [1, 90],
    ...hyphenated,
    source: resourceNameRules,
  },
  "Microsoft.Authorization/locks": { length: [1, 90], ...hyphenated, source: resourceNameRules },
  "Microsoft.OperationalInsights/workspaces": {
    length: [4, 63],
    ...hyphenated,
    source: resourceNameRules,
  },
  "Microsoft.Insights/components": { length: [1, 260], ...hyphenated, source: resourceNameRules },
  "Microsoft.Insights/actionGroups": { length: [1, 260], ...hyphenated, source: resourceNameRules },
  "Microsoft.Insights/metricAlerts": { length: [1, 260], ...hyphenated, source: resourceNameRules },
  "Microsoft.Insights/diagnosticSettings": {
    length: [1, 260],
    ...hyphenated,
    source: resourceNameRules,
  },
  "Microsoft.ManagedIdentity/userAssignedIdentities": {
    length: [3, 128],
    ...hyphenated,
    source: resourceNameRules,
  },
  "Microsoft.ContainerRegistry/registries": {
    length: [5, 50],
    pattern: /^[a-z0-9]+$/,
    words: "lower-case letters and digits",
    joined: true,
    source: resourceNameRules,
  },
  "Microsoft.KeyVault/vaults": { length: [3, 24], ...hyphenated, source: resourceNameRules },
  "Microsoft.DBforPostgreSQL/flexibleServers": {
    length: [3, 63],
    ...hyphenated,
    source: resourceNameRules,
  },
  "Microsoft.Cache/redis": { length: [1, 63], ...hyphenated, source: resourceNameRules },
  "Microsoft.Cache/redisEnterprise": {
    length: [1, 60],
    ...hyphenated,
    source:
      "https://learn.microsoft.com/rest/api/redis/redisenterprisecache/redis-enterprise/create",
  },
  "Microsoft.App/managedEnvironments": {
    length: [2, 60],
    ...hyphenated,
    source: resourceNameRules,
  },
  "Microsoft.App/managedEnvironments/certificates": {
    length: [2, 60],
    ...hyphenated,
    source: resourceNameRules,
  },
  "Microsoft.App/containerApps": {
    length: [2, 32],
    ...hyphenated,
    source: "https://azure.github.io/PSRule.Rules.Azure/en/rules/Azure.ContainerApp.Name/",
  },
  "Microsoft.App/jobs": {
    length: [2, 32],
    ...hyphenated,
    source: "https://github.com/microsoft/azure-container-apps/issues/1103",
  },
  "Microsoft.Web/staticSites": { length: [2, 40], ...hyphenated, source: resourceNameRules },
  "Microsoft.Network/virtualNetworks": {
    length: [2, 64],
    ...hyphenated,
    source: resourceNameRules,
  },
  "Microsoft.Network/virtualNetworks/subnets": {
    length: [1, 80],
    ...hyphenated,
    source: resourceNameRules,
  },
  "Microsoft.Network/privateEndpoints": {
    length: [2, 64],
    ...hyphenated,
    source: resourceNameRules,
  },
  "Microsoft.Network/privateEndpoints/privateDnsZoneGroups": {
    length: [1, 80],
    ...hyphenated,
    source: resourceNameRules,
  },
  "Microsoft.Network/privateDnsZones/virtualNetworkLinks": {
    length: [1, 80],
    ...hyphenated,
    source: resourceNameRules,
  },
} as const satisfies Record<string, NameRule>;

/** A Resource Manager type that {@link resourceName} can name. */
export type NamedType = keyof typeof nameRules;

/** The parts of a name. `region` is left out for what is not bound to a region, and for children. */
export interface NameParts {
  readonly stack: string;
  readonly what: string;
  readonly region?: Region;
}

/**
 * The physical name of a resource: `ftl-prd-rg-cin`, or `ftlprdacrcin` where the type takes no hyphens.
 *
 * @throws Error that names the type, its rule and the name, when the parts can't make a valid one.
 */
export function resourceName(type: NamedType, parts: NameParts): string {
  const rule: NameRule = nameRules[type];
  const region = parts.region === undefined ? [] : [regionCodes[parts.region]];
  const words = ["ftl", parts.stack, parts.what, ...region];
  const name = rule.joined ? words.join("").replaceAll("-", "") : words.join("-");
  const [min, max] = rule.length;
  if (name.length < min || name.length > max || !rule.pattern.test(name)) {
    throw new Error(
      `${type} can't be named "${name}" (${name.length} characters): ` +
        `${min} to ${max} characters, ${rule.words}; see ${rule.source}`,
    );
  }
  return name;
}
