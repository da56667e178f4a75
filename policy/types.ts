/**
 * Type tokens that the rules look for. Strings and not SDK classes: loading the SDKs would cost the pack seconds.
 * A test compares each with the SDK's own.
 */
export const types = {
  actionGroup: "azure-native:monitor:ActionGroup",
  applicationInsights: "azure-native:applicationinsights:Component",
  azureRecordSet: "azure-native:dns:RecordSet",
  certificate: "azure-native:app:Certificate",
  classicRedis: "azure-native:redis:Redis",
  containerApp: "azure-native:app:ContainerApp",
  diagnosticSetting: "azure-native:monitor:DiagnosticSetting",
  dnsRecord: "cloudflare:index/dnsRecord:DnsRecord",
  eligibleRoleAssignment: "azure-native:authorization:PimRoleEligibilitySchedule",
  httpRouteConfig: "azure-native:app:HttpRouteConfig",
  job: "azure-native:app:Job",
  /** The name that DnsRecord had before version 6, still accepted. */
  legacyRecord: "cloudflare:index/record:Record",
  loadBalancer: "cloudflare:index/loadBalancer:LoadBalancer",
  lockByScope: "azure-native:authorization:ManagementLockByScope",
  lockOfResourceGroup: "azure-native:authorization:ManagementLockAtResourceGroupLevel",
  lockOfResource: "azure-native:authorization:ManagementLockAtResourceLevel",
  managedCertificate: "azure-native:app:ManagedCertificate",
  managedEnvironment: "azure-native:app:ManagedEnvironment",
  managedRedis: "azure-native:redisenterprise:RedisEnterprise",
  managedRedisDatabase: "azure-native:redisenterprise:Database",
  metricAlert: "azure-native:monitor:MetricAlert",
  pagesDomain: "cloudflare:index/pagesDomain:PagesDomain",
  postgresConfiguration: "azure-native:dbforpostgresql:Configuration",
  postgresDatabase: "azure-native:dbforpostgresql:Database",
  postgresFirewallRule: "azure-native:dbforpostgresql:FirewallRule",
  postgresServer: "azure-native:dbforpostgresql:Server",
  privateEndpoint: "azure-native:network:PrivateEndpoint",
  privateZone: "azure-native:privatedns:PrivateZone",
  registry: "azure-native:containerregistry:Registry",
  resourceGroup: "azure-native:resources:ResourceGroup",
  roleAssignment: "azure-native:authorization:RoleAssignment",
  roleDefinition: "azure-native:authorization:RoleDefinition",
  spectrumApplication: "cloudflare:index/spectrumApplication:SpectrumApplication",
  staticSite: "azure-native:web:StaticSite",
  staticSiteCustomDomain: "azure-native:web:StaticSiteCustomDomain",
  userAssignedIdentity: "azure-native:managedidentity:UserAssignedIdentity",
  vault: "azure-native:keyvault:Vault",
  vaultSecret: "azure-native:keyvault:Secret",
  virtualNetwork: "azure-native:network:VirtualNetwork",
  virtualNetworkLink: "azure-native:privatedns:VirtualNetworkLink",
  /** The name that WorkersCustomDomain had before, still accepted. */
  workerDomain: "cloudflare:index/workerDomain:WorkerDomain",
  workersCustomDomain: "cloudflare:index/workersCustomDomain:WorkersCustomDomain",
  workersRoute: "cloudflare:index/workersRoute:WorkersRoute",
  workspace: "azure-native:operationalinsights:Workspace",
  zoneSetting: "cloudflare:index/zoneSetting:ZoneSetting",
  zoneDnsSettings: "cloudflare:index/zoneDnsSettings:ZoneDnsSettings",
  /** What holds the outputs of a program; the engine's own type. */
  stack: "pulumi:pulumi:Stack",
} as const;

/** Whether a type is the given one; an azure-native one in any API version. */
export function isType(token: string, type: string): boolean {
  return withoutVersion(type) === token;
}

/**
 * A type without its API version: `azure-native:app:ContainerApp` of `azure-native:app/v20240301:ContainerApp` and
 * of `azure-native_app_v20250701:app:ContainerApp`. Types of other providers have none.
 */
export function withoutVersion(type: string): string {
  if (!type.startsWith("azure-native")) return type;
  const [namespace = "", module = "", name = ""] = type.split(":");
  return `${namespace.split("_")[0] ?? ""}:${module.split("/")[0] ?? ""}:${name}`;
}
