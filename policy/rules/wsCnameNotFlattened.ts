import { at, readText, textAt } from "../known";
import { mayShareZone, zoneRecordOf } from "../records";
import { rule } from "../rule";
import type { Subject } from "../subject";
import { types } from "../types";
import { ownWsEvidence, wsRecords } from "../wsRelations";

export const wsCnameNotFlattened = rule({
  name: "ws-cname-not-flattened",
  description:
    "A ws CNAME is answered as a CNAME and says so; its zone does not flatten all CNAMEs.",
  protects:
    "The managed certificate of ws: a flattened name hides from Azure where it leads, and renewal stops.",
  group: "dns",
  severity: "high",
  remediationSteps:
    "Set settings.flattenCname to false on the record, flattenAllCnames to false on its zone.",
  url: "https://developers.cloudflare.com/dns/cname-flattening/",
  whenUnknown: "fails",
  waivable: false,
  types: [types.dnsRecord],
  appliesTo: isWsCname,
  alone: ({ props }, findings) => findings.expect(props, "settings.flattenCname", false),
  inStack: (stack, about) => {
    for (const setting of stack.ofType(types.zoneDnsSettings, types.zoneSetting)) {
      const zoneId = readText(setting.props, "zoneId");
      const flattened = [...wsRecords(stack).keys()]
        .flatMap((resource) => stack.records.get(resource) ?? [])
        .find((record) => record.kind === "CNAME" && mayShareZone(record.zoneId, zoneId));
      if (flattened === undefined) continue;
      about(setting, (findings) => {
        const way = wayOfFlattening(setting);
        if (way === undefined) return;
        findings.breach(
          `${way}, so that ${String(flattened.name)}, a CNAME of ws, is answered with addresses; ` +
            "only the zone's own name may be flattened.",
        );
      });
    }
  },
});

function isWsCname(subject: Subject): boolean {
  const record = zoneRecordOf(subject);
  return record?.kind === "CNAME" && ownWsEvidence(record) !== undefined;
}

/**
 * By what a zone flattens every CNAME, if by anything.
 *
 * @throws NotKnown when it isn't known yet.
 * @see https://developers.cloudflare.com/api/resources/dns/subresources/settings/subresources/zone/methods/edit/
 */
function wayOfFlattening({ type, props }: Subject): string | undefined {
  if (type === types.zoneDnsSettings) {
    return at(props, "flattenAllCnames") === true ? "flattenAllCnames is true" : undefined;
  }
  if (textAt(props, "settingId")?.toLowerCase() !== "cname_flattening") return undefined;
  return at(props, "value") === "flatten_all" ? "cname_flattening is flatten_all" : undefined;
}
