import { ArmError } from "../armError";
import { at } from "../../json";
import { idKey, parseResourceId } from "../resourceId";
import type { ResourceType } from "../resourceType";

const guid = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

/** Microsoft.Authorization. */
export const authorizationTypes: readonly ResourceType[] = [
  {
    type: "Microsoft.Authorization/locks",
    apiVersions: ["2020-05-01", "2016-09-01"],
    immutable: [],
    validate: ({ desired }) => {
      const level = at(desired, "properties.level");
      if (level === "CanNotDelete" || level === "ReadOnly") return;
      throw new ArmError(
        400,
        "InvalidLockLevel",
        `The lock level '${JSON.stringify(level)}' is invalid. Supported levels are 'CanNotDelete' and 'ReadOnly'.`,
      );
    },
  },
  {
    type: "Microsoft.Authorization/roleAssignments",
    apiVersions: ["2022-04-01"],
    name: {
      pattern: guid,
      length: [36, 36],
      code: "InvalidRoleAssignmentId",
      message: "The role assignment ID must be a GUID.",
    },
    immutable: ["properties.roleDefinitionId", "properties.principalId"],
    validate: ({ id, desired, existing, cloud }) => {
      const principalId = at(desired, "properties.principalId");
      const roleDefinitionId = at(desired, "properties.roleDefinitionId");
      if (typeof principalId !== "string" || !guid.test(principalId)) {
        throw new ArmError(
          400,
          "InvalidPrincipalId",
          `The principal id ${JSON.stringify(principalId)} is not a valid GUID.`,
        );
      }
      const principalKnown = cloud
        .list("Microsoft.ManagedIdentity/userAssignedIdentities")
        .some((identity) => at(cloud.render(identity), "properties.principalId") === principalId);
      const declaredType = at(desired, "properties.principalType");
      // With principalType ServicePrincipal Azure skips the look-up that fails while a new identity replicates.
      if (!principalKnown && declaredType !== "User" && declaredType !== "Group") {
        throw new ArmError(
          400,
          "PrincipalNotFound",
          `Principal ${principalId.replaceAll("-", "")} does not exist in the directory ${cloud.tenantId}.`,
        );
      }
      const scope = parseResourceId(id)?.parentId ?? "";
      const twin = cloud
        .list("Microsoft.Authorization/roleAssignments")
        .find(
          (other) =>
            idKey(other.id) !== idKey(id) &&
            idKey(parseResourceId(other.id)?.parentId ?? "") === idKey(scope) &&
            at(other.desired, "properties.principalId") === principalId &&
            at(other.desired, "properties.roleDefinitionId") === roleDefinitionId,
        );
      if (twin !== undefined && existing === undefined) {
        throw new ArmError(
          409,
          "RoleAssignmentExists",
          `The role assignment already exists. The ID of the conflicting role assignment is ${twin.name.replaceAll("-", "")}.`,
        );
      }
    },
    computed: ({ resource }) => ({
      properties: { scope: parseResourceId(resource.id)?.parentId },
    }),
  },
];
