import type { ResourceType } from "../../resourceType";
import { blobContainers } from "./blobContainers";
import { blobServices } from "./blobServices";
import { storageAccounts } from "./storageAccounts";

/** Microsoft.Storage, as far as blobs go. What is in a container is not modelled. */
export const storageTypes: readonly ResourceType[] = [
  storageAccounts,
  blobServices,
  blobContainers,
];
