import { all, type Mutation, type Props, each, put, withOne, without } from "./change";
import { prd } from "./prd";

const { postgres, vault, registry, redis, redisDatabase } = prd;

const classicRedis = (props: Props, protect = true) =>
  withOne({
    type: "azure-native:redis:Redis",
    name: "classic",
    protect,
    props: {
      name: "ftl-prd-classic",
      location: "centralindia",
      sku: { name: "Standard", family: "C", capacity: 1 },
      minimumTlsVersion: "1.2",
      enableNonSslPort: false,
      publicNetworkAccess: "Disabled",
      redisConfiguration: { maxmemoryPolicy: "noeviction" },
      tags: {
        project: "ftl",
        stack: "prd",
        "managed-by": "pulumi",
        owner: "platform",
        "ftl-tenant-may-create-classic": "true",
      },
      ...props,
    },
  });
/** What a classic cache without a lock and a diagnostic setting trips besides. */
const bare = ["diagnostics-reach-workspace", "stateful-locked"];
const firewallRule = (startIpAddress: string, endIpAddress: string) =>
  withOne({
    type: "azure-native:dbforpostgresql:FirewallRule",
    name: "opening",
    props: { firewallRuleName: "opening", startIpAddress, endIpAddress },
  });

/** Changes to the database, Redis and the vault. */
export const dataMutations: readonly Mutation[] = [
  {
    title: "the database is Burstable",
    change: put(postgres, "sku.tier", "Burstable"),
    trips: ["postgres-tier"],
  },
  {
    title: "backups are kept for 13 days",
    change: put(postgres, "backup.backupRetentionDays", 13),
    trips: ["postgres-backup"],
  },
  {
    title: "backups stay in the region",
    change: put(postgres, "backup.geoRedundantBackup", "Disabled"),
    trips: ["postgres-backup"],
  },
  {
    title: "all of Azure may reach the database",
    change: firewallRule("0.0.0.0", "0.0.0.0"),
    trips: ["postgres-firewall"],
  },
  {
    title: "everybody may reach the database",
    change: firewallRule("0.0.0.0", "255.255.255.255"),
    trips: ["postgres-firewall"],
  },
  {
    title: "everybody may reach the database of staging",
    stack: "stg",
    change: firewallRule("0.0.0.0", "255.255.255.255"),
    trips: ["postgres-firewall"],
  },
  {
    title: "a /16 may reach the database",
    change: firewallRule("203.0.0.0", "203.0.255.255"),
    trips: ["postgres-firewall"],
  },
  {
    title: "the database takes plain connections, in capitals",
    change: all(
      put("path2-stores-postgres-require-tls", "configurationName", "REQUIRE_SECURE_TRANSPORT"),
      put("path2-stores-postgres-require-tls", "value", "off"),
    ),
    trips: ["postgres-tls"],
  },
  {
    title: "the database takes plain connections",
    change: put("path2-stores-postgres-require-tls", "value", "off"),
    trips: ["postgres-tls"],
  },
  {
    title: "the standby is in another zone",
    change: put(postgres, "highAvailability.mode", "ZoneRedundant"),
    trips: ["postgres-high-availability"],
  },
  {
    title: "the database has no standby",
    change: put(postgres, "highAvailability.mode", "Disabled"),
    trips: ["postgres-high-availability"],
  },
  {
    title: "the database answers on the internet",
    change: put(postgres, "network.publicNetworkAccess", "Enabled"),
    trips: ["store-private"],
  },
  {
    title: "the vault answers on the internet",
    change: put(vault, "properties.publicNetworkAccess", "Enabled"),
    trips: ["store-private"],
  },
  {
    title: "Redis answers on the internet",
    change: put(redis, "publicNetworkAccess", undefined),
    trips: ["store-private"],
  },
  {
    title: "Redis takes plain connections",
    change: put(redisDatabase, "clientProtocol", "Plaintext"),
    trips: ["redis-tls"],
  },
  {
    title: "Redis takes TLS 1.0",
    change: put(redis, "minimumTlsVersion", "1.0"),
    trips: ["redis-tls"],
  },
  {
    title: "a full Redis drops wallets",
    change: put(redisDatabase, "evictionPolicy", "VolatileLRU"),
    trips: ["redis-keeps-data"],
  },
  {
    title: "a classic Redis in a tenant that may not create one",
    change: classicRedis({
      tags: { project: "ftl", stack: "prd", "managed-by": "pulumi", owner: "platform" },
    }),
    trips: ["redis-kind", ...bare],
  },
  {
    title: "a classic Redis that is Basic",
    change: classicRedis({ sku: { name: "Basic", family: "C", capacity: 1 } }),
    trips: ["redis-size", ...bare],
  },
  {
    title: "a classic Redis of size C0",
    change: classicRedis({ sku: { name: "Standard", family: "C", capacity: 0 } }),
    trips: ["redis-size", ...bare],
  },
  {
    title: "a classic Redis with its plain port",
    change: classicRedis({ enableNonSslPort: true }),
    trips: ["redis-tls", ...bare],
  },
  {
    title: "a classic Redis that drops wallets",
    change: classicRedis({ redisConfiguration: {} }),
    trips: ["redis-keeps-data", ...bare],
  },
  {
    title: "the vault has access policies",
    change: put(vault, "properties.enableRbacAuthorization", false),
    trips: ["vault-roles"],
  },
  {
    title: "the vault can be purged",
    change: put(vault, "properties.enablePurgeProtection", undefined),
    trips: ["vault-purge-protection"],
  },
  {
    title: "the vault forgets after a week",
    change: put(vault, "properties.softDeleteRetentionInDays", 7),
    trips: ["vault-purge-protection"],
  },
  ...[postgres, vault, registry, redis, "path2-stores-postgres-database"].map((name): Mutation => ({
    title: `${name} is not protected`,
    change: each(name, (resource) => ({ ...resource, protect: false })),
    trips: ["stateful-protected"],
  })),
  {
    title: "the database has no lock",
    change: without("path2-delete-lock-postgres"),
    trips: ["stateful-locked"],
  },
  {
    title: "the vault's lock lets it be deleted",
    change: put("path2-delete-lock-vault", "level", "NotSpecified"),
    trips: ["stateful-locked"],
  },
];
