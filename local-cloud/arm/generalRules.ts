/** The rules that Resource Manager holds for every type. */

import { at, equal } from "../json";
import { ArmError } from "./armError";
import type { ArmCloud } from "./armCloud";
import { idKey, type ResourceId } from "./resourceId";
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

/** @see https://learn.microsoft.com/azure/azure-resource-manager/troubleshooting/error-invalid-resource-location */
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
    throw new ArmError(
      409,
      "InvalidResourceLocation",
      `The resource '${request.name}' already exists in location '${current}'. A resource with the same name ` +
        `cannot be created in location '${location}'. Please select a new resource name.`,
    );
  }
}

/** A property that the service fixed at creation can't change in place. */
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

/** @see https://learn.microsoft.com/azure/azure-resource-manager/management/lock-resources */
export function checkLocks(cloud: ArmCloud, resource: StoredResource): void {
  if (resource.type === "Microsoft.Authorization/locks") return;
  const key = idKey(resource.id);
  const locks = cloud
    .list("Microsoft.Authorization/locks")
    .map((lock) => idKey(lock.id).split("/providers/microsoft.authorization/locks/")[0]!)
    .filter((scope) => key === scope || key.startsWith(`${scope}/`));
  if (locks.length === 0) return;
  throw new ArmError(
    409,
    "ScopeLocked",
    `The scope '${resource.id}' cannot perform delete operation because following scope(s) are locked: ` +
      `'${locks.join("', '")}'. Please remove the lock and try again.`,
  );
}
