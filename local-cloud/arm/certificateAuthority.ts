import type { DnsView } from "../dnsView";

/**
 * The name whose CAA records keep a certificate authority from issuing for a name: the name itself, or its nearest
 * parent that has such records. Undefined when they name the authority, or when there are none.
 *
 * @param authority Domain that the authority goes by in CAA records: `digicert.com`.
 * @see https://www.rfc-editor.org/rfc/rfc8659#section-3
 */
export function whoForbids(dns: DnsView, name: string, authority: string): string | undefined {
  const labels = name.split(".");
  for (let first = 0; first < labels.length; first += 1) {
    const holder = labels.slice(first).join(".");
    // An alias is answered with its CNAME before what it leads to.
    const records = dns.resolve(holder, "CAA").filter(({ type }) => type === "CAA");
    if (records.length === 0) continue;
    const issuers = records.flatMap(({ content }) => issuerOf(content) ?? []);
    return issuers.length === 0 || issuers.includes(authority) ? undefined : holder;
  }
  return undefined;
}

/** Domain of an `issue` record, empty where nobody may issue; undefined for records of another tag. */
function issuerOf(content: string): string | undefined {
  const value = /^\d+\s+issue\s+"?([^"]*)"?$/i.exec(content.trim())?.[1];
  return value?.split(";")[0]!.trim().toLowerCase();
}
