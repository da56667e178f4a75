import * as redis from "@pulumi/azure-native/redis";
import * as pulumi from "@pulumi/pulumi";
import { resourceName } from "../settings/conventions/names";
import { tenantMayCreateClassicTag } from "../settings/conventions/tags";
import type { Settings } from "../settings/schema";
import { createDiagnostics } from "./diagnostics";
import { PrivateAccess } from "./privateAccess";
import type { Redis, RedisPlace } from "./redis";
import { redisUrl } from "./redisUrl";

/** Inputs of {@link ClassicRedis}. */
export interface ClassicRedisArgs extends RedisPlace {
  readonly settings: Extract<Settings["redis"], { kind: "classic" }>;
}

/**
 * Azure Cache for Redis, for a tenant that may still create one; it retires on 2028-09-30. Stateful: wallets are
 * read from it before Postgres.
 *
 * @see https://learn.microsoft.com/azure/azure-cache-for-redis/retirement-faq
 */
export class ClassicRedis extends pulumi.ComponentResource implements Redis {
  readonly id: pulumi.Output<string>;
  readonly cacheName: string;
  readonly host: pulumi.Output<string>;
  readonly url: pulumi.Output<string>;

  constructor(name: string, args: ClassicRedisArgs, opts?: pulumi.ComponentResourceOptions) {
    super("ftl:data:ClassicRedis", name, {}, opts);
    const { stack, region, resourceGroupName, tags } = args.placement;
    this.cacheName = resourceName("Microsoft.Cache/redis", { stack, what: "redis" });

    const cache = new redis.Redis(
      `${name}-cache`,
      {
        resourceGroupName,
        name: this.cacheName,
        location: region,
        sku: { name: args.settings.sku, family: "C", capacity: args.settings.capacity },
        minimumTlsVersion: "1.2",
        enableNonSslPort: false,
        publicNetworkAccess: args.network ? "Disabled" : "Enabled",
        // Data, not a cache: a full instance must refuse a write, not drop a wallet.
        redisConfiguration: { maxmemoryPolicy: "noeviction" },
        tags: {
          ...tags,
          [tenantMayCreateClassicTag]: String(args.settings.tenantMayCreateClassic),
        },
      },
      { parent: this, protect: args.protected },
    );
    createDiagnostics(
      `${name}-diagnostics`,
      { stack, resourceId: cache.id, workspaceId: args.workspaceId },
      { parent: this },
    );
    if (args.network) {
      new PrivateAccess(
        `${name}-access`,
        {
          placement: args.placement,
          network: args.network,
          role: "redis",
          targetId: cache.id,
          groupId: "redisCache",
        },
        { parent: this },
      );
    }

    // Asked for inside, as in managedRedis.ts: for the sake of plans.
    const keys = pulumi
      .all([resourceGroupName, cache.id])
      .apply(([group]) =>
        redis.listRedisKeys({ resourceGroupName: group, name: this.cacheName }, { parent: this }),
      );
    this.id = cache.id;
    this.host = cache.hostName;
    this.url = pulumi.secret(
      pulumi
        .all([cache.hostName, cache.sslPort, keys.primaryKey])
        .apply(([host, port, primaryKey]) => redisUrl(host, port, primaryKey)),
    );
    this.registerOutputs({ id: this.id, host: this.host });
  }
}
