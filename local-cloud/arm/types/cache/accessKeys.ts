import type { JsonObject } from "../../../json";
import { numberAt, textAt } from "../../body";
import { ArmError } from "../../armError";
import type { ResourceView } from "../../resourceType";

/** The two access keys of a cache, as `listKeys` answers. */
export function accessKeys(kept: JsonObject): JsonObject {
  return { primaryKey: kept.primaryKey, secondaryKey: kept.secondaryKey };
}

/**
 * Makes one of the two keys anew and answers both.
 *
 * @see https://learn.microsoft.com/rest/api/redis/redisenterprisecache/databases/regenerate-key
 */
export function regenerateKey(
  { resource, cloud }: ResourceView,
  keyType: string | undefined,
): JsonObject {
  if (keyType !== "Primary" && keyType !== "Secondary") {
    throw new ArmError(
      400,
      "BadRequest",
      `The key type ${JSON.stringify(keyType)} is not Primary or Secondary.`,
    );
  }
  const name = keyType === "Primary" ? "primaryKey" : "secondaryKey";
  const length = (textAt(resource.kept, name) ?? "").length - 1;
  const turns = (numberAt(resource.kept, "turns") ?? 0) + 1;
  const text = cloud.secretText(`${resource.id}:${resource.created}:${keyType}:${turns}`, length);
  resource.kept = { ...resource.kept, turns, [name]: `${text}=` };
  return accessKeys(resource.kept);
}
