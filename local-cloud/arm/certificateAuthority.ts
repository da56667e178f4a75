import type { DnsView } from "../dnsView";

/**
 * Whether public DNS lets a certificate authority issue for a name: the CAA records of the name, or of its nearest
 * parent that has any, name the authority; or there are none.
 *
 * @param authority Domain that the authority goes by in CAA records: `digicert.com`.
 * @see https://www.rfc-editor.org/rfc/rfc8659#section-3
 */
export function mayIssue(dns: DnsView, name: string, authority: string): boolean {
  const labels = name.split(".");
  for (let first = 0; first < labels.length; first += 1) {
    const records = dns.resolve(labels.slice(first).join("."), "CAA");
    if (records.length === 0) continue;
    const issuers = records.flatMap(({ content }) => issuerOf(content) ?? []);
    return issuers.length === 0 || issuers.includes(authority);
  }
  return true;
}

/** Domain of an `issue` record, empty where nobody may issue; undefined for records of another tag. */
function issuerOf(content: string): string | undefined {
  const value = /^\d+\s+issue\s+"?([^"]*)"?$/i.exec(content.trim())?.[1];
  return value?.split(";")[0]!.trim().toLowerCase();
}
