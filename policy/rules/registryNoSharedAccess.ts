import { rule } from "../rule";
import { types } from "../types";

export const registryNoSharedAccess = rule({
  name: "registry-no-shared-access",
  description: "A registry has no admin user, and nobody pulls from it without an identity.",
  protects: "The images: whoever has the admin password can replace what production runs.",
  group: "apps",
  severity: "high",
  remediationSteps: "Set adminUserEnabled and anonymousPullEnabled to false.",
  url: "https://learn.microsoft.com/azure/container-registry/container-registry-authentication",
  whenUnknown: "fails",
  waivable: true,
  types: [types.registry],
  alone: ({ props }, findings) => {
    findings.expect(props, "adminUserEnabled", false);
    findings.expect(props, "anonymousPullEnabled", false);
  },
});
