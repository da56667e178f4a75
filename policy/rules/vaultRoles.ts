import { rule } from "../rule";
import { types } from "../types";

export const vaultRoles = rule({
  name: "vault-roles",
  description: "Access to a vault is given by roles.",
  protects: "Secrets: whoever may change a vault could give themselves an access policy.",
  group: "data",
  severity: "high",
  remediationSteps: "Set properties.enableRbacAuthorization to true.",
  url: "https://learn.microsoft.com/azure/key-vault/general/rbac-access-policy",
  whenUnknown: "fails",
  waivable: true,
  types: [types.vault],
  alone: ({ props }, findings) =>
    findings.expect(props, "properties.enableRbacAuthorization", true),
});
