/** What each type of resource can send to a diagnostic setting. */
export interface SignalCategories {
  readonly logs: readonly string[];
  /** Groups of log categories: `allLogs`, and `audit` where some are audit logs. */
  readonly groups: readonly string[];
  readonly metrics: readonly string[];
}

const all = ["allLogs"] as const;
const audited = ["allLogs", "audit"] as const;
const metrics = ["AllMetrics"] as const;
const nothing: SignalCategories = { logs: [], groups: [], metrics: [] };

/**
 * By type. A type that is not here is not judged.
 *
 * @see https://learn.microsoft.com/azure/azure-monitor/reference/supported-logs/logs-index
 * @see https://learn.microsoft.com/azure/azure-monitor/reference/supported-metrics/metrics-index
 */
const categoriesByType: Readonly<Record<string, SignalCategories>> = {
  "microsoft.app/containerapps": { logs: [], groups: [], metrics },
  "microsoft.app/jobs": { logs: [], groups: [], metrics },
  "microsoft.app/managedenvironments": {
    logs: [
      "ContainerAppConsoleLogs",
      "ContainerAppSystemLogs",
      "AppEnvSpringAppConsoleLogs",
      "AppEnvSessionConsoleLogs",
      "AppEnvSessionPoolEventLogs",
      "AppEnvSessionLifeCycleLogs",
    ],
    groups: audited,
    metrics,
  },
  "microsoft.cache/redis": {
    logs: ["ConnectedClientList", "MSEntraAuthenticationAuditLog"],
    groups: audited,
    metrics,
  },
  "microsoft.cache/redisenterprise": { logs: [], groups: [], metrics },
  "microsoft.cache/redisenterprise/databases": {
    logs: ["ConnectionEvents"],
    groups: audited,
    metrics: [],
  },
  "microsoft.containerregistry/registries": {
    logs: ["ContainerRegistryRepositoryEvents", "ContainerRegistryLoginEvents"],
    groups: audited,
    metrics,
  },
  "microsoft.dbforpostgresql/flexibleservers": {
    logs: [
      "PostgreSQLLogs",
      "PostgreSQLFlexSessions",
      "PostgreSQLFlexQueryStoreRuntime",
      "PostgreSQLFlexQueryStoreWaitStats",
      "PostgreSQLFlexTableStats",
      "PostgreSQLFlexDatabaseXacts",
      "PostgreSQLFlexPGBouncer",
    ],
    groups: audited,
    metrics,
  },
  "microsoft.insights/components": {
    logs: [
      "AppAvailabilityResults",
      "AppBrowserTimings",
      "AppDependencies",
      "AppEvents",
      "AppExceptions",
      "AppMetrics",
      "AppPageViews",
      "AppPerformanceCounters",
      "AppRequests",
      "AppSystemEvents",
      "AppTraces",
    ],
    groups: all,
    metrics,
  },
  "microsoft.keyvault/vaults": {
    logs: ["AuditEvent", "AzurePolicyEvaluationDetails"],
    groups: audited,
    metrics,
  },
  "microsoft.network/networkinterfaces": { logs: [], groups: [], metrics },
  "microsoft.network/virtualnetworks": { logs: ["VMProtectionAlerts"], groups: all, metrics },
  "microsoft.operationalinsights/workspaces": {
    logs: ["Audit", "SummaryLogs", "Jobs"],
    groups: audited,
    metrics,
  },
  "microsoft.web/staticsites": {
    logs: ["StaticSiteHttpLogs", "StaticSiteDiagnosticLogs"],
    groups: all,
    metrics,
  },
  // A resource group can't be watched: https://github.com/pulumi/pulumi-azure-native/issues/1018
  "microsoft.resources/resourcegroups": nothing,
  "microsoft.managedidentity/userassignedidentities": nothing,
  "microsoft.network/privatednszones": nothing,
  "microsoft.network/virtualnetworks/subnets": nothing,
  "microsoft.app/managedenvironments/certificates": nothing,
  "microsoft.app/managedenvironments/managedcertificates": nothing,
  "microsoft.dbforpostgresql/flexibleservers/databases": nothing,
  "microsoft.insights/actiongroups": nothing,
  "microsoft.insights/metricalerts": nothing,
};

/** Categories of a type, or undefined when the local cloud does not know them. */
export function signalCategories(type: string): SignalCategories | undefined {
  return categoriesByType[type.toLowerCase()];
}
