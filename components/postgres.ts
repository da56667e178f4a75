import * as dbforpostgresql from "@pulumi/azure-native/dbforpostgresql";
import * as pulumi from "@pulumi/pulumi";
import { RandomPassword } from "@pulumi/random/randomPassword";
import { resourceName } from "../settings/conventions/names";
import type { Settings } from "../settings/schema";
import { createDiagnostics } from "./diagnostics";
import type { Network } from "./network";
import type { Placement } from "./placement";

/** Inputs of {@link Postgres}. */
export interface PostgresArgs {
  readonly placement: Placement;
  /** Sizes and safety. The rules of the settings hold: the region offers the high availability, the tier has the size. */
  readonly settings: Settings["postgres"];
  /** Network of a private stack: the server then lives in its delegated subnet. Decided at creation. */
  readonly network?: Network | undefined;
  /** Whether Pulumi refuses to delete the server and its database. */
  readonly protected: boolean;
  readonly workspaceId: pulumi.Input<string>;
}

const administratorLogin = "ftl_admin";

/** Physical name of the server, which its private DNS zone is named after. */
export function postgresServerName(stack: string): string {
  return resourceName("Microsoft.DBforPostgreSQL/flexibleServers", { stack, what: "pg" });
}

/** Connection URL. The password must need no escaping; {@link Postgres} generates letters and digits. */
export function databaseUrl(host: string, password: string, database: string): string {
  return `postgres://${administratorLogin}:${password}@${host}:5432/${database}?sslmode=require`;
}

/** PostgreSQL flexible server with a generated administrator password, and its database. Stateful. */
export class Postgres extends pulumi.ComponentResource {
  readonly serverId: pulumi.Output<string>;
  /** Physical name. */
  readonly serverName: string;
  readonly host: pulumi.Output<string>;
  /** Secret. */
  readonly password: pulumi.Output<string>;
  /** Connection URL of the database, with the administrator's password. Secret. */
  readonly url: pulumi.Output<string>;

  constructor(name: string, args: PostgresArgs, opts?: pulumi.ComponentResourceOptions) {
    super("ftl:data:Postgres", name, {}, opts);
    const { settings } = args;
    const { stack, region, resourceGroupName, tags } = args.placement;
    this.serverName = postgresServerName(stack);

    const password = new RandomPassword(
      `${name}-password`,
      // No special characters, because it stands in a URL; three of four kinds are what Azure asks for.
      { length: 32, special: false, minLower: 1, minUpper: 1, minNumeric: 1 },
      { parent: this },
    );
    const server = new dbforpostgresql.Server(
      `${name}-server`,
      {
        resourceGroupName,
        serverName: this.serverName,
        location: region,
        version: settings.version,
        administratorLogin,
        administratorLoginPassword: pulumi.secret(password.result),
        authConfig: { passwordAuth: "Enabled", activeDirectoryAuth: "Disabled" },
        sku: { name: settings.sku, tier: settings.tier },
        storage: { storageSizeGB: settings.storageGib, autoGrow: "Enabled" },
        backup: {
          backupRetentionDays: settings.backupRetentionDays,
          geoRedundantBackup: settings.geoRedundantBackup ? "Enabled" : "Disabled",
        },
        highAvailability: { mode: settings.highAvailability },
        network: args.network
          ? {
              delegatedSubnetResourceId: args.network.subnetIds.postgres,
              privateDnsZoneArmResourceId: args.network.zoneIds.postgres,
              publicNetworkAccess: "Disabled",
            }
          : { publicNetworkAccess: "Enabled" },
        tags,
      },
      {
        parent: this,
        protect: args.protected,
        // The server's own record needs the zone linked to the network first.
        dependsOn: args.network ? [args.network] : [],
        // Azure picks the zone on creation and swaps it on failover; pinning it would replace the server.
        ignoreChanges: ["availabilityZone"],
      },
    );
    const child = { parent: this, dependsOn: [server] };
    new dbforpostgresql.Database(
      `${name}-database`,
      {
        resourceGroupName,
        serverName: server.name,
        databaseName: settings.database,
        charset: "UTF8",
        collation: "en_US.utf8",
      },
      { ...child, protect: args.protected },
    );
    new dbforpostgresql.Configuration(
      `${name}-require-tls`,
      {
        resourceGroupName,
        serverName: server.name,
        configurationName: "require_secure_transport",
        value: "on",
        source: "user-override",
      },
      child,
    );
    if (!args.network) {
      new dbforpostgresql.FirewallRule(
        `${name}-azure-services`,
        {
          resourceGroupName,
          serverName: server.name,
          firewallRuleName: "AllowAllAzureServicesAndResourcesWithinAzureIps",
          // Stands for "any Azure service", because a public environment has no outgoing address of its own to
          // name. It admits every Azure customer as far as the password: the price of the public form
          // (https://learn.microsoft.com/azure/postgresql/flexible-server/concepts-networking-public).
          startIpAddress: "0.0.0.0",
          endIpAddress: "0.0.0.0",
        },
        child,
      );
    }
    createDiagnostics(
      `${name}-diagnostics`,
      { stack, resourceId: server.id, workspaceId: args.workspaceId },
      { parent: this },
    );

    this.serverId = server.id;
    this.host = server.fullyQualifiedDomainName;
    this.password = pulumi.secret(password.result);
    this.url = pulumi.secret(
      pulumi
        .all([this.host, this.password])
        .apply(([host, secret]) => databaseUrl(host, secret, settings.database)),
    );
    this.registerOutputs({ serverId: this.serverId, host: this.host });
  }
}
