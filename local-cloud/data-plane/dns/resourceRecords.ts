import { isIP } from "node:net";
import type { Answer, CaaData, SoaAnswer } from "dns-packet";
import type { DnsAnswer } from "../../dnsView";
import type { Zone } from "./zones";

/**
 * An answer as a packet carries it.
 *
 * @param owner Name that it is given for: a wildcard's records stand under its own.
 * @throws Error when the content is none of its type, as the record's writer made it.
 */
export function resourceRecord({ type, ttl, content, priority }: DnsAnswer, owner: string): Answer {
  const common = { name: owner, ttl, class: "IN" } as const;
  switch (type) {
    case "A":
    case "AAAA":
      // The package makes some address of any text.
      if (isIP(content) !== (type === "A" ? 4 : 6)) throw new Error(`'${content}' is no address`);
      return { ...common, type, data: content };
    case "CNAME":
    case "NS":
      return { ...common, type, data: content };
    case "TXT":
      return { ...common, type, data: characterStrings(content) };
    case "MX":
      return { ...common, type, data: { preference: priority ?? 0, exchange: content } };
    case "CAA":
      return { ...common, type, data: authorization(content) };
  }
}

/** A zone's SOA record. Its numbers are the ones that Cloudflare gives to new zones. @see https://developers.cloudflare.com/dns/manage-dns-records/reference/dns-record-types/#soa */
export function startOfAuthority(zone: Zone): SoaAnswer {
  return {
    name: zone.name,
    type: "SOA",
    class: "IN",
    ttl: negativeTtl,
    data: {
      mname: zone.nameServers[0],
      rname: zone.mailbox,
      // Nothing is transferred from the local cloud, so that nobody compares serials.
      serial: 1,
      refresh: 10_000,
      retry: 2_400,
      expire: 604_800,
      minimum: negativeTtl,
    },
  };
}

/** How long "no such name" may be remembered, in seconds (RFC 2308 §5). */
const negativeTtl = 1_800;

/** A TXT record's text in pieces of at most 255 bytes (RFC 1035 §3.3). */
function characterStrings(text: string): Buffer[] {
  const bytes = Buffer.from(text);
  const count = Math.max(1, Math.ceil(bytes.length / 255));
  return Array.from({ length: count }, (_, index) =>
    bytes.subarray(index * 255, (index + 1) * 255),
  );
}

/** `0 issue "digicert.com"` (RFC 8659 §4.1.1) */
function authorization(content: string): CaaData {
  const found = /^(\d+)\s+(issue|issuewild|iodef)\s+"?([^"]*)"?$/.exec(content);
  if (found === null) throw new Error(`'${content}' is no CAA record`);
  const [, flags, tag, value] = found;
  return { flags: Number(flags), tag: tag as CaaData["tag"], value: value! };
}
