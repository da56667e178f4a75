import type { ArmCloud } from "../../arm/armCloud";
import { ArmError } from "../../arm/armError";
import { textAt } from "../../arm/body";
import { childId, resourceGroupId } from "../../arm/resourceId";
import { findType } from "../../arm/types";
import type { JsonObject } from "../../json";

/**
 * Answers `checkNameAvailability` of a type whose name is unique in all of Azure.
 *
 * @param location Of the address, for the types whose names are unique in a region.
 * @throws ArmError when the type has no such name.
 * @see https://learn.microsoft.com/rest/api/keyvault/keyvault/vaults/check-name-availability
 */
export function nameAvailability(
  cloud: ArmCloud,
  body: JsonObject,
  location: string | undefined,
): JsonObject {
  const name = textAt(body, "name") ?? "";
  const type = textAt(body, "type") ?? "";
  const model = findType(type);
  if (model?.globalName === undefined) {
    throw new ArmError(
      400,
      "InvalidResourceType",
      `The names of type '${type}' are not unique in all of Azure: there is nothing to check.`,
    );
  }
  const { pattern, length, message } = model.name ?? {
    pattern: /./,
    length: [1, 260],
    message: "",
  };
  if (!pattern.test(name) || name.length < length[0] || name.length > length[1]) {
    return { nameAvailable: false, reason: "AccountNameInvalid", message };
  }
  const { of, taken } = model.globalName;
  const wanted = of(requestFor(cloud, model.type, name, { location })).toLowerCase();
  const isTaken =
    cloud.softDeleted(model.type, name) !== undefined ||
    cloud
      .list(model.type)
      .some(
        (other) =>
          of(requestFor(cloud, model.type, other.name, other.desired)).toLowerCase() === wanted,
      );
  return isTaken
    ? { nameAvailable: false, reason: "AlreadyExists", message: taken(name).message }
    : { nameAvailable: true };
}

function requestFor(cloud: ArmCloud, type: string, name: string, desired: JsonObject) {
  const id = childId(resourceGroupId("any", "any"), type, [name]);
  return { id, name, names: [name], desired, cloud };
}
