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
  const segments = text.split("/").filter((segment) => segment !== "");
  if (segments[0]?.toLowerCase() !== "subscriptions" || segments[1] === undefined) return undefined;
  const subscriptionId = segments[1];
  const inGroup = segments[2]?.toLowerCase() === "resourcegroups" && segments[3] !== undefined;
  const resourceGroup = inGroup ? segments[3] : undefined;
  const id = `/${segments.join("/")}`;
  const lastProviders = segments.map((segment) => segment.toLowerCase()).lastIndexOf("providers");

  if (lastProviders === -1) {
    if (inGroup && segments.length === 4) {
      return {
        id,
        type: "Microsoft.Resources/resourceGroups",
        name: resourceGroup!,
        names: [resourceGroup!],
        subscriptionId,
        resourceGroup,
        parentId: `/subscriptions/${subscriptionId}`,
      };
    }
    return undefined;
  }

  const [namespace, ...rest] = segments.slice(lastProviders + 1);
  if (namespace === undefined || rest.length === 0 || rest.length % 2 === 1) return undefined;
  const types = rest.filter((_, index) => index % 2 === 0);
  const names = rest.filter((_, index) => index % 2 === 1);
  const parent = names.length > 1 ? segments.slice(0, -2) : segments.slice(0, lastProviders);
  return {
    id,
    type: [namespace, ...types].join("/"),
    name: names.at(-1)!,
    names,
    subscriptionId,
    resourceGroup,
    parentId: `/${parent.join("/")}`,
  };
}

/** The form in which ids are compared: Resource Manager ignores their case. */
export function idKey(id: string): string {
  return id.toLowerCase().replace(/\/+$/, "");
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
