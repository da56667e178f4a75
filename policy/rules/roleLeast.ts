import type { Findings } from "../findings";
import { itemsAt, textAt } from "../known";
import { rule } from "../rule";
import { isType, types } from "../types";

/** Built-in roles by the ids that every tenant has. @see https://learn.microsoft.com/azure/role-based-access-control/built-in-roles */
const allowed: Record<string, string> = {
  "7f951dda-4ed3-4680-a7ca-43fe172d538d": "AcrPull",
  "4633458b-17de-408a-b874-0445c86b69e6": "Key Vault Secrets User",
};

/** What gives somebody a role: at once, at a time, or when they ask. The SDK has no class for the second. */
const assignments = [
  types.roleAssignment,
  "azure-native:authorization:RoleAssignmentScheduleRequest",
  types.eligibleRoleAssignment,
] as const;

export const roleLeast = rule({
  name: "role-least",
  description:
    "A workload's identity reads secrets and pulls images, and holds no role on more than one resource; no role of one's own may do everything.",
  protects: "The rest of the subscription from a workload that was broken into.",
  group: "platform",
  severity: "critical",
  remediationSteps: "Assign AcrPull or Key Vault Secrets User, on the registry or the vault.",
  url: "https://learn.microsoft.com/azure/role-based-access-control/best-practices",
  whenUnknown: "judgedLater",
  waivable: true,
  settings: {
    allowedRoles: {
      type: "object",
      default: allowed,
      description: "Roles that may be assigned: the name of each by its id.",
    },
  },
  types: [...assignments, types.roleDefinition],
  alone: ({ type, props }, findings, { allowedRoles }) => {
    if (isType(types.roleDefinition, type)) {
      judgeDefinition(props, findings);
      return;
    }
    findings.check(() => {
      const id = textAt(props, "roleDefinitionId") ?? "";
      const role = id.slice(id.lastIndexOf("/") + 1).toLowerCase();
      if (Object.hasOwn(allowedRoles, role)) return;
      findings.breach(
        `The role is ${role || "left out"}; it must be ${Object.values(allowedRoles).join(" or ")}.`,
      );
    });
    findings.check(() => {
      const scope = textAt(props, "scope") ?? "";
      if (/\/resourceGroups\/[^/]+\/providers\/[^/]+\/[^/]+\/[^/]+/i.test(scope)) return;
      findings.breach(`The role holds on "${scope}"; it must be one resource.`);
    });
  },
});

/** A role of one's own may do what it names, and nothing by a wildcard over all of Azure or over its roles. */
function judgeDefinition(props: unknown, findings: Findings): void {
  findings.each(itemsAt(props, "permissions"), (permission) => {
    findings.each(["actions", "dataActions"], (list) => {
      for (const action of itemsAt(permission, list)) {
        if (typeof action !== "string" || !/^\*|^microsoft\.authorization\/\*/i.test(action))
          continue;
        findings.breach(`The role may do "${action}"; it must name the type of resource.`);
      }
    });
  });
}
