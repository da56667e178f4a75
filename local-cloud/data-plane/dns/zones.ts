import type { Cloudflare } from "../../cloudflare/cloudflare";
import type { DnsAnswer, DnsView } from "../../dnsView";

/** Record types that the zones of the local cloud hold. */
export const heldTypes = [
  "A",
  "AAAA",
  "CNAME",
  "TXT",
  "CAA",
  "MX",
  "NS",
] as const satisfies readonly DnsAnswer["type"][];

/** A zone that the local cloud answers for. Names are lower-case, without a trailing dot. */
export interface Zone {
  /** Its apex. */
  readonly name: string;
  /** Names of its servers, the primary one first. */
  readonly nameServers: readonly [string, ...string[]];
  /** Mailbox of whoever runs it, in the form of an SOA record. */
  readonly mailbox: string;
  resolve(name: string, type: DnsAnswer["type"]): DnsAnswer[];
  /** Whether the name is there with any type, or only as the parent of one that is (RFC 8020). */
  exists(name: string): boolean;
}

/** The zones that there are at this moment. */
export type Zones = () => readonly Zone[];

/** The zone that a name belongs to: the one with the longest apex. */
export function zoneOf(zones: readonly Zone[], name: string): Zone | undefined {
  return zones
    .filter((zone) => name === zone.name || name.endsWith(`.${zone.name}`))
    .toSorted((a, b) => b.name.length - a.name.length)[0];
}

/** The zones of the Cloudflare account. */
export function accountZones(account: Cloudflare, dns: DnsView): Zones {
  return () =>
    account.zones().map(({ id, name: apex }) => ({
      name: apex,
      nameServers: ["ada.ns.cloudflare.com", "bob.ns.cloudflare.com"],
      mailbox: "dns.cloudflare.com",
      resolve: (name, type) => dns.resolve(name, type),
      exists: (name) =>
        name === apex ||
        account.records(id).some((record) => record.name.endsWith(`.${name}`)) ||
        heldTypes.some((type) => dns.resolve(name, type).length > 0),
    }));
}
