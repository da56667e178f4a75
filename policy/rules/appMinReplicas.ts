import { at } from "../known";
import { productionSetting, isProduction } from "../production";
import { rule } from "../rule";
import type { Subject } from "../subject";
import { types } from "../types";
import { workloadOf } from "../workloads";

export const appMinReplicas = rule({
  name: "app-min-replicas",
  description: "Every app keeps the replicas that its part of the platform needs.",
  protects:
    "Clients in the minute in which a replica is replaced, and the WebSockets that it holds.",
  group: "apps",
  severity: "high",
  remediationSteps: "Raise ftl:apps.<app>.minReplicas in the stack file.",
  url: "https://learn.microsoft.com/azure/container-apps/scale-app",
  whenUnknown: "fails",
  waivable: true,
  settings: {
    ...productionSetting,
    production: {
      type: "object",
      default: { api: 2, ws: 3, flusher: 1 } as Record<string, number>,
      description: "Fewest replicas in production, by workload.",
    },
    elsewhere: {
      type: "object",
      default: { ws: 1 } as Record<string, number>,
      description: "Fewest replicas in every other stack, by workload.",
    },
  },
  types: [types.containerApp],
  appliesTo: (subject, settings) => leastOf(subject, settings) !== undefined,
  alone: (subject, findings, settings) => {
    const least = leastOf(subject, settings) ?? 0;
    // Azure's default is none.
    const replicas = at(subject.props, "template.scale.minReplicas") ?? 0;
    if (typeof replicas === "number" && replicas >= least) return;
    findings.breach(
      `template.scale.minReplicas is ${JSON.stringify(replicas)}; it must be at least ${least}.`,
    );
  },
});

function leastOf(
  subject: Pick<Subject, "type" | "urn" | "props">,
  settings: {
    productionStacks: string[];
    production: Record<string, number>;
    elsewhere: Record<string, number>;
  },
): number | undefined {
  const least = isProduction(subject, settings) ? settings.production : settings.elsewhere;
  const workload = workloadOf(subject, Object.keys(least));
  return workload !== undefined && Object.hasOwn(least, workload) ? least[workload] : undefined;
}
