import type {
  PolicyResource,
  ResourceValidationPolicy,
  StackValidationPolicy,
} from "@pulumi/policy";
import { isWsName } from "../dnsNames";
import { unknownValue } from "../known";
import { canBeProxied, zoneRecordOf, type ZoneRecord } from "../records";
import { relatedWsRecords } from "../wsRelations";

const source = "https://developers.cloudflare.com/network/websockets/";

/**
 * A ws record is found by what it says itself before it is written, and by what the stack's other resources
 * say about it once all of them are known. A proxied wildcard such as `*.example.com` is no breach: it doesn't
 * apply to a name that has a record of its own.
 */
export const wsDnsOnly: ResourceValidationPolicy & StackValidationPolicy = {
  name: "ws-record-dns-only",
  description: "Every DNS record that leads to ws is DNS-only, under whatever name.",
  enforcementLevel: "mandatory",
  severity: "critical",
  remediationSteps: "Set ftl:hostnames.ws[…].proxied to false in the stack file.",
  url: source,
  validateResource: (args, report) => {
    const record = zoneRecordOf(args);
    if (record === undefined || !canBeProxied(record)) return;
    const evidence = ownEvidence(record);
    if (evidence !== undefined) judge(record, evidence, report);
    else if (record.name === unknownValue && record.proxied !== false) {
      report(
        `${title(record)} has a name that a preview doesn't know, so that nobody can tell whether it is a ` +
          `record of ws. Give it a name that doesn't come from another resource, or set proxied to false.`,
      );
    }
  },
  validateStack: ({ resources }, report) => {
    const subjects = resources.map((resource) => ({ resource, record: zoneRecordOf(resource) }));
    const records = new Map<PolicyResource, ZoneRecord>();
    for (const { resource, record } of subjects) {
      if (record !== undefined && canBeProxied(record)) records.set(resource, record);
    }
    const evident = [...records].filter(([, record]) => ownEvidence(record) !== undefined);
    const related = relatedWsRecords(
      resources,
      records,
      evident.map(([resource]) => resource),
    );
    for (const [resource, evidence] of related) {
      const record = records.get(resource);
      // What a record says itself was judged before it was written.
      if (record === undefined || ownEvidence(record) !== undefined) continue;
      judge(record, evidence, (message) => report(message, resource.urn));
    }
  },
};

/** Why a record is one of ws, as far as it says so itself. */
function ownEvidence({ name, comment, content }: ZoneRecord): string | undefined {
  if (typeof name === "string" && isWsName(name)) return "its name says that it is for ws";
  if (typeof comment === "string" && /^ftl-\S+ ws\b/i.test(comment)) {
    return "its comment says that it is for ws";
  }
  if (typeof content === "string" && isWsName(content)) return `it leads to ${content}`;
  return undefined;
}

function judge(record: ZoneRecord, evidence: string, report: (message: string) => void): void {
  if (record.proxied === false) return;
  const stack = record.urn.split(":")[2] ?? "";
  report(
    `${title(record)} ${fault(record.proxied)} It is a record of ws: ${evidence}.\n` +
      `Why: Cloudflare may cut a WebSocket that lasts: a release of its code restarts edge servers, and a ` +
      `connection without traffic ends at the proxy's read timeout of 100 s (${source}).\n` +
      `Change: ftl:hostnames.ws[…].proxied: false in Pulumi.${stack}.yaml.`,
  );
}

function fault(proxied: unknown): string {
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
