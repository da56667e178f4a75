import { ArmError } from "../armError";
import { objectAt, objectsAt, textAt, textsAt } from "../body";
import { parseResourceId } from "../resourceId";
import type { ResourceType, WriteRequest } from "../resourceType";

const definitionType = "Microsoft.Authorization/roleDefinitions";

/**
 * Roles of one's own. Their names are unique in the directory, and none goes while somebody has it.
 *
 * @see https://learn.microsoft.com/azure/role-based-access-control/custom-roles
 */
export const roleDefinitions: ResourceType = {
  type: definitionType,
  apiVersions: ["2022-05-01-preview", "2022-04-01"],
  name: {
    pattern: /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i,
    length: [36, 36],
    code: "InvalidRoleDefinitionId", // Code not documented.
    message: "The role definition ID must be a GUID.",
  },
  defaults: () => ({ properties: { type: "CustomRole", description: "" } }),
  validate,
  computed: ({ resource }) => ({
    properties: { createdOn: resource.created, updatedOn: resource.created },
  }),
  // https://learn.microsoft.com/azure/role-based-access-control/troubleshooting
  beforeDelete: ({ resource, cloud }) => {
    const holders = cloud
      .list("Microsoft.Authorization/roleAssignments")
      .filter((one) =>
        textAt(one.desired, "properties.roleDefinitionId")
          ?.toLowerCase()
          .endsWith(`/roledefinitions/${resource.name.toLowerCase()}`),
      );
    if (holders.length === 0) return;
    throw new ArmError(
      400,
      "RoleDefinitionHasAssignments",
      "There are existing role assignments referencing role (code: RoleDefinitionHasAssignments).",
    );
  },
  duration: {
    create: 2,
    source: "https://learn.microsoft.com/azure/role-based-access-control/custom-roles",
  },
};

function validate({ id, name, desired, cloud }: WriteRequest): void {
  const properties = objectAt(desired, "properties");
  const roleName = textAt(properties, "roleName") ?? "";
  if (roleName === "" || roleName.length > 512) {
    throw invalid("The role name must have 1 to 512 characters.");
  }
  if (textsAt(properties, "assignableScopes").length === 0) {
    throw invalid("The role definition must have at least one assignable scope.");
  }
  for (const scope of textsAt(properties, "assignableScopes")) {
    const subscription = /^\/subscriptions\/[^/]+$/i.test(scope);
    if (
      !subscription &&
      (parseResourceId(scope) === undefined || cloud.find(scope) === undefined)
    ) {
      throw invalid(`The assignable scope '${scope}' is not valid.`);
    }
  }
  const actions = objectsAt(properties, "permissions").flatMap((permission) =>
    ["actions", "dataActions"].flatMap((list) => textsAt(permission, list)),
  );
  if (actions.length === 0) throw invalid("The role definition has no actions.");
  const wrong = actions.find(
    (action) => !/^(?:\*|[A-Za-z]+\.[A-Za-z.]+\/\S+|\*\/\S+)$/.test(action),
  );
  if (wrong !== undefined) throw invalid(`'${wrong}' does not match any of the actions.`);
  const twin = cloud
    .list(definitionType)
    .find(
      (one) =>
        one.name.toLowerCase() !== name.toLowerCase() &&
        textAt(one.desired, "properties.roleName")?.toLowerCase() === roleName.toLowerCase(),
    );
  if (twin === undefined) return;
  throw new ArmError(
    409,
    "RoleDefinitionWithSameNameExists",
    `A custom role with the same name already exists in this directory. Use a different name: ${id}`,
  );
}

/** That it is refused is documented, the code and the wording are not. */
function invalid(message: string): ArmError {
  return new ArmError(400, "InvalidRoleDefinition", message);
}
