/**
 * Type tokens that the rules look for. Strings and not SDK classes: loading the SDKs would cost the pack seconds.
 * A test compares each with the SDK's own.
 */
export const types = {
  containerApp: "azure-native:app:ContainerApp",
  dnsRecord: "cloudflare:index/dnsRecord:DnsRecord",
  httpRouteConfig: "azure-native:app:HttpRouteConfig",
  /** The name that DnsRecord had before version 6, still accepted. */
  legacyRecord: "cloudflare:index/record:Record",
  loadBalancer: "cloudflare:index/loadBalancer:LoadBalancer",
  workersCustomDomain: "cloudflare:index/workersCustomDomain:WorkersCustomDomain",
} as const;

/**
 * Whether a type is the given azure-native one in any API version: `azure-native:app:ContainerApp`,
 * `azure-native:app/v20240301:ContainerApp`, `azure-native_app_v20250701:app:ContainerApp`.
 */
export function isAzureType(token: string, type: string): boolean {
  const [namespace = "", module = "", name = ""] = type.split(":");
  const withoutVersion = `${namespace.split("_")[0] ?? ""}:${module.split("/")[0] ?? ""}:${name}`;
  return withoutVersion === token;
}
