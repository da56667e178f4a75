import { caaOf, managedHostnames } from "../certificates";
import { dnsName } from "../dnsNames";
import { rule } from "../rule";
import { bindingsOf, type StackView } from "../stackView";
import { types } from "../types";

/** Who issues the certificates that Container Apps manages. */
const managedIssuer = "digicert.com";

export const caaAdmitsIssuers = rule({
  name: "caa-admits-issuers",
  description:
    "Where a name has CAA records, they admit every authority that issues certificates for it.",
  protects: "Issuance and renewal: an authority that CAA leaves out must refuse both.",
  group: "dns",
  severity: "high",
  remediationSteps:
    'Add a CAA record with tag "issue" and the authority as value, such as digicert.com.',
  url: "https://learn.microsoft.com/azure/container-apps/custom-domains-managed-certificates",
  whenUnknown: "judgedLater",
  waivable: false,
  settings: {
    issuers: {
      type: "array",
      items: { type: "string" },
      default: [] as string[],
      description:
        "Authorities of the certificates that are brought along, for every bound hostname.",
    },
  },
  inStack: (stack, about, { issuers }) => {
    const [anyRecord] = caaRecords(stack);
    if (anyRecord === undefined) return;
    about(anyRecord, (findings) => {
      const admitted = admittedByName(stack);
      const needed = [
        ...managedHostnames(stack).map(({ hostname }) => ({ hostname, issuer: managedIssuer })),
        ...stack
          .ofType(types.containerApp)
          .flatMap((app) => (issuers.length === 0 ? [] : bindingsOf(app)))
          .flatMap(({ name }) => issuers.map((issuer) => ({ hostname: name, issuer }))),
      ];
      for (const { hostname, issuer } of needed) {
        const allowed = nearest(hostname, admitted);
        if (allowed === undefined || allowed.includes(issuer)) continue;
        findings.breach(
          `CAA of ${hostname} admits ${allowed.join(", ") || "nobody"}; it must admit ${issuer}.`,
        );
      }
    });
  },
});

function caaRecords(stack: StackView) {
  return [...stack.records].filter(([, { kind }]) => kind === "CAA").map(([resource]) => resource);
}

/** The authorities that the CAA records of each name admit. */
function admittedByName(stack: StackView): Map<string, string[]> {
  const admitted = new Map<string, string[]>();
  for (const resource of caaRecords(stack)) {
    const name = stack.records.get(resource)?.name;
    const caa = caaOf(resource.props);
    if (typeof name !== "string" || caa?.tag !== "issue") continue;
    // What follows a semicolon are parameters (RFC 8659 §4.2).
    const [issuer = ""] = caa.value.split(";");
    admitted.set(name, [...(admitted.get(name) ?? []), dnsName(issuer)]);
  }
  return admitted;
}

/** The records that count for a name: its own, or its nearest ancestor's (RFC 8659 §3). */
function nearest(hostname: string, admitted: ReadonlyMap<string, string[]>): string[] | undefined {
  for (let name = hostname; name.includes("."); name = name.slice(name.indexOf(".") + 1)) {
    const found = admitted.get(name);
    if (found !== undefined) return found;
  }
  return undefined;
}
