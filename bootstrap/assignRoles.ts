import * as authorization from "@pulumi/azure-native/authorization";
import * as pulumi from "@pulumi/pulumi";
import { type Grants, type Scope, scopes } from "./environments";
import { roleIds, type RoleName, workloadRolesOnly } from "./roles";

/** Resource ids of what roles are given on; a scope that isn't there yet is left out, and its roles with it. */
export type ScopeIds = Readonly<Partial<Record<Scope, pulumi.Input<string>>>>;

/** Who gets which roles where. */
export interface RolesArgs {
  readonly subscriptionId: pulumi.Input<string>;
  readonly principalId: pulumi.Input<string>;
  readonly principalType: "ServicePrincipal" | "User" | "Group";
  readonly grants: Grants;
  readonly scopeIds: ScopeIds;
  /** Id of the role of that name, where there is one. */
  readonly redisKeysReader?: pulumi.Input<string> | undefined;
}

/** Gives a principal its roles, each on one scope; returns the assignments. */
export function assignRoles(
  name: string,
  { principalId, principalType, grants, scopeIds, ...args }: RolesArgs,
  opts: pulumi.CustomResourceOptions,
): pulumi.Resource[] {
  const idOf = (role: RoleName) => {
    if (role !== "redisKeysReader") return roleIds[role];
    if (args.redisKeysReader !== undefined) return args.redisKeysReader;
    throw new Error(`${name} is to have the role ${role}, which isn't there`);
  };
  return scopes.flatMap((scope) => {
    const scopeId = scopeIds[scope];
    if (scopeId === undefined) return [];
    return (grants[scope] ?? []).map(
      (role) =>
        new authorization.RoleAssignment(
          `${name}-${scope}-${role}`,
          {
            scope: scopeId,
            roleDefinitionId: pulumi.interpolate`/subscriptions/${args.subscriptionId}/providers/Microsoft.Authorization/roleDefinitions/${idOf(role)}`,
            principalId,
            principalType,
            ...(role === "roleBasedAccessControlAdministrator" && {
              condition: workloadRolesOnly,
              conditionVersion: "2.0",
            }),
          },
          opts,
        ),
    );
  });
}
