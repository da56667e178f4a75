import type { JsonObject } from "../../../json";
import { ArmError } from "../../armError";
import { numberAt, objectAt } from "../../body";
import { parseResourceId } from "../../resourceId";
import type { ResourceType, WriteRequest } from "../../resourceType";

export const blobServiceType = "Microsoft.Storage/storageAccounts/blobServices";

/** What is kept for a time after its delete: single blobs, and containers. */
const policies = ["deleteRetentionPolicy", "containerDeleteRetentionPolicy"] as const;

/**
 * Settings of an account's blob service. Each account has one, called `default`; it is set and never deleted.
 *
 * @see https://learn.microsoft.com/rest/api/storagerp/blob-services/set-service-properties
 */
export const blobServices: ResourceType = {
  type: blobServiceType,
  apiVersions: ["2024-01-01", "2025-01-01", "2023-05-01", "2023-01-01", "2022-09-01"],
  name: {
    pattern: /^default$/,
    length: [7, 7],
    // Code not documented; that there is no other name is.
    message: "The name of the blob service must be 'default'.",
  },
  defaults: () => ({
    properties: {
      cors: { corsRules: [] },
      deleteRetentionPolicy: { allowPermanentDelete: false, enabled: false },
    },
  }),
  validate,
  duration: {
    create: 2,
    source: "https://learn.microsoft.com/azure/storage/blobs/soft-delete-blob-enable",
  },
  singleton: true,
};

function validate(request: WriteRequest): void {
  const { id, desired, cloud } = request;
  const properties = objectAt(desired, "properties");
  for (const policy of policies) checkRetention(properties, policy);
  const account = cloud.find(parseResourceId(id)!.parentId);
  const hierarchical = objectAt(account?.desired, "properties").isHnsEnabled === true;
  // https://learn.microsoft.com/azure/storage/blobs/versioning-overview
  if (hierarchical && properties.isVersioningEnabled === true) {
    throw new ArmError(
      400,
      "FeatureNotSupportedForAccount", // Code not documented.
      "Versioning is not supported for accounts with a hierarchical namespace.",
    );
  }
  checkRestore(properties);
}

/** @see https://learn.microsoft.com/javascript/api/@azure/arm-storage/deleteretentionpolicy (range of days) */
function checkRetention(properties: JsonObject, policy: string): void {
  const { enabled, days } = objectAt(properties, policy);
  if (enabled !== true) return;
  const inRange = typeof days === "number" && Number.isInteger(days) && days >= 1 && days <= 365;
  if (inRange) return;
  throw new ArmError(
    400,
    "InvalidValuesForRequestParameters", // Code not documented for these two.
    `Values for properties.${policy}.days is invalid: ${JSON.stringify(days ?? null)}. It should be between 1 and 365.`,
  );
}

/**
 * Point-in-time restore builds on what the others keep.
 *
 * @see https://learn.microsoft.com/azure/storage/blobs/point-in-time-restore-overview
 * @see https://github.com/Azure/arm-template-whatif/issues/354 (code and message of the days)
 */
function checkRestore(properties: JsonObject): void {
  if (objectAt(properties, "restorePolicy").enabled !== true) return;
  const builtOn =
    properties.isVersioningEnabled === true && objectAt(properties, "changeFeed").enabled === true;
  if (!builtOn) {
    throw new ArmError(
      400,
      "InvalidValuesForRequestParameters", // Code not documented for this one.
      "Values for properties.restorePolicy.enabled is invalid: it needs versioning and the change feed.",
    );
  }
  const days = numberAt(properties, "restorePolicy.days") ?? 0;
  const kept = numberAt(properties, "deleteRetentionPolicy.days") ?? 0;
  if (days > 0 && days < kept) return;
  throw new ArmError(
    400,
    "InvalidValuesForRequestParameters",
    `Values for properties.restorePolicy.days is invalid: ${days}. It should be greater than zero and less than ` +
      "properties.deleteRetentionPolicy.days.",
  );
}
