import type { JsonObject } from "../../../json";
import { ArmError } from "../../armError";
import { objectAt, textAt } from "../../body";
import { checkIdentities, computedIdentity } from "../../managedIdentities";
import type { ResourceType, ResourceView, StoredResource, WriteRequest } from "../../resourceType";
import { endpointConnections } from "../network/privateLink";
import { blobServiceType } from "./blobServices";
import { checkNetworkRules } from "./networkRules";

export const storageAccountType = "Microsoft.Storage/storageAccounts";

/** @see https://learn.microsoft.com/rest/api/storagerp/storage-accounts/create (SkuName, Kind, MinimumTlsVersion) */
const allowed = {
  "sku.name": [
    "Standard_LRS",
    "Standard_GRS",
    "Standard_RAGRS",
    "Standard_ZRS",
    "Standard_GZRS",
    "Standard_RAGZRS",
    "Premium_LRS",
    "Premium_ZRS",
  ],
  kind: ["StorageV2", "Storage", "BlobStorage", "BlockBlobStorage", "FileStorage"],
  "properties.minimumTlsVersion": ["TLS1_0", "TLS1_1", "TLS1_2", "TLS1_3"],
  "properties.publicNetworkAccess": ["Enabled", "Disabled", "SecuredByPerimeter"],
} as const;

/**
 * Storage accounts as Resource Manager has them, with the blob service that each has from the start.
 *
 * @see https://learn.microsoft.com/rest/api/storagerp/storage-accounts/create
 */
export const storageAccounts: ResourceType = {
  type: storageAccountType,
  apiVersions: ["2024-01-01", "2025-01-01", "2023-05-01", "2023-01-01", "2022-09-01"],
  name: {
    pattern: /^[a-z0-9]+$/,
    length: [3, 24],
    code: "AccountNameInvalid",
    message:
      "Storage account name must be between 3 and 24 characters in length and use numbers and lower-case letters only.",
  },
  locations: "any",
  // https://learn.microsoft.com/azure/azure-resource-manager/troubleshooting/error-storage-account-name
  globalName: {
    of: ({ name }) => `${name}.blob.core.windows.net`,
    taken: (name) => ({
      status: 409,
      code: "StorageAccountAlreadyTaken",
      message: `The storage account named ${name} is already taken.`,
    }),
  },
  // https://learn.microsoft.com/azure/storage/common/infrastructure-encryption-enable
  // https://learn.microsoft.com/azure/storage/blobs/create-data-lake-storage-account
  immutable: [
    "properties.isHnsEnabled",
    "properties.isNfsV3Enabled",
    "properties.encryption.requireInfrastructureEncryption",
  ],
  defaults: ({ desired }) => ({
    properties: {
      // Anonymous access is off unless a new account asks for it: https://learn.microsoft.com/azure/storage/blobs/anonymous-read-access-configure
      allowBlobPublicAccess: false,
      allowCrossTenantReplication: false,
      encryption: {
        keySource: "Microsoft.Storage",
        services: { blob: { enabled: true, keyType: "Account" } },
      },
      minimumTlsVersion: "TLS1_0",
      networkAcls: { bypass: "AzureServices", defaultAction: "Allow" },
      supportsHttpsTrafficOnly: true,
      ...(textAt(desired, "kind") === "Storage" ? {} : { accessTier: "Hot" }),
    },
  }),
  validate,
  onWrite: placeBlobService,
  computed: ({ resource, cloud }) => ({
    sku: { tier: textAt(resource.desired, "sku.name")?.split("_")[0] },
    ...computedIdentity(cloud, resource),
    properties: {
      provisioningState: "Succeeded",
      creationTime: resource.created,
      primaryLocation: textAt(resource.desired, "location"),
      statusOfPrimary: "available",
      primaryEndpoints: {
        blob: `https://${resource.name}.blob.core.windows.net/`,
        dfs: `https://${resource.name}.dfs.core.windows.net/`,
      },
      privateEndpointConnections: endpointConnections(cloud, resource),
    },
  }),
  duration: {
    create: 20,
    update: 3,
    delete: 5,
    source: "https://learn.microsoft.com/azure/storage/common/storage-account-create",
  },
};

function validate(request: WriteRequest): void {
  checkIdentities(request);
  const { desired } = request;
  for (const [path, values] of Object.entries(allowed)) checkChoice(desired, path, values);
  for (const path of ["sku.name", "kind"]) {
    if (textAt(desired, path) === undefined) throw badValues(path);
  }
  checkNetworkRules(objectAt(desired, "properties.networkAcls"));
}

function checkChoice(desired: JsonObject, path: string, values: readonly string[]): void {
  const value = textAt(desired, path);
  if (value !== undefined && !values.includes(value)) throw badValues(path);
}

/** @see https://github.com/hashicorp/terraform/issues/25653 (code and message) */
export function badValues(path: string): ArmError {
  return new ArmError(
    400,
    "InvalidValuesForRequestParameters",
    `Values for request parameters are invalid: ${path.replace(/^properties\./, "")}.`,
  );
}

/** The service is there before anybody writes its settings, and containers are made in it. */
function placeBlobService(
  { resource, cloud }: ResourceView,
  before: StoredResource | undefined,
): JsonObject {
  if (before === undefined) {
    cloud.place({
      id: `${resource.id}/blobServices/default`,
      type: blobServiceType,
      name: "default",
      desired: {},
    });
  }
  return resource.kept;
}
