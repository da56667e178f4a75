/** The rules that Resource Manager holds for every type. */

import { at, equal } from "../json";
import { ArmError } from "./armError";
import type { ArmCloud } from "./armCloud";
import { isAtOrBelow, parseResourceId, type ResourceId } from "./resourceId";
import type { ResourceType, StoredResource, WriteRequest } from "./resourceType";

/** Azure's short form of a location: `Central India` and `centralindia` are one. */
export function shortLocation(location: string): string {
  return location.toLowerCase().replaceAll(" ", "");
}

export function checkName(model: ResourceType, target: ResourceId): void {
  if (model.name === undefined) return;
  const { pattern, length, code, message } = model.name;
  const { name } = target;
  if (name.length >= length[0] && name.length <= length[1] && pattern.test(name)) return;
  throw new ArmError(
    400,
    code ?? "InvalidResourceName",
    `Resource name '${name}' is invalid for type '${model.type}'. ${message}`,
  );
}

/**
 * @see https://learn.microsoft.com/azure/azure-resource-manager/troubleshooting/error-invalid-resource-location
 * @see https://github.com/Azure/azure-cli/issues/22242 (of a resource group)
 */
export function checkLocation(model: ResourceType, request: WriteRequest): void {
  if (model.locations === undefined) return;
  const location = request.desired.location;
  if (typeof location !== "string" || location === "") {
    throw new ArmError(
      400,
      "LocationRequired",
      "The location property is required for this definition.",
    );
  }
  const wanted = shortLocation(location);
  if (model.locations !== "any" && !model.locations.includes(wanted)) {
    throw new ArmError(
      400,
      "LocationNotAvailableForResourceType",
      `The provided location '${location}' is not available for resource type '${model.type}'. ` +
        `List of available regions for the resource type is '${model.locations.join(",")}'.`,
    );
  }
  const current = request.existing?.desired.location;
  if (typeof current === "string" && shortLocation(current) !== wanted) {
    if (model.type === "Microsoft.Resources/resourceGroups") {
      throw new ArmError(
        409,
        "InvalidResourceGroupLocation",
        `Invalid resource group location '${location}'. The Resource group already exists in location '${current}'.`,
      );
    }
    throw new ArmError(
      409,
      "InvalidResourceLocation",
      `The resource '${request.name}' already exists in location '${current}'. A resource with the same name ` +
        `cannot be created in location '${location}'. Please select a new resource name.`,
    );
  }
}

/**
 * A property that the service fixed at creation can't change in place.
 *
 * @see https://github.com/Azure/azure-sdk-for-net/issues/37285 (code and message of Microsoft.Compute, which stand for those
 * of services that are not documented)
 */
export function checkImmutable(
  model: ResourceType,
  request: WriteRequest,
  existing: StoredResource,
): void {
  for (const path of model.immutable ?? []) {
    const wanted = at(request.desired, path);
    const current = at(existing.desired, path);
    if (wanted === undefined || equal(wanted, current)) continue;
    const { status, code, message } = model.changeRefused?.(path) ?? {
      status: 409,
      code: "PropertyChangeNotAllowed",
      message: `Changing property '${path}' is not allowed.`,
    };
    throw new ArmError(status, code, message, path);
  }
}

/**
 * Locks hold for what they are on and everything below it: `CanNotDelete` against a delete, `ReadOnly` against writes
 * too. Locks themselves can always be set and removed.
 *
 * @see https://learn.microsoft.com/azure/azure-resource-manager/management/lock-resources
 * @see https://github.com/Azure/azure-sdk-for-java/issues/2560 (message)
 */
export function checkLocks(
  cloud: ArmCloud,
  { id }: Pick<StoredResource, "id">,
  type: string,
  operation: "write" | "delete",
): void {
  if (type.toLowerCase() === lockType.toLowerCase()) return;
  const scopes = cloud
    .list(lockType)
    .filter((lock) => operation === "delete" || at(lock.desired, "properties.level") === "ReadOnly")
    .map((lock) => parseResourceId(lock.id)!.parentId)
    .filter((scope) => isAtOrBelow(id, scope));
  if (scopes.length === 0) return;
  throw new ArmError(
    409,
    "ScopeLocked",
    `The scope '${id}' cannot perform ${operation} operation because following scope(s) are locked: ` +
      `'${[...new Set(scopes)].join("', '")}'. Please remove the lock and try again.`,
  );
}

const lockType = "Microsoft.Authorization/locks";
