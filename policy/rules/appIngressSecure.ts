import { at } from "../known";
import { rule } from "../rule";
import { types } from "../types";

export const appIngressSecure = rule({
  name: "app-ingress-secure",
  description: "No ingress takes plain HTTP.",
  protects: "Session cookies and tokens, which anybody on the way can read from plain HTTP.",
  group: "apps",
  severity: "critical",
  remediationSteps: "Set configuration.ingress.allowInsecure to false.",
  url: "https://learn.microsoft.com/azure/container-apps/ingress-overview",
  whenUnknown: "judgedLater",
  waivable: false,
  types: [types.containerApp],
  appliesTo: ({ props }) => (at(props, "configuration.ingress") ?? null) !== null,
  alone: ({ props }, findings) =>
    findings.expect(props, "configuration.ingress.allowInsecure", false),
});
