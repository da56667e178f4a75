import * as redisenterprise from "@pulumi/azure-native/redisenterprise";
import * as pulumi from "@pulumi/pulumi";
import { resourceName } from "../settings/conventions/names";
import type { Settings } from "../settings/schema";
import { createDiagnostics } from "./diagnostics";
import { PrivateAccess } from "./privateAccess";
import type { Redis, RedisPlace } from "./redis";
import { redisUrl } from "./redisUrl";

/** Inputs of {@link ManagedRedis}. */
export interface ManagedRedisArgs extends RedisPlace {
  readonly settings: Extract<Settings["redis"], { kind: "managed" }>;
}

/** The one port of Azure Managed Redis. @see https://learn.microsoft.com/azure/redis/architecture */
const port = 10_000;

/** Azure Managed Redis: a cluster and its one database. Stateful: wallets are read from it before Postgres. */
export class ManagedRedis extends pulumi.ComponentResource implements Redis {
  readonly id: pulumi.Output<string>;
  readonly cacheName: string;
  readonly host: pulumi.Output<string>;
  readonly url: pulumi.Output<string>;

  constructor(name: string, args: ManagedRedisArgs, opts?: pulumi.ComponentResourceOptions) {
    super("ftl:data:ManagedRedis", name, {}, opts);
    const { stack, region, resourceGroupName, tags } = args.placement;
    this.cacheName = resourceName("Microsoft.Cache/redisEnterprise", { stack, what: "redis" });

    const cluster = new redisenterprise.RedisEnterprise(
      `${name}-cluster`,
      {
        resourceGroupName,
        clusterName: this.cacheName,
        location: region,
        sku: { name: args.settings.sku },
        highAvailability: args.settings.highAvailability ? "Enabled" : "Disabled",
        minimumTlsVersion: "1.2",
        publicNetworkAccess: args.network ? "Disabled" : "Enabled",
        tags,
      },
      { parent: this, protect: args.protected },
    );
    const database = new redisenterprise.Database(
      `${name}-database`,
      {
        resourceGroupName,
        clusterName: cluster.name,
        databaseName: "default",
        port,
        clientProtocol: "Encrypted",
        // The apps use ordinary clients and transactions over many keys, which no other policy serves.
        clusteringPolicy: redisenterprise.ClusteringPolicy.NoCluster,
        // Data, not a cache: a full instance must refuse a write, not drop a wallet.
        evictionPolicy: "NoEviction",
        // Off unless asked for. @see https://learn.microsoft.com/azure/redis/entra-for-authentication
        accessKeysAuthentication: "Enabled",
      },
      { parent: this, protect: args.protected },
    );
    // The cluster has metrics and no logs, the database logs and no metrics.
    createDiagnostics(
      `${name}-cluster-diagnostics`,
      { stack, resourceId: cluster.id, workspaceId: args.workspaceId, signals: ["metrics"] },
      { parent: this },
    );
    createDiagnostics(
      `${name}-database-diagnostics`,
      { stack, resourceId: database.id, workspaceId: args.workspaceId, signals: ["logs"] },
      { parent: this },
    );
    if (args.network) {
      new PrivateAccess(
        `${name}-access`,
        {
          placement: args.placement,
          network: args.network,
          role: "redis",
          targetId: cluster.id,
          groupId: "redisEnterprise",
        },
        { parent: this },
      );
    }

    // Asked for inside: an invoke's output forgets what it depends on while it is unknown, and a plan that was made then
    // would not be kept.
    const keys = pulumi
      .all([resourceGroupName, cluster.name, database.id])
      .apply(([group, clusterName]) =>
        redisenterprise.listDatabaseKeys(
          { resourceGroupName: group, clusterName, databaseName: "default" },
          { parent: this },
        ),
      );
    this.id = cluster.id;
    this.host = cluster.hostName;
    this.url = pulumi.secret(
      pulumi
        .all([this.host, keys.primaryKey])
        .apply(([host, primaryKey]) => redisUrl(host, port, primaryKey)),
    );
    this.registerOutputs({ id: this.id, host: this.host });
  }
}
