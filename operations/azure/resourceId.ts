/** What a Resource Manager id names. */
export interface ResourceId {
  readonly id: string;
  readonly subscriptionId: string;
  readonly resourceGroup: string;
  readonly name: string;
}

/**
 * Reads the id of a resource in a group.
 *
 * @throws Error when it is none.
 */
export function parseResourceId(id: string): ResourceId {
  const [, subscriptionId, resourceGroup, name] =
    /^\/subscriptions\/([^/]+)\/resourceGroups\/([^/]+)\/providers\/.+\/([^/]+)$/i.exec(id) ?? [];
  if (subscriptionId === undefined || resourceGroup === undefined || name === undefined) {
    throw new Error(`'${id}' is no id of a resource in a group.`);
  }
  return { id, subscriptionId, resourceGroup, name };
}
