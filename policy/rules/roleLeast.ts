import { textAt } from "../known";
import { rule } from "../rule";
import { types } from "../types";

/** Built-in roles by the ids that every tenant has. @see https://learn.microsoft.com/azure/role-based-access-control/built-in-roles */
const allowed: Record<string, string> = {
  "7f951dda-4ed3-4680-a7ca-43fe172d538d": "AcrPull",
  "4633458b-17de-408a-b874-0445c86b69e6": "Key Vault Secrets User",
};

export const roleLeast = rule({
  name: "role-least",
  description:
    "A workload's identity reads secrets and pulls images, and holds no role on more than one resource.",
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
  types: [types.roleAssignment],
  alone: ({ props }, findings, { allowedRoles }) => {
    findings.check(() => {
      const id = textAt(props, "roleDefinitionId") ?? "";
      const role = id.slice(id.lastIndexOf("/") + 1).toLowerCase();
      if (role in allowedRoles) return;
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
