import { eachContainer } from "../containers";
import { itemsAt, textAt } from "../known";
import { rule } from "../rule";
import { types } from "../types";

const wanted = ["Startup", "Readiness", "Liveness"];

export const appProbes = rule({
  name: "app-probes",
  description: "Every container of an app has a startup, a readiness and a liveness probe.",
  protects: "Clients from replicas that aren't ready, and from ones that hang.",
  group: "apps",
  severity: "high",
  remediationSteps: "Declare all three probes: the Consumption profile adds none by itself.",
  url: "https://learn.microsoft.com/azure/container-apps/health-probes",
  whenUnknown: "fails",
  waivable: true,
  types: [types.containerApp],
  alone: (subject, findings) => {
    const judge = ({ container, name }: { container: unknown; name: string }) => {
      const declared = itemsAt(container, "probes").map((probe) => textAt(probe, "type"));
      const missing = wanted.filter((type) => !declared.includes(type));
      if (missing.length === 0) return;
      findings.breach(
        `Container ${name} has no ${missing.join(", no ")} probe; it must have all three.`,
      );
    };
    eachContainer(subject, findings, judge, ["containers"]);
  },
});
