import type { DnsRecord } from "./cloudflareState";

/**
 * A name's own records among those that there are, or those of the wildcard that covers it: the one below the nearest name
 * that exists.
 *
 * @see https://www.rfc-editor.org/rfc/rfc4592#section-3.3.1
 */
export function recordsAt(all: readonly DnsRecord[], name: string): readonly DnsRecord[] {
  const exists = (one: string) =>
    all.some((record) => record.name === one || record.name.endsWith(`.${one}`));
  if (exists(name)) return all.filter((record) => record.name === name);
  let encloser = parentOf(name);
  while (encloser !== "" && !exists(encloser)) encloser = parentOf(encloser);
  return all.filter((record) => record.name === `*.${encloser}`);
}

function parentOf(name: string): string {
  return name.split(".").slice(1).join(".");
}
