import { isProduction, productionSetting } from "../production";
import { rule } from "../rule";
import { platformTypes } from "../statefulTypes";

export const statefulProtected = rule({
  name: "stateful-protected",
  description: "Pulumi refuses to delete what production can't get back.",
  protects: "Data, and names that others point at, from a renamed resource or a replacement.",
  group: "data",
  severity: "critical",
  remediationSteps:
    "Set ftl:protected to true; for a resource of your own, the option protect: true.",
  url: "https://www.pulumi.com/docs/iac/concepts/resources/options/protect/",
  whenUnknown: "fails",
  waivable: true,
  settings: productionSetting,
  types: platformTypes,
  appliesTo: isProduction,
  alone: ({ opts }, findings) => {
    if (!opts.protect) findings.breach("The option protect is not set; it must be true.");
  },
});
