/**
 * Resource Manager ids: `/subscriptions/S/resourceGroups/G/providers/Namespace/type/name/childType/childName`, and
 * extension resources, whose id is the id of what they extend and then `/providers/Namespace/type/name`.
 *
 * @see https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules
 */

/** The parts of an id. Names keep the case they were written in; types and ids compare without case. */
export interface ResourceId {
  readonly id: string;
  /** `Microsoft.App/containerApps`, as written in the id. */
  readonly type: string;
  /** Last name of the id. */
  readonly name: string;
  /** Names by segment, parents first. */
  readonly names: readonly string[];
  readonly subscriptionId: string;
  /** Absent for what lives at subscription scope. */
  readonly resourceGroup?: string;
  /** Id of the parent resource, or of the extended one, or of the group. */
  readonly parentId: string;
}

/** Reads an id, or returns undefined when the text is not one. */
export function parseResourceId(text: string): ResourceId | undefined {
  const segments = text.replace(/^\//, "").replace(/\/$/, "").split("/");
  if (segments.some((segment) => segment === "")) return undefined;
  const [subscriptions, subscriptionId, groups, group, ...afterGroup] = segments;
  if (subscriptions?.toLowerCase() !== "subscriptions" || subscriptionId === undefined) {
    return undefined;
  }
  const inGroup = groups?.toLowerCase() === "resourcegroups" && group !== undefined;
  const resourceGroup = inGroup ? group : undefined;
  const rest = inGroup ? afterGroup : segments.slice(2);
  const id = `/${segments.join("/")}`;
  if (rest.length === 0) {
    if (resourceGroup === undefined) return undefined;
    return {
      id,
      type: "Microsoft.Resources/resourceGroups",
      name: resourceGroup,
      names: [resourceGroup],
      subscriptionId,
      resourceGroup,
      parentId: `/subscriptions/${subscriptionId}`,
    };
  }
  const [namespace, pairs] = lastProvider(rest) ?? [];
  if (namespace === undefined || pairs === undefined) return undefined;
  const names = pairs.filter((_, index) => index % 2 === 1);
  const parent = segments.slice(0, names.length > 1 ? -2 : -2 - pairs.length);
  return {
    id,
    type: [namespace, ...pairs.filter((_, index) => index % 2 === 0)].join("/"),
    name: names.at(-1)!,
    names,
    subscriptionId,
    resourceGroup,
    parentId: `/${parent.join("/")}`,
  };
}

/**
 * The namespace after the last `providers`, and the types and names after it. Read from the front, since a name may
 * itself be `providers`.
 */
function lastProvider(
  segments: readonly string[],
): [namespace: string, pairs: string[]] | undefined {
  const [providers, namespace, ...rest] = segments;
  if (providers?.toLowerCase() !== "providers" || namespace === undefined) return undefined;
  const next = rest.findIndex(
    (segment, index) => index % 2 === 0 && segment.toLowerCase() === "providers",
  );
  const pairs = next === -1 ? rest : rest.slice(0, next);
  if (pairs.length === 0 || pairs.length % 2 === 1) return undefined;
  return next === -1 ? [namespace, pairs] : lastProvider(rest.slice(next));
}

/** The form in which ids are compared: Resource Manager ignores their case. */
export function idKey(id: string): string {
  return id.toLowerCase().replace(/\/+$/, "");
}

/** Whether `id` is `scope`, or lies below it. */
export function isAtOrBelow(id: string, scope: string): boolean {
  return `${idKey(id)}/`.startsWith(`${idKey(scope)}/`);
}

/** Id of a resource group. */
export function resourceGroupId(subscriptionId: string, name: string): string {
  return `/subscriptions/${subscriptionId}/resourceGroups/${name}`;
}

/** Id of a resource of `type` under `scope` (a group's or a subscription's id, or that of an extended resource). */
export function childId(scope: string, type: string, names: readonly string[]): string {
  const [namespace, ...types] = type.split("/");
  const path = types.map((segment, index) => `${segment}/${names[index]}`);
  return `${scope}/providers/${namespace}/${path.join("/")}`;
}
