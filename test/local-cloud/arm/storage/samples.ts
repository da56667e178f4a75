import type { JsonObject } from "../../../../local-cloud/json";
import { resourceId } from "../cloud";

export const accountId = resourceId("Microsoft.Storage/storageAccounts", "ftlstate");
/** A body that Resource Manager accepts, for tests to change. */
export const account: JsonObject = {
  location: "centralindia",
  kind: "StorageV2",
  sku: { name: "Standard_ZRS" },
  properties: {},
};
