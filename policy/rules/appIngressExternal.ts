import { at } from "../known";
import { rule } from "../rule";
import { types } from "../types";
import { workloadOf } from "../workloads";

export const appIngressExternal = rule({
  name: "app-ingress-external",
  description: "Only the apps that clients call have an external ingress.",
  protects: "Workers in the background, which check nobody's identity.",
  group: "apps",
  severity: "critical",
  remediationSteps: "Take the ingress away, or set configuration.ingress.external to false.",
  url: "https://learn.microsoft.com/azure/container-apps/ingress-overview",
  whenUnknown: "judgedLater",
  waivable: true,
  settings: {
    publicWorkloads: {
      type: "array",
      items: { type: "string" },
      default: ["api", "ws"] as string[],
      description: "Workloads that clients call.",
    },
  },
  types: [types.containerApp],
  appliesTo: ({ props }) => (at(props, "configuration.ingress") ?? null) !== null,
  alone: (subject, findings, { publicWorkloads }) => {
    const workload = workloadOf(subject, publicWorkloads);
    if (workload !== undefined && publicWorkloads.includes(workload)) return;
    // Azure's default is an internal one.
    const external = at(subject.props, "configuration.ingress.external") ?? false;
    if (external === false) return;
    findings.breach(
      `configuration.ingress.external is ${JSON.stringify(external)} on ${workload ?? "an app of no known workload"}; ` +
        `only ${publicWorkloads.join(" and ")} may be external.`,
    );
  },
});
