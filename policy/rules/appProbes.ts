import { type Container, eachContainer } from "../containers";
import { itemsAt, read, textAt } from "../known";
import { rule } from "../rule";
import { types } from "../types";

const wanted = ["Startup", "Readiness", "Liveness"];

export const appProbes = rule({
  name: "app-probes",
  description:
    "Every app has containers, each with a startup, a readiness and a liveness probe that ask something.",
  protects: "Clients from replicas that aren't ready, and from ones that hang.",
  group: "apps",
  severity: "high",
  remediationSteps: "Declare all three probes: the Consumption profile adds none by itself.",
  url: "https://learn.microsoft.com/azure/container-apps/health-probes",
  whenUnknown: "fails",
  waivable: true,
  types: [types.containerApp],
  alone: (subject, findings) => {
    findings.check(() => {
      if (itemsAt(subject.props, "template.containers").length > 0) return;
      findings.breach("template.containers is empty; it must have a container with probes.");
    });
    const judge = ({ container, name }: Container) => {
      const asking = itemsAt(container, "probes").filter(asks);
      const declared = asking.map((probe) => textAt(probe, "type"));
      const missing = wanted.filter((type) => !declared.includes(type));
      if (missing.length === 0) return;
      findings.breach(
        `Container ${name} has no ${missing.join(", no ")} probe with an action; it must have all three.`,
      );
    };
    eachContainer(subject, findings, judge, ["containers"]);
  },
});

/** Whether a probe has an action, a request or a connection, to whatever port. */
function asks(probe: unknown): boolean {
  return ["httpGet", "tcpSocket"].some((action) => (read(probe, action, "port") ?? null) !== null);
}
