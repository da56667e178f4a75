import { isRegistrable, sameName } from "../dnsNames";
import { mayShareZone } from "../records";
import { rule } from "../rule";

/**
 * What may not stand beside a CNAME at the zone's own name: Cloudflare flattens that one, so that other types may.
 *
 * @see https://developers.cloudflare.com/dns/cname-flattening/
 */
const besideApex: readonly unknown[] = ["A", "AAAA", "CNAME"];

export const cnameAlone = rule({
  name: "cname-alone",
  description:
    "A CNAME stands alone: its name has no other record; the zone's own name has no other address.",
  protects: "Resolvers, which may answer with either record; Cloudflare refuses the second one.",
  group: "dns",
  severity: "high",
  remediationSteps: "Take one of the records away, or give it a name of its own.",
  url: "https://www.rfc-editor.org/rfc/rfc1034#section-3.6.2",
  whenUnknown: "judgedLater",
  waivable: false,
  inStack: (stack, about) => {
    for (const [resource, record] of stack.records) {
      if (record.kind !== "CNAME" || typeof record.name !== "string") continue;
      const { name, zoneId } = record;
      about(resource, (findings) => {
        const zone = stack.zoneName(zoneId);
        const isApex = name === "@" || (name === zone && isRegistrable(zone));
        const names = isApex ? ["@", ...(zone === undefined ? [] : [zone])] : [name];
        const others = names
          .flatMap((one) => stack.recordsNamed(one))
          .filter((other) => other.resource !== resource && mayShareZone(other.zoneId, zoneId))
          .filter((other) => isApex || sameName(String(other.name), name, zone))
          .filter(({ kind }) => !isApex || besideApex.includes(kind));
        if (others.length === 0) return;
        const words = others.map(
          ({ kind, resource: { name: logical } }) => `${String(kind)} (${logical})`,
        );
        findings.breach(`CNAME ${name} stands beside ${words.join(", ")}; it must stand alone.`);
      });
    }
  },
});
