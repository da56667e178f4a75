import { eachContainer, eachVariable } from "../containers";
import { found } from "../findings";
import { itemsAt, textAt } from "../known";
import { rule } from "../rule";
import { types } from "../types";
import { workloadOf } from "../workloads";

export const appCorsOrigins = rule({
  name: "app-cors-origins",
  description: "Apps that browsers call list exact https origins, the frontend's among them.",
  protects: "Sessions: any origin that is let in can act with the cookies of whoever visits it.",
  group: "apps",
  severity: "critical",
  remediationSteps: "Set CORS_ORIGINS to https origins with commas between them, and no wildcard.",
  url: "https://developer.mozilla.org/docs/Web/HTTP/Guides/CORS",
  whenUnknown: "judgedLater",
  waivable: false,
  settings: {
    browserWorkloads: {
      type: "array",
      items: { type: "string" },
      default: ["api", "ws"] as string[],
      description: "Workloads that browsers call, each of which must have CORS_ORIGINS.",
    },
  },
  types: [types.containerApp],
  alone: (subject, findings, { browserWorkloads }) => {
    const workload = workloadOf(subject, browserWorkloads);
    const mustHave = workload !== undefined && browserWorkloads.includes(workload);
    eachContainer(
      subject,
      findings,
      (container) => {
        const values = new Map<string, string | undefined>();
        eachVariable(container, findings, ({ name, variable }) => {
          if (name === "CORS_ORIGINS" || name === "PUBLIC_FRONTEND_URL") {
            values.set(name, textAt(variable, "value"));
          }
        });
        const list = values.get("CORS_ORIGINS");
        if (list === undefined) {
          if (mustHave && findings.unknowns.length === 0) {
            findings.breach(
              `${container.name} has no CORS_ORIGINS; it must list the frontend's origin.`,
            );
          }
          return;
        }
        const origins = list.split(",").map((origin) => origin.trim());
        for (const origin of origins.filter((one) => !isOrigin(one))) {
          findings.breach(
            `CORS_ORIGINS has ${JSON.stringify(origin)}; it must be an exact https origin.`,
          );
        }
        const frontend = values.get("PUBLIC_FRONTEND_URL");
        if (frontend !== undefined && !origins.includes(frontend.replace(/\/$/, ""))) {
          findings.breach(
            `CORS_ORIGINS ${found(list)}; it must have the frontend's origin, ${frontend}.`,
          );
        }
      },
      ["containers"],
    );
    findings.check(() => {
      const path = "configuration.ingress.corsPolicy.allowedOrigins";
      for (const origin of itemsAt(subject.props, path)) {
        if (typeof origin === "string" && isOrigin(origin)) continue;
        findings.breach(`${path} has ${String(origin)}; it must be an exact https origin.`);
      }
    });
  },
});

/** Whether a text is an origin as a browser sends it: https, a name, no path. */
function isOrigin(text: string): boolean {
  return /^https:\/\/(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}(?::\d+)?$/.test(text);
}
