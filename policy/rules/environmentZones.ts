import { isProduction, productionSetting } from "../production";
import { rule } from "../rule";
import { types } from "../types";

export const environmentZones = rule({
  name: "environment-zones",
  description: "Production's environment spans availability zones.",
  protects: "Every app at once, when a zone fails. It can't be changed after creation.",
  group: "apps",
  severity: "high",
  remediationSteps:
    'Set ftl:network to "private" and ftl:location to a region with zones, at creation.',
  url: "https://learn.microsoft.com/azure/reliability/reliability-container-apps",
  whenUnknown: "fails",
  waivable: true,
  settings: productionSetting,
  types: [types.managedEnvironment],
  appliesTo: isProduction,
  alone: ({ props }, findings) => findings.expect(props, "zoneRedundant", true),
});
