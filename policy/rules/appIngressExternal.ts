import { dnsName } from "../dnsNames";
import type { Findings } from "../findings";
import { at, itemsAt, textAt } from "../known";
import { rule } from "../rule";
import { physicalName, type StackView } from "../stackView";
import { types } from "../types";
import { workloadOf } from "../workloads";

export const appIngressExternal = rule({
  name: "app-ingress-external",
  description:
    "Only the apps that clients call have an external ingress, an external port, or a route that leads to them.",
  protects: "Workers in the background, which check nobody's identity.",
  group: "apps",
  severity: "critical",
  remediationSteps:
    "Take the ingress, the port or the route away, or set external to false on the ingress and on each of its ports.",
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
    const judge = (group: unknown, path: string, title: string) =>
      findings.check(() => {
        // Azure's default is an internal one.
        const external = at(group, path) ?? false;
        if (external === false) return;
        findings.breach(
          `${title} is ${JSON.stringify(external)} on ${workload ?? "an app of no known workload"}; ` +
            `only ${publicWorkloads.join(" and ")} may be external.`,
        );
      });
    const ingress = "configuration.ingress";
    judge(subject.props, `${ingress}.external`, `${ingress}.external`);
    findings.check(() => {
      findings.each(itemsAt(subject.props, `${ingress}.additionalPortMappings`), (port, index) =>
        judge(port, "external", `${ingress}.additionalPortMappings[${index}].external`),
      );
    });
  },
  inStack: (stack, about, { publicWorkloads }) => {
    for (const route of stack.ofType(types.httpRouteConfig)) {
      about(route, (findings) => {
        findings.each(itemsAt(route.props, "properties.rules"), (one) => {
          findings.each(itemsAt(one, "targets"), (target) =>
            judgeTarget(stack, textAt(target, "containerApp") ?? "", publicWorkloads, findings),
          );
        });
      });
    }
  },
});

/** A route opens an app to whoever reaches the environment, whatever the app's own ingress says. */
function judgeTarget(
  stack: StackView,
  target: string,
  publicWorkloads: readonly string[],
  findings: Findings,
): void {
  const app = stack
    .ofType(types.containerApp)
    .find(
      ({ props }) => dnsName(physicalName(props, "containerAppName") ?? "") === dnsName(target),
    );
  // An app of another stack says what it is by its name alone.
  const workload = workloadOf(
    app ?? { type: types.containerApp, props: { name: target } },
    publicWorkloads,
  );
  if (workload !== undefined && publicWorkloads.includes(workload)) return;
  findings.breach(
    `The route leads to ${target || "no app"}; only ${publicWorkloads.join(" and ")} may be reached from outside.`,
  );
}
