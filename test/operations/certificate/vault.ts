import type { LocalCloud } from "../../../local-cloud";
import { localSubscriptionId } from "../../../local-cloud/arm/resourceManager";

/** Name of the vault that {@link makeVault} makes. */
export const vaultName = "ftl-prd-kv-cin";

/** A vault on the local cloud, in a resource group of its own. */
export async function makeVault(cloud: LocalCloud, properties: object = {}): Promise<void> {
  const group = `/subscriptions/${localSubscriptionId}/resourceGroups/rg`;
  await cloud.resourceManager.put(group, { location: "centralindia" });
  await cloud.resourceManager.put(`${group}/providers/Microsoft.KeyVault/vaults/${vaultName}`, {
    location: "centralindia",
    properties: {
      tenantId: cloud.resourceManager.tenantId,
      sku: { family: "A", name: "standard" },
      enableRbacAuthorization: true,
      ...properties,
    },
  });
}
