import { rule } from "../rule";
import { types } from "../types";

export const logRetention = rule({
  name: "log-retention",
  description: "Logs are kept for 30 days at least.",
  protects: "The trace of an intrusion or an error that is found weeks later.",
  group: "platform",
  severity: "medium",
  remediationSteps: "Set retentionInDays of the workspace to 30 or more.",
  url: "https://learn.microsoft.com/azure/azure-monitor/logs/data-retention-configure",
  whenUnknown: "fails",
  waivable: true,
  settings: {
    leastDays: {
      type: "integer",
      default: 30,
      description: "Shortest retention of logs, in days.",
    },
  },
  types: [types.workspace],
  alone: ({ props }, findings, { leastDays }) =>
    findings.expectAtLeast(props, "retentionInDays", leastDays, "days"),
});
