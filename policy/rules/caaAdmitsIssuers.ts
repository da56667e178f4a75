import { certificateIssuer } from "../../settings/conventions/certificates";
import {
  broughtIssuer,
  caaOf,
  isBound,
  managedHostnames,
  undecidedHostnames,
} from "../certificates";
import { absoluteName, dnsName, isRegistrable, sameName } from "../dnsNames";
import { NotKnown } from "../known";
import { rule } from "../rule";
import { bindingsOf, type StackView } from "../stackView";

/** The authorities that a name's CAA records admit; `anybody` where none of them is about issuing. */
type Admitted = readonly string[] | "anybody";

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
        "Further authorities, for every bound hostname: those of certificates that no tag ftl-certificate describes.",
    },
  },
  inStack: (stack, about, { issuers }) => {
    const [anyRecord] = caaRecords(stack);
    if (anyRecord === undefined) return;
    about(anyRecord, (findings) => {
      const admitted = admittedByName(stack);
      const judge = (hostname: string, issuer: string) => {
        const allowed = nearest(hostname, admitted);
        if (allowed === "anybody" || allowed.includes(issuer)) return;
        findings.breach(
          `CAA of ${hostname} admits ${allowed.join(", ") || "nobody"}; it must admit ${issuer}.`,
        );
      };
      const managed = new Set(managedHostnames(stack).map(({ hostname }) => hostname));
      for (const hostname of managed) judge(hostname, certificateIssuer.managed);
      findings.each(undecidedHostnames(stack), ({ path }) => {
        throw new NotKnown(path);
      });
      findings.each(stack.hosts, (host) => {
        findings.each(bindingsOf(host), (binding) => {
          if (!isBound(binding)) return;
          const brought = broughtIssuer(stack, binding);
          const needed = new Set([...issuers, ...(brought === undefined ? [] : [brought])]);
          for (const issuer of needed) judge(binding.name, issuer);
        });
      });
    });
  },
});

function caaRecords(stack: StackView) {
  return [...stack.records].filter(([, { kind }]) => kind === "CAA").map(([resource]) => resource);
}

/** What the CAA records of each name admit. A name without its zone gets it where that is known. */
function admittedByName(stack: StackView): Map<string, Admitted> {
  const admitted = new Map<string, Admitted>();
  for (const resource of caaRecords(stack)) {
    const record = stack.records.get(resource);
    if (typeof record?.name !== "string") continue;
    const name = absoluteName(record.name, stack.zoneName(record.zoneId));
    const before = admitted.get(name) ?? "anybody";
    const caa = caaOf(resource.props);
    if (caa?.tag !== "issue") {
      admitted.set(name, before);
      continue;
    }
    // What follows a semicolon are parameters, and no name at all is nobody (RFC 8659 §4.2).
    const issuer = dnsName(caa.value.split(";")[0] ?? "");
    admitted.set(name, [
      ...(before === "anybody" ? [] : before),
      ...(issuer === "" ? [] : [issuer]),
    ]);
  }
  return admitted;
}

/** The records that count for a name: its own, or its nearest ancestor's (RFC 8659 §3). */
function nearest(hostname: string, admitted: ReadonlyMap<string, Admitted>): Admitted {
  for (let name = hostname; name.includes("."); name = name.slice(name.indexOf(".") + 1)) {
    for (const [of, found] of admitted) {
      if (sameName(of, name) || (of === "@" && isRegistrable(name))) return found;
    }
  }
  return "anybody";
}
