import type { DnsAnswer, DnsView } from "../dnsView";
import type { StateStore } from "../state/stateStore";
import type { DnsRecord } from "./cloudflareState";
import { recordsAt } from "./recordsAt";
import { unquoted } from "./textContent";
import { defaultOf } from "./zoneSettings";

/** Addresses that proxied names answer with: documentation ranges, so that nobody is ever reached by them. */
export const edgeAddresses = {
  A: ["192.0.2.10", "192.0.2.11"],
  AAAA: ["2001:db8::10", "2001:db8::11"],
} as const;

/** Time to live of a proxied name's answers, in seconds. @see https://developers.cloudflare.com/dns/manage-dns-records/reference/ttl/ */
const proxiedTtl = 300;
/** What "automatic" means for a DNS-only record, in seconds; the same page. */
const automaticTtl = 300;
/** CNAMEs that are followed one after the other; resolvers give up on longer chains, and on loops. */
const longestChain = 16;

/** Public DNS, as the account's zones make it. */
export class PublicDns implements DnsView {
  private readonly store: StateStore;

  constructor(store: StateStore) {
    this.store = store;
  }

  /**
   * A name's answers, the CNAMEs on the way first. A chain that turns in a circle, or doesn't end, has none.
   */
  resolve(name: string, type: DnsAnswer["type"]): DnsAnswer[] {
    return this.follow(name.toLowerCase().replace(/\.$/, ""), type, longestChain) ?? [];
  }

  private follow(name: string, type: DnsAnswer["type"], left: number): DnsAnswer[] | undefined {
    if (left === 0) return undefined;
    const here = recordsAt(Object.values(this.store.state.cloudflare.records), name);
    const proxied = here.find((record) => record.proxied);
    if (proxied !== undefined && (type === "A" || type === "AAAA")) {
      return edgeAnswers(proxied, name, type);
    }
    // The edge stands in for a proxied record: its real target is not to be seen from outside.
    const direct = here
      .filter((record) => record.type === type && !record.proxied)
      .filter((record) => record.type !== "CNAME" || !this.isFlattened(record))
      .map((record) => answer(record, name));
    const alias = here.find((record) => record.type === "CNAME" && !record.proxied);
    if (direct.length > 0 || alias === undefined || type === "CNAME") return direct;
    if (!this.isFlattened(alias)) {
      const rest = this.follow(alias.content, type, left - 1);
      return rest && [answer(alias, name), ...rest];
    }
    if (type !== "A" && type !== "AAAA") return [];
    const { ttl } = answer(alias, name);
    return this.follow(alias.content, type, left - 1)
      ?.filter((found) => found.type === type)
      .map((found) => ({ ...found, name, ttl: Math.min(found.ttl, ttl) }));
  }

  /**
   * Whether the addresses behind a CNAME are answered in its place: at the zone's apex always, elsewhere where the
   * record or the zone says so.
   *
   * @see https://developers.cloudflare.com/dns/cname-flattening/set-up-cname-flattening
   */
  private isFlattened({ zoneId, name, settings }: DnsRecord): boolean {
    const { cloudflare } = this.store.state;
    if (cloudflare.zones[zoneId]?.name === name || settings.flatten_cname === true) return true;
    const zoneWide = cloudflare.settings[`${zoneId}/cname_flattening`]?.value;
    return (zoneWide ?? defaultOf("cname_flattening")) === "flatten_all";
  }
}

/** What a proxied name answers: the edge's addresses, of one family only where the record says so. */
function edgeAnswers(record: DnsRecord, name: string, type: "A" | "AAAA"): DnsAnswer[] {
  const { ipv4_only: ipv4Only, ipv6_only: ipv6Only } = record.settings;
  if ((type === "A" && ipv6Only === true) || (type === "AAAA" && ipv4Only === true)) return [];
  return edgeAddresses[type].map((content) => ({ name, type, ttl: proxiedTtl, content }));
}

function answer(record: DnsRecord, name: string): DnsAnswer {
  return {
    name,
    type: record.type as DnsAnswer["type"],
    ttl: record.ttl === 1 ? automaticTtl : record.ttl,
    content: record.type === "TXT" ? unquoted(record.content) : record.content,
    ...(record.priority === undefined ? {} : { priority: record.priority }),
  };
}
