import type { JsonObject } from "../../json";
import { childId, parseResourceId, resourceGroupId } from "../../arm/resourceId";
import type { ResourceMapping } from "./resourceTable";

/** The Resource Manager id that the SDK's inputs name. */
export function idFromInputs(
  mapping: ResourceMapping,
  subscriptionId: string,
  inputs: JsonObject,
): string {
  const { scope = "group" } = mapping;
  const names = mapping.names.map((input) => text(inputs[input]));
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
  const names = Object.fromEntries(
    mapping.names.map((input, index) => [input, parsed.names[index]]),
  );
  if (scope === "subscription") return names;
  return scope === "group"
    ? { ...names, resourceGroupName: parsed.resourceGroup }
    : { ...names, [scope.input]: parsed.parentId };
}

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}
