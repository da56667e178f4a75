import { rule } from "../rule";
import { zoneRecordOf } from "../records";
import type { Subject } from "../subject";
import { types } from "../types";
import { ownWsEvidence } from "../wsRelations";

export const wsCnameNotFlattened = rule({
  name: "ws-cname-not-flattened",
  description: "A ws CNAME is answered as a CNAME and says so.",
  protects:
    "The managed certificate of ws: a flattened name hides from Azure where it leads, and renewal stops.",
  group: "dns",
  severity: "high",
  remediationSteps: "Set settings.flattenCname to false on the record.",
  url: "https://developers.cloudflare.com/dns/cname-flattening/",
  whenUnknown: "fails",
  waivable: false,
  types: [types.dnsRecord],
  appliesTo: isWsCname,
  alone: ({ props }, findings) => findings.expect(props, "settings.flattenCname", false),
});

function isWsCname(subject: Subject): boolean {
  const record = zoneRecordOf(subject);
  return record?.kind === "CNAME" && ownWsEvidence(record) !== undefined;
}
