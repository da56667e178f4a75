import { types, withoutVersion } from "./types";

/** Types of the platform that hold data, or a name that others point at, and can't be got back once deleted. */
export const platformTypes: readonly string[] = [
  types.postgresServer,
  types.postgresDatabase,
  types.managedRedis,
  types.managedRedisDatabase,
  types.classicRedis,
  types.vault,
  types.registry,
  types.workspace,
  types.staticSite,
];

/** The same of programs that have more: no rule wants these protected, and no deployment loses them unasked. */
export const statefulTypes: readonly string[] = [
  ...platformTypes,
  "azure-native:compute:Disk",
  "azure-native:storage:StorageAccount",
  "azure-native:storage:BlobContainer",
  "azure-native:storage:FileShare",
];

/** Whether a resource of a type, in any API version, holds what can't be got back. */
export function isStateful(type: string): boolean {
  return statefulTypes.includes(withoutVersion(type));
}
