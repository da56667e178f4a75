import type { DnsAnswer, DnsView } from "../dnsView";
import type { StateStore } from "../state/stateStore";
import type { DnsRecord } from "./cloudflareState";

/** Addresses that proxied names answer with: documentation ranges, so that nobody is ever reached by them. */
const edgeAddresses = {
  A: ["192.0.2.10", "192.0.2.11"],
  AAAA: ["2001:db8::10", "2001:db8::11"],
} as const;

/** Time to live of a proxied name's answers, in seconds. @see https://developers.cloudflare.com/dns/manage-dns-records/reference/ttl/ */
const proxiedTtl = 300;
/** What "automatic" means for a DNS-only record, in seconds; the same page. */
const automaticTtl = 300;

/** Public DNS, as the account's zones make it. */
export class PublicDns implements DnsView {
  private readonly store: StateStore;

  constructor(store: StateStore) {
    this.store = store;
  }

  resolve(name: string, type: DnsAnswer["type"]): DnsAnswer[] {
    const wanted = name.toLowerCase().replace(/\.$/, "");
    const here = this.recordsOf(wanted);
    const proxied = here.filter((record) => record.proxied);
    if (proxied.length > 0) {
      // The edge stands in for the record: its real target is not to be seen from outside.
      if (type !== "A" && type !== "AAAA")
        return here.filter((r) => !r.proxied && r.type === type).map(answer);
      return edgeAddresses[type].map((content) => ({
        name: wanted,
        type,
        ttl: proxiedTtl,
        content,
      }));
    }
    const direct = here.filter((record) => record.type === type).map(answer);
    const alias = here.find((record) => record.type === "CNAME");
    if (direct.length > 0 || alias === undefined || type === "CNAME") return direct;
    return [answer(alias), ...this.resolve(alias.content, type)];
  }

  /** A zone's own records of a name, or those of the wildcard that covers it. @see RFC 4592 */
  private recordsOf(name: string): DnsRecord[] {
    const all = Object.values(this.store.state.cloudflare.records);
    const exact = all.filter((record) => record.name === name);
    if (exact.length > 0) return exact;
    const exists = all.some((record) => record.name.endsWith(`.${name}`));
    if (exists) return [];
    const parent = name.split(".").slice(1).join(".");
    return all.filter((record) => record.name === `*.${parent}`);
  }
}

function answer(record: DnsRecord): DnsAnswer {
  return {
    name: record.name,
    type: record.type as DnsAnswer["type"],
    ttl: record.ttl === 1 ? automaticTtl : record.ttl,
    content: record.type === "TXT" ? unquoted(record.content) : record.content.replace(/\.$/, ""),
  };
}

/** A TXT record's text: the quoted strings of its content, joined; or the content itself when it has no quotes. */
function unquoted(content: string): string {
  const strings = [...content.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map((match) => match[1]!);
  return strings.length === 0 ? content : strings.join("").replaceAll(/\\(.)/g, "$1");
}
