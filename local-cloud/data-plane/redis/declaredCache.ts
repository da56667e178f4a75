import type { ArmCloud } from "../../arm/armCloud";
import { numberAt, textAt } from "../../arm/body";
import type { StoredResource } from "../../arm/resourceType";
import { clusterHost, clusterType } from "../../arm/types/cache/managedCluster";
import { at } from "../../json";

/** What the state says about a cache, as far as its clients are concerned. */
export interface DeclaredCache {
  /** What clients reach: the cluster, or the classic cache. */
  readonly resource: StoredResource;
  readonly name: string;
  readonly host: string;
  /** Port that takes TLS; undefined when none does. */
  readonly tlsPort: number | undefined;
  /** Port that takes plain connections; undefined when none does. */
  readonly plainPort: number | undefined;
  readonly minimumTlsVersion: "TLSv1.2" | "TLSv1.3";
  /** Passwords that clients may sign in with. */
  readonly accessKeys: readonly string[];
  /** Number of databases that clients may select. */
  readonly databases: number;
}

/** Endings of caches' names. */
export const hostSuffixes = [".redis.azure.net", ".redis.cache.windows.net"];

export const classicType = "Microsoft.Cache/redis";

/** All of the state's caches; a cluster without its database is none yet. */
export function declaredCaches(cloud: ArmCloud): DeclaredCache[] {
  return [
    ...cloud.list(clusterType).flatMap((cluster) => managedCache(cloud, cluster) ?? []),
    ...cloud.list(classicType).map(classicCache),
  ];
}

/** @see https://learn.microsoft.com/azure/redis/overview */
function managedCache(cloud: ArmCloud, cluster: StoredResource): DeclaredCache | undefined {
  const database = cloud.list(`${clusterType}/databases`, cluster.id)[0];
  if (database === undefined) return undefined;
  const says = (path: string) => textAt(database.desired, `properties.${path}`);
  const port = numberAt(database.desired, "properties.port");
  const isPlain = says("clientProtocol") === "Plaintext";
  return {
    resource: cluster,
    name: cluster.name,
    host: clusterHost(cluster.name, textAt(cluster.desired, "location") ?? ""),
    tlsPort: isPlain ? undefined : port,
    plainPort: isPlain ? port : undefined,
    minimumTlsVersion: minimumTlsVersion(cluster),
    accessKeys: says("accessKeysAuthentication") === "Enabled" ? keysOf(database) : [],
    databases: 1,
  };
}

/** @see https://learn.microsoft.com/azure/azure-cache-for-redis/cache-configure */
function classicCache(cache: StoredResource): DeclaredCache {
  const isOn = (name: string) => at(cache.desired, `properties.${name}`) === true;
  return {
    resource: cache,
    name: cache.name,
    host: `${cache.name}${hostSuffixes[1]}`.toLowerCase(),
    tlsPort: 6380,
    plainPort: isOn("enableNonSslPort") ? 6379 : undefined,
    minimumTlsVersion: minimumTlsVersion(cache),
    accessKeys: isOn("disableAccessKeyAuthentication") ? [] : keysOf(cache),
    databases: 16,
  };
}

function keysOf({ kept }: StoredResource): string[] {
  return ["primaryKey", "secondaryKey"].flatMap((name) => textAt(kept, name) ?? []);
}

function minimumTlsVersion({ desired }: StoredResource): "TLSv1.2" | "TLSv1.3" {
  return textAt(desired, "properties.minimumTlsVersion") === "1.3" ? "TLSv1.3" : "TLSv1.2";
}
