import { types, withoutVersion } from "./types";

/**
 * Types of what holds data, or a name that others point at, and can't be got back once it is deleted. No rule judges
 * the last ones: a stack has them only when somebody allows them.
 */
export const statefulTypes: readonly string[] = [
  types.postgresServer,
  types.postgresDatabase,
  types.managedRedis,
  types.managedRedisDatabase,
  types.classicRedis,
  types.vault,
  types.registry,
  types.workspace,
  types.staticSite,
  "azure-native:compute:Disk",
  "azure-native:storage:StorageAccount",
  "azure-native:storage:BlobContainer",
  "azure-native:storage:FileShare",
];

/** Whether a resource of a type, in any API version, holds what can't be got back. */
export function isStateful(type: string): boolean {
  return statefulTypes.includes(withoutVersion(type));
}
