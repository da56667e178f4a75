import { eachContainer, eachVariable } from "../containers";
import { found, type Findings } from "../findings";
import { type Frontends, frontendsOf } from "../frontends";
import { itemsAt, NotKnown, textAt } from "../known";
import { rule } from "../rule";
import type { Subject } from "../subject";
import { types } from "../types";
import { workloadOf } from "../workloads";

const allowedOrigins = "configuration.ingress.corsPolicy.allowedOrigins";

export const appCorsOrigins = rule({
  name: "app-cors-origins",
  description: "Apps that browsers call let in the origins of the stack's frontend, and no others.",
  protects: "Sessions: any origin that is let in can act with the cookies of whoever visits it.",
  group: "apps",
  severity: "critical",
  remediationSteps:
    "Set CORS_ORIGINS to the frontend's https origins with commas between them, and no wildcard; name a frontend that " +
    "the stack doesn't declare in the setting origins.",
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
    origins: {
      type: "array",
      items: { type: "string" },
      default: [] as string[],
      description: "Origins that are let in beside those of the stack's own frontend.",
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
        const before = findings.unknowns.length;
        const lists: string[] = [];
        eachVariable(container, findings, ({ name, variable }) => {
          const value = name === "CORS_ORIGINS" ? textAt(variable, "value") : undefined;
          if (value !== undefined) lists.push(value);
        });
        const known = findings.unknowns.length === before;
        if (lists.length === 0 && mustHave && known) {
          findings.breach(
            `${container.name} has no CORS_ORIGINS; it must list the frontend's origin.`,
          );
        }
        for (const origin of lists.flatMap(originsIn).filter((one) => !isOrigin(one))) {
          findings.breach(
            `CORS_ORIGINS has ${JSON.stringify(origin)}; it must be an exact https origin.`,
          );
        }
      },
      ["containers"],
    );
    findings.check(() => {
      for (const origin of itemsAt(subject.props, allowedOrigins)) {
        if (typeof origin === "string" && isOrigin(origin)) continue;
        findings.breach(
          `${allowedOrigins} has ${String(origin)}; it must be an exact https origin.`,
        );
      }
    });
  },
  inStack: (stack, about, { origins }) => {
    for (const app of stack.ofType(types.containerApp)) {
      about(app, (findings) => judgeOrigins(app, frontendsOf(stack), origins, findings));
    }
  },
});

function judgeOrigins(
  app: Subject,
  { origins: own, incomplete }: Frontends,
  others: readonly string[],
  findings: Findings,
): void {
  const words = [...own, ...others].join(", ") || "no frontend that anybody knows of";
  const judge = (place: string, origin: string) =>
    findings.check(() => {
      // What isn't an origin at all was said before the app was written.
      if (own.has(origin) || others.includes(origin) || !isOrigin(origin)) return;
      if (incomplete) throw new NotKnown("the frontend's origins");
      findings.breach(`${place} has ${origin}, which isn't the frontend's; it must be ${words}.`);
    });
  eachContainer(
    app,
    findings,
    (container) =>
      eachVariable(container, findings, ({ name, variable }) => {
        const value = textAt(variable, "value");
        if (value === undefined) return;
        if (name === "PUBLIC_FRONTEND_URL") judge(name, value.replace(/\/$/, ""));
        if (name !== "CORS_ORIGINS") return;
        const listed = originsIn(value);
        for (const origin of listed) judge(name, origin);
        for (const origin of [...own].filter((one) => !listed.includes(one))) {
          findings.breach(
            `CORS_ORIGINS ${found(value)}; it must have the frontend's origin, ${origin}.`,
          );
        }
      }),
    ["containers"],
  );
  findings.check(() => {
    for (const origin of itemsAt(app.props, allowedOrigins)) {
      if (typeof origin === "string") judge(allowedOrigins, origin);
    }
  });
}

function originsIn(list: string): string[] {
  return list.split(",").map((origin) => origin.trim());
}

/** Whether a text is an origin as a browser sends it: https, a name in lower case, no path. */
function isOrigin(text: string): boolean {
  return /^https:\/\/(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z](?:[a-z0-9-]*[a-z0-9])(?::\d+)?$/.test(
    text,
  );
}
