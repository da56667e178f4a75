import { rule } from "../rule";
import { types } from "../types";

export const appSingleRevision = rule({
  name: "app-single-revision",
  description: "Every app has one active revision.",
  protects: "Users from two versions at once, and the flusher from writing twice.",
  group: "apps",
  severity: "medium",
  remediationSteps: 'Set configuration.activeRevisionsMode to "Single".',
  url: "https://learn.microsoft.com/azure/container-apps/revisions",
  whenUnknown: "judgedLater",
  waivable: true,
  types: [types.containerApp],
  alone: ({ props }, findings) =>
    findings.expect(props, "configuration.activeRevisionsMode", "Single"),
});
