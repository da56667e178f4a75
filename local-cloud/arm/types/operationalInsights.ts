import type { JsonObject } from "../../json";
import { numberAt, textAt } from "../body";
import { ArmError } from "../armError";
import { shortLocation } from "../generalRules";
import { parseResourceId } from "../resourceId";
import type { ResourceType, ResourceView, WriteRequest } from "../resourceType";

const type = "Microsoft.OperationalInsights/workspaces";
const dayMs = 24 * 60 * 60 * 1000;
const skus = [
  "Free",
  "Standard",
  "Premium",
  "PerNode",
  "PerGB2018",
  "Standalone",
  "CapacityReservation",
  "LACluster",
];
/** Skus that a new workspace can't have any more. @see https://learn.microsoft.com/azure/azure-monitor/logs/cost-logs#legacy-pricing-tiers */
const legacySkus = ["Free", "Standard", "Premium", "PerNode", "Standalone"];

/** A workspace's name is its own within its group, so that is what a deleted one keeps. */
function softDeletedName(id: string): string {
  const parsed = parseResourceId(id);
  return `${parsed?.resourceGroup}/${parsed?.name}`;
}

function validate({ id, desired, existing, cloud }: WriteRequest): void {
  const sku = textAt(desired, "properties.sku.name") ?? "";
  const known = skus.find((one) => one.toLowerCase() === sku.toLowerCase());
  if (known === undefined || (existing === undefined && legacySkus.includes(known))) {
    throw new ArmError(
      400,
      "BadRequest", // Code and message are not documented; the tiers are, at the address above.
      `The pricing tier '${sku}' is not available for this workspace. Use PerGB2018.`,
    );
  }
  const days = numberAt(desired, "properties.retentionInDays") ?? 0;
  // Message: https://github.com/Azure/azure-powershell/issues/12524
  if (!Number.isInteger(days) || days < 30 || days > 730) {
    throw new ArmError(
      400,
      "BadRequest",
      "The value provided for retention is invalid. the expected value should be between 30 to 730. see " +
        "https://docs.microsoft.com/azure/azure-monitor/platform/manage-cost-storage#change-the-data-retention-period " +
        "for more information",
    );
  }
  const deleted = existing === undefined ? cloud.softDeleted(type, softDeletedName(id)) : undefined;
  const location = textAt(desired, "location") ?? "";
  if (deleted === undefined || shortLocation(deleted.location) === shortLocation(location)) return;
  throw new ArmError(
    409,
    "Conflict", // Message not documented; that a deleted workspace comes back in its own region only is.
    `The workspace '${parseResourceId(id)?.name}' is soft-deleted in '${deleted.location}' until ` +
      `${deleted.scheduledPurge}. Create it there to recover it.`,
  );
}

/**
 * A workspace that is created again within 14 days is the deleted one: same id, same keys, same data.
 *
 * @see https://learn.microsoft.com/azure/azure-monitor/logs/delete-workspace
 */
function keep({ id, cloud }: WriteRequest): JsonObject {
  const deleted = cloud.softDeleted(type, softDeletedName(id));
  const born = deleted === undefined ? cloud.now().toISOString() : bornOf(deleted.id);
  if (deleted !== undefined) cloud.forget(type, softDeletedName(id));
  const seed = `${id.toLowerCase()}:${born}`;
  return {
    born,
    customerId: cloud.guid(`${seed}:customerId`),
    primarySharedKey: `${cloud.secretText(`${seed}:primary`, 86)}==`,
    secondarySharedKey: `${cloud.secretText(`${seed}:secondary`, 86)}==`,
  };
}

/** A soft-deleted workspace's id carries when it was first created: its keys come from that. */
function bornOf(id: string): string {
  return id.split("#")[1] ?? "";
}

function afterDelete({ resource, cloud }: ResourceView): void {
  const now = cloud.now();
  cloud.softDelete({
    type,
    name: softDeletedName(resource.id),
    id: `${resource.id}#${textAt(resource.kept, "born")}`,
    location: textAt(resource.desired, "location") ?? "",
    deleted: now.toISOString(),
    scheduledPurge: new Date(now.getTime() + 14 * dayMs).toISOString(),
    purgeProtected: false,
  });
}

/** Microsoft.OperationalInsights. */
export const operationalInsightsTypes: readonly ResourceType[] = [
  {
    type,
    apiVersions: ["2023-09-01", "2025-02-01", "2022-10-01", "2021-12-01-preview", "2020-08-01"],
    // https://github.com/Azure/terraform-azurerm-avm-res-operationalinsights-workspace/pull/72
    name: {
      pattern: /^[A-Za-z0-9][A-Za-z0-9-]+[A-Za-z0-9]$/,
      length: [4, 63],
      message:
        "Workspace name should include 4-63 letters, digits or '-'. The '-' shouldn't be the first or the last symbol.",
    },
    locations: "any",
    defaults: () => ({
      properties: {
        sku: { name: "PerGB2018" },
        retentionInDays: 30,
        features: { enableLogAccessUsingOnlyResourcePermissions: true },
        workspaceCapping: { dailyQuotaGb: -1 },
        publicNetworkAccessForIngestion: "Enabled",
        publicNetworkAccessForQuery: "Enabled",
      },
    }),
    validate,
    keep,
    computed: ({ resource }) => ({
      properties: {
        customerId: resource.kept.customerId,
        provisioningState: "Succeeded",
        createdDate: resource.created,
        modifiedDate: resource.created,
        features: { legacy: 0, searchVersion: 1 },
        sku: { lastSkuUpdate: resource.created },
        workspaceCapping: { dataIngestionStatus: "RespectQuota" },
      },
    }),
    actions: {
      sharedkeys: ({ resource: { kept } }) => ({
        primarySharedKey: kept.primarySharedKey,
        secondarySharedKey: kept.secondarySharedKey,
      }),
    },
    afterDelete,
    duration: {
      create: 20,
      delete: 10,
      source: "https://learn.microsoft.com/azure/azure-monitor/logs/quick-create-workspace",
    },
  },
];
