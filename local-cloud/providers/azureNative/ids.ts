import type { JsonObject } from "../../json";
import { childId, parseResourceId, resourceGroupId } from "../../arm/resourceId";
import { mappingOf, type ResourceMapping } from "./resourceTable";

/**
 * The id that azure-native gives a resource, before it is made: also what it would have to be looked for by after an
 * update that was killed.
 *
 * @param token Pulumi type token.
 * @param inputs As the program states them.
 */
export function azureNativeId(token: string, subscriptionId: string, inputs: JsonObject): string {
  return idFromInputs(mappingOf(token, inputs).mapping, subscriptionId, inputs);
}

/** The Resource Manager id that the SDK's inputs name. */
export function idFromInputs(
  mapping: ResourceMapping,
  subscriptionId: string,
  inputs: JsonObject,
): string {
  const { scope = "group" } = mapping;
  const named = mapping.names.map((input) => text(inputs[input]));
  const names = segments(mapping).map((segment) => mapping.fixedNames?.[segment] ?? named.shift()!);
  if (mapping.type === "Microsoft.Resources/resourceGroups") {
    return resourceGroupId(subscriptionId, names[0]!);
  }
  if (scope === "subscription")
    return childId(`/subscriptions/${subscriptionId}`, mapping.type, names);
  const where =
    scope === "group"
      ? resourceGroupId(subscriptionId, text(inputs.resourceGroupName))
      : `/${text(inputs[scope.input]).replace(/^\/+/, "")}`;
  return childId(where, mapping.type, names);
}

/** The inputs that name the resource with this id: the way back. */
export function inputsFromId(mapping: ResourceMapping, id: string): JsonObject {
  const parsed = parseResourceId(id)!;
  const { scope = "group" } = mapping;
  const free = parsed.names.filter(
    (_, index) => mapping.fixedNames?.[segments(mapping)[index]!] === undefined,
  );
  const names = Object.fromEntries(mapping.names.map((input, index) => [input, free[index]]));
  if (scope === "subscription") return names;
  return scope === "group"
    ? { ...names, resourceGroupName: parsed.resourceGroup }
    : { ...names, [scope.input]: parsed.parentId };
}

/** The type's segments that have a name in the id. */
function segments({ type }: ResourceMapping): string[] {
  return type.split("/").slice(1);
}

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}
