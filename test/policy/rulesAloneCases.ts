import { types } from "../../policy/types";
import { unknown } from "../support/analyzer";
import type { SubjectOptions } from "./subjects";

/** A resource, and the rule that is asked about it. */
export type Case = readonly [
  title: string,
  rule: string,
  type: string,
  props: object,
  options?: SubjectOptions,
  settings?: Record<string, unknown>,
];

const env = (name: string, value: string) => ({
  template: { containers: [{ name: "api", env: [{ name, value }] }] },
});

/** What a rule must have nothing against: the bounds of numbers, other spellings, other stacks. */
export const accepted: readonly Case[] = [
  [
    "a proxied AAAA with TTL 1",
    "record-proxy-form",
    types.dnsRecord,
    { proxied: true, ttl: 1, type: "aaaa" },
  ],
  [
    "exactly the replicas",
    "app-min-replicas",
    types.containerApp,
    { tags: { "ftl-workload": "ws" }, template: { scale: { minReplicas: 3 } } },
  ],
  [
    "one ws replica outside production",
    "app-min-replicas",
    types.containerApp,
    { tags: { "ftl-workload": "ws" }, template: { scale: { minReplicas: 1 } } },
    { stack: "stg" },
  ],
  [
    "two replicas where the settings ask for two",
    "app-min-replicas",
    types.containerApp,
    { tags: { "ftl-workload": "ws" }, template: { scale: { minReplicas: 2 } } },
    {},
    { production: { ws: 2 } },
  ],
  ["an app without secrets", "app-secrets-by-reference", types.containerApp, { configuration: {} }],
  [
    "a time to live of tokens",
    "app-variables-not-secret",
    types.containerApp,
    env("TOKEN_TTL", "3600"),
  ],
  [
    "a secret's name that the settings allow",
    "app-variables-not-secret",
    types.containerApp,
    env("SITE_TOKEN", "0x4AAA"),
    {},
    { plainVariables: ["SITE_TOKEN"] },
  ],
  [
    "arguments that take a secret from a variable",
    "app-variables-not-secret",
    types.containerApp,
    {
      template: {
        containers: [{ name: "a", command: ["sh", "-c", "run --token=$TOKEN"], args: ["--wait"] }],
      },
    },
  ],
  [
    "a scale rule that takes its password from a secret",
    "app-variables-not-secret",
    types.containerApp,
    {
      template: {
        scale: { rules: [{ custom: { type: "redis", metadata: { passwordFromEnv: "REDIS" } } }] },
      },
    },
  ],
  [
    "an environment that sends its logs without a key",
    "app-variables-not-secret",
    types.managedEnvironment,
    { appLogsConfiguration: { destination: "azure-monitor" } },
  ],
  ...["azure.net", "azure.cn", "usgovcloudapi.net"].map((cloud): Case => [
    `a vault of ${cloud}`,
    "app-secrets-by-reference",
    types.containerApp,
    {
      configuration: {
        secrets: [
          { name: "s", keyVaultUrl: `https://v.vault.${cloud}/secrets/s/0a1b`, identity: "/id" },
        ],
      },
    },
  ]),
  [
    "a URL without a password",
    "app-variables-not-secret",
    types.containerApp,
    env("UPSTREAM", "https://api.example.com/a:b@c"),
  ],
  [
    "a public URL",
    "app-variables-not-secret",
    types.containerApp,
    env("PUBLIC_API_URL", "https://api.example.com"),
  ],
  [
    "an internal ingress of a worker",
    "app-ingress-external",
    types.containerApp,
    { tags: { "ftl-workload": "flusher" }, configuration: { ingress: { external: false } } },
  ],
  [
    "an external ingress of api",
    "app-ingress-external",
    types.containerApp,
    { tags: { "ftl-workload": "api" }, configuration: { ingress: { external: true } } },
  ],
  [
    "probes that connect",
    "app-probes",
    types.containerApp,
    {
      template: {
        containers: [
          {
            name: "a",
            probes: ["Startup", "Readiness", "Liveness"].map((type) => ({
              type,
              tcpSocket: { port: 80 },
            })),
          },
        ],
      },
    },
  ],
  [
    "an app that pulls from no private registry",
    "app-registry-identity",
    types.containerApp,
    { configuration: {} },
  ],
  [
    "two frontends",
    "app-cors-origins",
    types.containerApp,
    env("CORS_ORIGINS", "https://a.example.com, https://b.example.com"),
  ],
  [
    "a port of an origin",
    "app-cors-origins",
    types.containerApp,
    env("CORS_ORIGINS", "https://a.example.com:8443"),
  ],
  [
    "exactly a minute",
    "ws-grace-period",
    types.containerApp,
    { tags: { "ftl-workload": "ws" }, template: { terminationGracePeriodSeconds: 60 } },
  ],
  [
    "a hostname that isn't bound yet",
    "binding-certificate",
    types.containerApp,
    { configuration: { ingress: { customDomains: [{ name: "a.b", bindingType: "Disabled" }] } } },
  ],
  [
    "exactly two weeks of backups",
    "postgres-backup",
    types.postgresServer,
    { backup: { backupRetentionDays: 14, geoRedundantBackup: "Enabled" } },
  ],
  [
    "a single address",
    "postgres-firewall",
    types.postgresFirewallRule,
    { startIpAddress: "203.0.113.7", endIpAddress: "203.0.113.7" },
  ],
  [
    "a /24",
    "postgres-firewall",
    types.postgresFirewallRule,
    { startIpAddress: "203.0.113.0", endIpAddress: "203.0.113.255" },
  ],
  [
    "all of Azure outside production",
    "postgres-firewall",
    types.postgresFirewallRule,
    { startIpAddress: "0.0.0.0", endIpAddress: "0.0.0.0" },
    { stack: "stg" },
  ],
  [
    "TLS 1.3 in capitals",
    "postgres-tls",
    types.postgresConfiguration,
    { configurationName: "ssl_min_protocol_version", value: "TLSv1.3" },
  ],
  [
    "zone redundancy where it is offered",
    "postgres-high-availability",
    types.postgresServer,
    { location: "South India", highAvailability: { mode: "ZoneRedundant" } },
  ],
  [
    "no standby outside production",
    "postgres-high-availability",
    types.postgresServer,
    { location: "centralindia" },
    { stack: "stg" },
  ],
  [
    "a classic Redis that the settings allow",
    "redis-kind",
    types.classicRedis,
    {},
    {},
    { tenantMayCreateClassic: true },
  ],
  [
    "a Premium Redis",
    "redis-size",
    types.classicRedis,
    { sku: { name: "Premium", family: "P", capacity: 1 } },
  ],
  [
    "a private DNS zone, which is nowhere",
    "region-allowed",
    types.privateZone,
    { location: "Global" },
  ],
  ["the region as people write it", "region-allowed", types.vault, { location: "Central India" }],
  [
    "a name without hyphens where the type takes none",
    "names-by-convention",
    types.registry,
    { registryName: "ftlprdacrcin" },
  ],
  [
    "names of another prefix",
    "names-by-convention",
    types.vault,
    { vaultName: "acme-prd-kv" },
    {},
    { prefix: "acme" },
  ],
  ["exactly 30 days of logs", "log-retention", types.workspace, { retentionInDays: 30 }],
];

/** What is none of a rule's business. */
export const elsewhere: readonly Case[] = [
  [
    "a DNS-only record with any TTL",
    "record-proxy-form",
    types.dnsRecord,
    { proxied: false, ttl: 60, type: "TXT" },
  ],
  [
    "the api CNAME of any form",
    "ws-cname-not-flattened",
    types.dnsRecord,
    { name: "api.a.b", type: "CNAME", proxied: true },
  ],
  [
    "an app of no known workload",
    "app-min-replicas",
    types.containerApp,
    { containerAppName: "ftl-prd-tool" },
  ],
  [
    "an app without an ingress at all",
    "app-ingress-secure",
    types.containerApp,
    { configuration: {} },
  ],
  [
    "a burstable server outside production",
    "postgres-tier",
    types.postgresServer,
    { sku: { tier: "Burstable" } },
    { stack: "stg" },
  ],
  [
    "a stack that the settings don't call production",
    "postgres-tier",
    types.postgresServer,
    { sku: { tier: "Burstable" } },
    {},
    { productionStacks: ["live"] },
  ],
  [
    "an unprotected store outside production",
    "stateful-protected",
    types.vault,
    {},
    { stack: "stg" },
  ],
  [
    "another server parameter",
    "postgres-tls",
    types.postgresConfiguration,
    { configurationName: "work_mem", value: "off" },
  ],
  [
    "a server parameter with the name of what every object has",
    "postgres-tls",
    types.postgresConfiguration,
    { configurationName: "constructor", value: "off" },
  ],
  [
    "an app of another workload",
    "ws-grace-period",
    types.containerApp,
    { tags: { "ftl-workload": "api" } },
  ],
  ["a resource of another type", "app-probes", types.vault, {}],
];

/** A value that isn't known yet where the rule leaves it to the update. */
export const leftToTheUpdate: readonly Case[] = [
  [
    "the configuration of an app",
    "app-single-revision",
    types.containerApp,
    { configuration: unknown.group },
  ],
  [
    "the secrets of an app",
    "app-secrets-by-reference",
    types.containerApp,
    { configuration: { secrets: unknown.list } },
  ],
  [
    "the identity of a secret",
    "app-secrets-by-reference",
    types.containerApp,
    {
      configuration: {
        secrets: [
          { name: "s", keyVaultUrl: "https://v.vault.azure.net/secrets/s", identity: unknown.text },
        ],
      },
    },
  ],
  [
    "an argument",
    "app-variables-not-secret",
    types.containerApp,
    { template: { containers: [{ name: "a", args: ["--password", unknown.text] }] } },
  ],
  [
    "what a scale rule is given",
    "app-variables-not-secret",
    types.containerApp,
    { template: { scale: { rules: [{ custom: { metadata: { password: unknown.text } } }] } } },
  ],
  [
    "the value of a variable",
    "app-variables-not-secret",
    types.containerApp,
    env("SECRET", unknown.text),
  ],
  [
    "the scope of a role",
    "role-least",
    types.roleAssignment,
    { roleDefinitionId: "/r/7f951dda-4ed3-4680-a7ca-43fe172d538d", scope: unknown.text },
  ],
  [
    "the certificate of a binding",
    "binding-certificate",
    types.containerApp,
    {
      configuration: {
        ingress: {
          customDomains: [{ name: "a.b", bindingType: "SniEnabled", certificateId: unknown.text }],
        },
      },
    },
  ],
];

/** A value that isn't known yet where the preview must fail. */
export const failing: readonly Case[] = [
  ["which workload an app is", "app-min-replicas", types.containerApp, { tags: unknown.group }],
  [
    "the proxied of a record",
    "record-proxy-form",
    types.dnsRecord,
    { proxied: unknown.truth, type: "A", ttl: 1 },
  ],
  [
    "the TTL of a proxied record",
    "record-proxy-form",
    types.dnsRecord,
    { proxied: true, type: "A", ttl: unknown.text },
  ],
  [
    "the image of a container",
    "app-image-digest",
    types.containerApp,
    { template: { containers: [{ name: "a", image: unknown.text }] } },
  ],
  ["the whole template", "app-probes", types.containerApp, { template: unknown.group }],
  ["the tier of the database", "postgres-tier", types.postgresServer, { sku: unknown.group }],
  [
    "the days of backups",
    "postgres-backup",
    types.postgresServer,
    { backup: { backupRetentionDays: unknown.text, geoRedundantBackup: "Enabled" } },
  ],
  [
    "the end of a firewall rule",
    "postgres-firewall",
    types.postgresFirewallRule,
    { startIpAddress: "203.0.113.7", endIpAddress: unknown.text },
  ],
  ["who may change a vault", "vault-roles", types.vault, { properties: unknown.group }],
];
