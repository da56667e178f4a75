import type { Cloudflare } from "../../cloudflare/cloudflare";
import type { DnsRecord, Zone } from "../../cloudflare/cloudflareState";

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
  const records = recordsOf(account.records(zone.id), hostname).filter(({ proxied }) => proxied);
  return records.length === 0 ? undefined : { hostname, zone, records };
}

/** A zone's setting, such as `ssl`: all that there are have words for values. */
export function settingOf(account: Cloudflare, zone: Zone, id: string): string {
  return account.setting(zone.id, id).value as string;
}

/**
 * A name's own records, or those of the wildcard below the nearest name that exists.
 *
 * @see https://www.rfc-editor.org/rfc/rfc4592#section-3.3.1
 */
function recordsOf(all: readonly DnsRecord[], name: string): readonly DnsRecord[] {
  const exists = (one: string) =>
    all.some((record) => record.name === one || record.name.endsWith(`.${one}`));
  if (exists(name)) return all.filter((record) => record.name === name);
  let encloser = name;
  do encloser = encloser.split(".").slice(1).join(".");
  while (encloser !== "" && !exists(encloser));
  return all.filter((record) => record.name === `*.${encloser}`);
}
