import type { Phase } from "../settings/schema";

/** Seconds that resolvers keep a DNS-only record: short enough to change one's mind in a cutover. */
export const dnsOnlyTtlSec = 300;

/** Cloudflare's word for "automatic", the only TTL of a proxied record. */
const automaticTtl = 1;

/**
 * How a record is served in a phase: DNS-only until the cutover is live, then as the settings want it.
 *
 * @see https://developers.cloudflare.com/dns/manage-dns-records/reference/ttl/
 */
export function proxying(phase: Phase, wanted: boolean): { proxied: boolean; ttl: number } {
  const proxied = phase === "live" && wanted;
  return { proxied, ttl: proxied ? automaticTtl : dnsOnlyTtlSec };
}

/** Whether hostnames have their certificates and serve TLS in a phase. */
export function isBound(phase: Phase): boolean {
  return phase !== "provision";
}
