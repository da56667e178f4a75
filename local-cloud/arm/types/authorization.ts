import { ArmError } from "../armError";
import { at } from "../../json";
import type { ArmCloud } from "../armCloud";
import { textAt } from "../body";
import { holds, principalOf } from "../managedIdentities";
import { idKey, parseResourceId } from "../resourceId";
import type { ResourceType, StoredResource, WriteRequest } from "../resourceType";

/** Types whose own identity, where they have one, is a principal. */
const principalTypes = [
  "Microsoft.App/containerApps",
  "Microsoft.App/jobs",
  "Microsoft.App/managedEnvironments",
  "Microsoft.ContainerRegistry/registries",
  "Microsoft.Web/staticSites",
];

/** Whether the directory has a managed identity with this principal. */
function isManagedIdentity(cloud: ArmCloud, principalId: string): boolean {
  const userAssigned = cloud
    .list("Microsoft.ManagedIdentity/userAssignedIdentities")
    .some((identity) => at(cloud.render(identity), "properties.principalId") === principalId);
  return (
    userAssigned ||
    principalTypes
      .flatMap((type) => cloud.list(type))
      .some(
        (holder) => holds(holder, "system") && principalOf(cloud, holder, "system") === principalId,
      )
  );
}

const guid = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;
const roleDefinition =
  /\/providers\/Microsoft\.Authorization\/roleDefinitions\/([0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12})$/i;

/** Microsoft.Authorization. */
export const authorizationTypes: readonly ResourceType[] = [
  {
    type: "Microsoft.Authorization/locks",
    apiVersions: ["2020-05-01", "2016-09-01"],
    validate: ({ desired }) => {
      const level = at(desired, "properties.level");
      if (level === "CanNotDelete" || level === "ReadOnly") return;
      // https://learn.microsoft.com/azure/azure-resource-manager/management/lock-resources; the code is not documented.
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
      // https://github.com/Azure/azure-sdk-for-python/issues/4621
      code: "InvalidRoleAssignmentId",
      message: "The role assignment ID must be a GUID.",
    },
    immutable: ["properties.roleDefinitionId", "properties.principalId"],
    // @see https://learn.microsoft.com/azure/role-based-access-control/troubleshooting
    changeRefused: () => ({
      status: 400,
      code: "RoleAssignmentUpdateNotPermitted",
      message: "Tenant ID, application ID, principal ID, and scope are not allowed to be updated.",
    }),
    validate: (request) => {
      checkPrincipal(request);
      checkTwin(request);
    },
    computed: ({ resource }) => ({
      properties: { scope: parseResourceId(resource.id)?.parentId },
    }),
  },
];

/** Id of a role, however its definition is named. */
function roleOf({ desired }: Pick<StoredResource, "desired">): string | undefined {
  const definition = textAt(desired, "properties.roleDefinitionId") ?? "";
  return roleDefinition.exec(definition)?.[1]?.toLowerCase();
}

function checkPrincipal({ desired, cloud }: WriteRequest): void {
  const principalId = textAt(desired, "properties.principalId");
  if (principalId === undefined || !guid.test(principalId)) {
    // Code: https://github.com/Azure/azure-powershell/issues/16627
    throw new ArmError(
      400,
      "InvalidPrincipalId",
      `The principal id ${JSON.stringify(principalId ?? null)} is not a valid GUID.`,
    );
  }
  if (roleOf({ desired }) === undefined) {
    throw new ArmError(
      400,
      "InvalidRoleDefinitionId", // Code not documented.
      `The role definition id ${JSON.stringify(at(desired, "properties.roleDefinitionId") ?? null)} is not valid.`,
    );
  }
  // The directory's people and groups are not modelled. Azure takes a service principal on trust while it
  // replicates; here it is there at once, so that one that isn't is a mistake.
  const declaredType = textAt(desired, "properties.principalType");
  if (declaredType === "User" || declaredType === "Group") return;
  if (isManagedIdentity(cloud, principalId)) return;
  // Code and message: https://github.com/Azure/azure-sdk-for-net/issues/1652
  throw new ArmError(
    400,
    "PrincipalNotFound",
    `Principal ${principalId.replaceAll("-", "")} does not exist in the directory ${cloud.tenantId}.`,
  );
}

/** @see https://learn.microsoft.com/azure/role-based-access-control/troubleshooting */
function checkTwin({ id, desired, existing, cloud }: WriteRequest): void {
  if (existing !== undefined) return;
  const scope = idKey(parseResourceId(id)?.parentId ?? "");
  const principalId = textAt(desired, "properties.principalId");
  const twin = cloud
    .list("Microsoft.Authorization/roleAssignments")
    .find(
      (other) =>
        idKey(parseResourceId(other.id)?.parentId ?? "") === scope &&
        textAt(other.desired, "properties.principalId") === principalId &&
        roleOf(other) === roleOf({ desired }),
    );
  if (twin === undefined) return;
  throw new ArmError(
    409,
    "RoleAssignmentExists",
    `The role assignment already exists. The ID of the conflicting role assignment is ${twin.name.replaceAll("-", "")}.`,
  );
}
