import type { ArmCloud } from "../../arm/armCloud";
import { textAt } from "../../arm/body";
import { idKey, parseResourceId } from "../../arm/resourceId";
import type { StoredResource } from "../../arm/resourceType";
import { subnetIdOf } from "../../arm/types/app/environmentFacts";
import { reachedPrivately } from "../../arm/types/network/privateReach";

/**
 * Whether connections from a managed environment get to a cache: over a private endpoint, over a network that the cache
 * is in itself, or over the internet.
 *
 * @see https://learn.microsoft.com/azure/redis/private-link
 * @see https://learn.microsoft.com/azure/azure-cache-for-redis/cache-network-isolation
 */
export function admits(
  cloud: ArmCloud,
  cache: StoredResource,
  environment: StoredResource,
): boolean {
  const from = subnetIdOf(environment);
  const injected = textAt(cache.desired, "properties.subnetId");
  if (injected !== undefined) return from !== undefined && networkOf(from) === networkOf(injected);
  if (from !== undefined && reachedPrivately(cloud, cache, from)) return true;
  return textAt(cache.desired, "properties.publicNetworkAccess") !== "Disabled";
}

function networkOf(subnetId: string): string {
  return idKey(parseResourceId(subnetId)?.parentId ?? "");
}
