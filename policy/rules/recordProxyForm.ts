import { at, textAt } from "../known";
import { canBeProxied, zoneRecordOf } from "../records";
import { rule } from "../rule";
import { types } from "../types";

/** Cloudflare's word for "automatic". */
const automaticTtl = 1;

export const recordProxyForm = rule({
  name: "record-proxy-form",
  description: "A proxied record has TTL 1 and is an A, AAAA or CNAME record.",
  protects:
    "Updates: Cloudflare refuses other records, or changes them so that every preview shows a difference.",
  group: "dns",
  severity: "medium",
  remediationSteps:
    "Set ttl to 1 on the proxied record, or proxied to false on one of another type.",
  url: "https://developers.cloudflare.com/dns/proxy-status/",
  whenUnknown: "fails",
  waivable: false,
  types: [types.dnsRecord, types.legacyRecord],
  appliesTo: ({ props }) => (at(props, "proxied") ?? false) !== false,
  alone: (subject, findings) => {
    findings.expect(subject.props, "ttl", automaticTtl);
    findings.check(() => {
      const type = textAt(subject.props, "type");
      const record = zoneRecordOf(subject);
      if (record === undefined || (type !== undefined && canBeProxied(record))) return;
      findings.breach(
        `A ${type ?? "record without a type"} is proxied; only A, AAAA and CNAME can be.`,
      );
    });
  },
});
