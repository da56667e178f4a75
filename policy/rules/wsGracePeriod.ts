import { rule } from "../rule";
import type { Subject } from "../subject";
import { types } from "../types";
import { workloadOf } from "../workloads";

export const wsGracePeriod = rule({
  name: "ws-grace-period",
  description: "The ws app has a minute to let its clients go.",
  protects:
    "Clients of ws: after Azure's default of 30 s all of them would be cut and come back at once.",
  group: "apps",
  severity: "high",
  remediationSteps: "Set template.terminationGracePeriodSeconds to 60 or more.",
  url: "https://learn.microsoft.com/azure/container-apps/application-lifecycle-management",
  whenUnknown: "fails",
  waivable: true,
  settings: {
    leastSeconds: {
      type: "integer",
      default: 60,
      description: "Shortest grace period, in seconds.",
    },
  },
  types: [types.containerApp],
  appliesTo: (subject: Subject) => workloadOf(subject, ["ws"]) === "ws",
  alone: ({ props }, findings, { leastSeconds }) =>
    findings.expectAtLeast(
      props,
      "template.terminationGracePeriodSeconds",
      leastSeconds,
      "seconds",
    ),
});
