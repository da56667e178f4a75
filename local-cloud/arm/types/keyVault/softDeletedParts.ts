import { numberAt, objectAt, textAt } from "../../body";
import { idKey, parseResourceId } from "../../resourceId";
import type { ResourceType, ResourceView, StoredResource } from "../../resourceType";

const dayMs = 86_400_000;

/** Under which name a deleted key or secret is kept: with its vault's in front. */
export function softDeletedName(id: string): string {
  return parseResourceId(id)!.names.join("/");
}

/**
 * Keeps what was deleted of a vault for as long as the vault says. What goes with its vault comes back with it.
 *
 * @see https://learn.microsoft.com/azure/key-vault/general/soft-delete-overview
 */
export function softDeletesAs(type: string): NonNullable<ResourceType["afterDelete"]> {
  return ({ resource, cloud }: ResourceView, root: StoredResource) => {
    const vault = cloud.find(parseResourceId(resource.id)!.parentId);
    const properties = objectAt(vault?.desired, "properties");
    const days = numberAt(properties, "softDeleteRetentionInDays") ?? 90;
    const now = cloud.now();
    cloud.softDelete({
      type,
      name: softDeletedName(resource.id),
      id: resource.id,
      location: textAt(vault?.desired, "location") ?? "",
      deleted: now.toISOString(),
      scheduledPurge: new Date(now.getTime() + days * dayMs).toISOString(),
      purgeProtected: properties.enablePurgeProtection === true,
      content: resource,
      ...(idKey(root.id) === idKey(resource.id) ? {} : { takenBy: root.id }),
    });
  };
}
