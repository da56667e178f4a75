import { objectAt } from "./body";
import type { ArmCloud } from "./armCloud";
import { isAtOrBelow, parseResourceId } from "./resourceId";

/** Built-in roles by id. @see https://learn.microsoft.com/azure/role-based-access-control/built-in-roles */
export const builtInRoles = {
  acrPull: "7f951dda-4ed3-4680-a7ca-43fe172d538d",
  acrPush: "8311e382-0749-4cb8-b61a-304f252e45ec",
  contributor: "b24988ac-6180-42a0-ab88-20f7382dd24c",
  keyVaultAdministrator: "00482a5a-887f-4fb3-b363-3b7fe8e74483",
  keyVaultSecretsOfficer: "b86a8fe4-44ce-4948-aee5-eccb2c155cd7",
  keyVaultSecretsUser: "4633458b-17de-408a-b874-0445c86b69e6",
  owner: "8e3af657-a8ff-443c-a75c-2fe8c4bcb635",
} as const;

export type BuiltInRole = keyof typeof builtInRoles;

/** Whether a principal has one of the roles on a resource: assigned on it, or on anything above it. */
export function hasRole(
  cloud: ArmCloud,
  principalId: string,
  resourceId: string,
  roles: readonly BuiltInRole[],
): boolean {
  return cloud.list("Microsoft.Authorization/roleAssignments").some((assignment) => {
    const { principalId: holder, roleDefinitionId } = objectAt(assignment.desired, "properties");
    if (holder !== principalId || typeof roleDefinitionId !== "string") return false;
    const role = roleDefinitionId.toLowerCase().split("/").at(-1);
    if (!roles.some((name) => builtInRoles[name] === role)) return false;
    return isAtOrBelow(resourceId, parseResourceId(assignment.id)!.parentId);
  });
}
