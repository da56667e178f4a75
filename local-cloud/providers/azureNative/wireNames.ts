/** Names that Resource Manager spells other than the SDK, by SDK path: see `Shape.renamed`. */

type Names = Readonly<Record<string, string>>;

/** @see https://learn.microsoft.com/rest/api/application-insights/components/create-or-update */
export const componentNames: Names = {
  applicationId: "ApplicationId",
  applicationType: "Application_Type",
  connectionString: "ConnectionString",
  creationDate: "CreationDate",
  disableIpMasking: "DisableIpMasking",
  disableLocalAuth: "DisableLocalAuth",
  flowType: "Flow_Type",
  forceCustomerStorageForProfiler: "ForceCustomerStorageForProfiler",
  hockeyAppId: "HockeyAppId",
  immediatePurgeDataOn30Days: "ImmediatePurgeDataOn30Days",
  ingestionMode: "IngestionMode",
  instrumentationKey: "InstrumentationKey",
  requestSource: "Request_Source",
  retentionInDays: "RetentionInDays",
  samplingPercentage: "SamplingPercentage",
  tenantId: "TenantId",
  workspaceResourceId: "WorkspaceResourceId",
};

/** @see https://learn.microsoft.com/rest/api/application-insights/web-tests/create-or-update */
export const webTestNames: Names = {
  configuration: "Configuration",
  "configuration.webTest": "WebTest",
  description: "Description",
  enabled: "Enabled",
  frequency: "Frequency",
  locations: "Locations",
  "locations.location": "Id",
  request: "Request",
  "request.followRedirects": "FollowRedirects",
  "request.headers": "Headers",
  "request.httpVerb": "HttpVerb",
  "request.parseDependentRequests": "ParseDependentRequests",
  "request.requestBody": "RequestBody",
  "request.requestUrl": "RequestUrl",
  retryEnabled: "RetryEnabled",
  syntheticMonitorId: "SyntheticMonitorId",
  timeout: "Timeout",
  validationRules: "ValidationRules",
  "validationRules.contentValidation": "ContentValidation",
  "validationRules.contentValidation.contentMatch": "ContentMatch",
  "validationRules.contentValidation.ignoreCase": "IgnoreCase",
  "validationRules.contentValidation.passIfTextFound": "PassIfTextFound",
  "validationRules.expectedHttpStatusCode": "ExpectedHttpStatusCode",
  "validationRules.ignoreHttpStatusCode": "IgnoreHttpStatusCode",
  "validationRules.sSLCertRemainingLifetimeCheck": "SSLCertRemainingLifetimeCheck",
  "validationRules.sSLCheck": "SSLCheck",
  webTestKind: "Kind",
  webTestName: "Name",
};

/** @see https://learn.microsoft.com/rest/api/redis/redis/create (redisConfiguration) */
export const redisConfigurationNames: Names = Object.fromEntries(
  [
    "aad-enabled",
    "aof-backup-enabled",
    "aof-storage-connection-string-0",
    "aof-storage-connection-string-1",
    "maxfragmentationmemory-reserved",
    "maxmemory-delta",
    "maxmemory-policy",
    "maxmemory-reserved",
    "notify-keyspace-events",
    "preferred-data-archive-auth-method",
    "preferred-data-persistence-auth-method",
    "rdb-backup-enabled",
    "rdb-backup-frequency",
    "rdb-backup-max-snapshot-count",
    "rdb-storage-connection-string",
    "storage-subscription-id",
    "zonal-configuration",
  ].map((wire) => [`redisConfiguration.${camelCase(wire)}`, wire]),
);

function camelCase(hyphened: string): string {
  return hyphened.replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
}

/** @see https://learn.microsoft.com/rest/api/storagerp/storage-accounts/create */
export const storageAccountNames: Names = {
  enableHttpsTrafficOnly: "supportsHttpsTrafficOnly",
  enableNfsV3: "isNfsV3Enabled",
  "encryption.keyVaultProperties": "keyvaultproperties",
  networkRuleSet: "networkAcls",
  "networkRuleSet.ipRules.iPAddressOrRange": "value",
  "networkRuleSet.virtualNetworkRules.virtualNetworkResourceId": "id",
};
