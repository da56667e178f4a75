import { edgeOf } from "../edges";
import type { Findings } from "../findings";
import { unknownValue } from "../known";
import { canBeProxied, zoneRecordOf, type ZoneRecord } from "../records";
import { rule } from "../rule";
import { stackOf } from "../subject";
import { ownWsEvidence, wsRecords } from "../wsRelations";

/** Kinds that have no form without the proxy. */
const alwaysProxied: ReadonlySet<string> = new Set([
  "Pages domain",
  "Spectrum application",
  "Worker custom domain",
  "Worker route",
]);

const source = "https://developers.cloudflare.com/network/websockets/";

/**
 * A ws record is found by what it says itself before it is written, and by what the stack's other resources
 * say about it once all of them are known. A proxied wildcard such as `*.example.com` is no breach: it doesn't
 * apply to a name that has a record of its own.
 */
export const wsDnsOnly = rule({
  name: "ws-record-dns-only",
  description: "Every DNS record that leads to ws is DNS-only, under whatever name.",
  protects: "Open WebSockets, which Cloudflare's proxy cuts when it restarts or sees no traffic.",
  group: "dns",
  severity: "critical",
  remediationSteps:
    "Set ftl:hostnames.ws[…].proxied to false in the stack file; take Workers, Pages and Spectrum off the name.",
  url: source,
  whenUnknown: "fails",
  waivable: false,
  appliesTo: (subject) => {
    const record = zoneRecordOf(subject) ?? edgeOf(subject);
    if (record === undefined || !canBeProxied(record)) return false;
    return ownWsEvidence(record) !== undefined || record.name === unknownValue;
  },
  alone: (subject, findings) => {
    const record = zoneRecordOf(subject) ?? edgeOf(subject);
    if (record === undefined) return;
    const evidence = ownWsEvidence(record);
    if (evidence !== undefined) judge(record, evidence, findings);
    else if (record.proxied !== false) {
      findings.breach(
        `${title(record)} has a name that a preview doesn't know, so that nobody can tell whether it is a ` +
          `record of ws. Give it a name that doesn't come from another resource, or set proxied to false.`,
      );
    }
  },
  inStack: (stack, about) => {
    for (const [resource, evidence] of wsRecords(stack)) {
      const record = stack.records.get(resource) ?? edgeOf(resource);
      // What a record says itself was judged before it was written.
      if (record === undefined || ownWsEvidence(record) !== undefined) continue;
      about(resource, (findings) => judge(record, evidence, findings));
    }
  },
});

function judge(record: ZoneRecord, evidence: string, findings: Findings): void {
  if (record.proxied === false) return;
  findings.breach(
    `${title(record)} ${fault(record)} It is a record of ws: ${evidence}.\n` +
      `Why: Cloudflare may cut a WebSocket that lasts: a release of its code restarts edge servers, and a ` +
      `connection without traffic ends at the proxy's read timeout of 100 s (${source}).\n` +
      `Change: ftl:hostnames.ws[…].proxied: false in Pulumi.${stackOf(record)}.yaml.`,
  );
}

function fault({ kind, proxied }: ZoneRecord): string {
  if (typeof kind === "string" && alwaysProxied.has(kind)) {
    return "is served by Cloudflare's proxy, whatever is set; ws must have none.";
  }
  if (proxied === unknownValue) {
    return "has a proxied that a preview doesn't know; it must be known in preview, and false.";
  }
  if (proxied === undefined) return "doesn't say whether it is proxied; proxied must be false.";
  return `has proxied: ${JSON.stringify(proxied)}; proxied must be false.`;
}

function title({ kind, name, urn }: ZoneRecord): string {
  const words = [kind, name].map((word) => (typeof word === "string" ? word : "(unknown)"));
  return `${words.join(" ")} (${urn})`;
}
