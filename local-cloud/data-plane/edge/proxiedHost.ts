import type { Cloudflare } from "../../cloudflare/cloudflare";
import type { DnsRecord, Zone } from "../../cloudflare/cloudflareState";
import { recordsAt } from "../../cloudflare/recordsAt";

/** A hostname that the edge stands in for. */
export interface ProxiedHost {
  readonly hostname: string;
  readonly zone: Zone;
  /** Its proxied records; at least one. */
  readonly records: readonly DnsRecord[];
}

/** The account's proxied hostname of this name; undefined when the name is none. */
export function proxiedHost(account: Cloudflare, name: string): ProxiedHost | undefined {
  const hostname = name.toLowerCase();
  const zone = account
    .zones()
    .filter((one) => hostname === one.name || hostname.endsWith(`.${one.name}`))
    .toSorted((a, b) => b.name.length - a.name.length)[0];
  if (zone === undefined) return undefined;
  const records = recordsAt(account.records(zone.id), hostname).filter(({ proxied }) => proxied);
  return records.length === 0 ? undefined : { hostname, zone, records };
}

/** A zone's setting, such as `ssl`: all that there are have words for values. */
export function settingOf(account: Cloudflare, zone: Zone, id: string): string {
  return account.setting(zone.id, id).value as string;
}
