import { ArmError } from "../../armError";
import { objectAt, textAt } from "../../body";
import type { ResourceType, WriteRequest } from "../../resourceType";
import { badValues, storageAccountType } from "./storageAccounts";

const accessLevels = ["None", "Blob", "Container"];

/**
 * Containers of an account's blob service.
 *
 * @see https://learn.microsoft.com/rest/api/storagerp/blob-containers/create
 */
export const blobContainers: ResourceType = {
  type: "Microsoft.Storage/storageAccounts/blobServices/containers",
  apiVersions: ["2024-01-01", "2025-01-01", "2023-05-01", "2023-01-01", "2022-09-01"],
  // https://learn.microsoft.com/rest/api/storageservices/naming-and-referencing-containers--blobs--and-metadata
  name: {
    pattern: /^(?:\$(?:root|web|logs)|[a-z0-9](?:-?[a-z0-9])*)$/,
    length: [3, 63],
    message:
      "A container's name has 3 to 63 lower-case letters, digits and single hyphens, and begins and ends with a " +
      "letter or digit.",
  },
  defaults: () => ({
    properties: {
      publicAccess: "None",
      defaultEncryptionScope: "$account-encryption-key",
      denyEncryptionScopeOverride: false,
    },
  }),
  validate,
  computed: () => ({
    properties: {
      hasImmutabilityPolicy: false,
      hasLegalHold: false,
      leaseState: "Available",
      leaseStatus: "Unlocked",
    },
  }),
  duration: {
    create: 1,
    source: "https://learn.microsoft.com/azure/storage/blobs/storage-quickstart-blobs-cli",
  },
};

/** @see https://github.com/pivotal/paving/issues/89 (code and message) */
function validate({ id, desired, cloud }: WriteRequest): void {
  const access = textAt(desired, "properties.publicAccess") ?? "";
  if (!accessLevels.includes(access)) throw badValues("properties.publicAccess");
  const account = cloud
    .list(storageAccountType)
    .find((one) => id.toLowerCase().startsWith(`${one.id.toLowerCase()}/`));
  if (access === "None" || account === undefined) return;
  if (objectAt(account.desired, "properties").allowBlobPublicAccess === true) return;
  throw new ArmError(
    409,
    "PublicAccessNotPermitted",
    "Public access is not permitted on this storage account.",
  );
}
