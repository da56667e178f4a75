import { containerTypes } from "../containers";
import { rule } from "../rule";

export const appIdentity = rule({
  name: "app-identity",
  description: "Every app and job has a user-assigned identity of its own.",
  protects: "Secrets and images: without one it can open neither, save with a password.",
  group: "apps",
  severity: "high",
  remediationSteps: "Give the app an identity of type UserAssigned.",
  url: "https://azure.github.io/PSRule.Rules.Azure/en/rules/Azure.ContainerApp.ManagedIdentity/",
  whenUnknown: "judgedLater",
  waivable: true,
  types: containerTypes,
  alone: ({ props }, findings) => findings.expect(props, "identity.type", "UserAssigned"),
});
