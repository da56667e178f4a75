import { fail, inconclusive, pass, type Verdict } from "./check";
import type { Hostname } from "./hostnames";
import type { Answered, Vantage } from "./vantage";

/** By what a record is judged. */
export interface NameStandard extends Pick<Vantage, "resolve" | "isEdge"> {
  /** What to do about a record that isn't right. */
  readonly mend: string;
}

/**
 * Whether a hostname's record is as the phase says: a CNAME that leads straight to the generated name, or Cloudflare's
 * addresses in its place.
 *
 * @see https://developers.cloudflare.com/dns/proxy-status/
 */
export async function judgeName(hostname: Hostname, standard: NameStandard): Promise<Verdict> {
  const found = await standard.resolve(hostname.name, "A");
  if ("unknown" in found) return inconclusive(found.unknown);
  const verdict = judgeAnswer(hostname, found, standard);
  // The resolver of a company may have answers of its own.
  return { ...verdict, saw: `${verdict.saw}, says ${found.by}` };
}

function judgeAnswer(hostname: Hostname, found: Answered, standard: NameStandard): Verdict {
  const { record, willBeProxied } = hostname;
  if (found.records.length === 0 && !found.exists) {
    return fail("there is no such name", standard.mend);
  }
  // In a zone of somebody else's the proxy is theirs to set, once the site has the name.
  const proxiedByOwner = record === "standing" && willBeProxied && isProxied(found, standard);
  if (proxiedByOwner) {
    return pass(`${addressesOf(found).join(", ")} (proxied by the zone's owner)`);
  }
  return hostname.isProxied
    ? judgeProxied(hostname, found, standard)
    : judgeDnsOnly(hostname, found, standard);
}

function judgeProxied(hostname: Hostname, found: Answered, standard: NameStandard): Verdict {
  const addresses = addressesOf(found);
  if (isProxied(found, standard)) return pass(`${addresses.join(", ")} (proxied)`);
  const alias = aliasOf(hostname.name, found);
  const saw =
    alias === undefined
      ? `${addresses.join(", ") || "no address"}, and not Cloudflare's addresses`
      : `DNS-only: CNAME ${alias.content}`;
  return fail(`${saw}; wanted proxied in phase live`, standard.mend);
}

function judgeDnsOnly(hostname: Hostname, found: Answered, standard: NameStandard): Verdict {
  const { name, target, ttl, phase } = hostname;
  const { mend } = standard;
  const alias = aliasOf(name, found);
  if (alias === undefined) {
    const addresses = addressesOf(found);
    const saw = addresses.join(", ") || "neither a CNAME nor an address";
    const wanted = `wanted CNAME ${target}, DNS-only in phase ${phase}`;
    return fail(
      isProxied(found, standard) ? `proxied: ${saw}; ${wanted}` : `${saw}; ${wanted}`,
      mend,
    );
  }
  if (alias.content !== target.toLowerCase()) {
    return fail(`CNAME ${alias.content}; wanted ${target}`, mend);
  }
  if (addressesOf(found).length === 0) {
    return fail(`CNAME ${target}, which has no address`, mend);
  }
  if (ttl !== undefined && alias.ttl > ttl) {
    return fail(`CNAME ${target} for ${alias.ttl} s; wanted at most ${ttl} s`, mend);
  }
  return pass(`CNAME ${target}, TTL ${alias.ttl} s`);
}

/** An edge stands in for the name: its addresses, and nothing of where it leads. */
function isProxied(found: Answered, { isEdge }: Pick<Vantage, "isEdge">): boolean {
  const addresses = addressesOf(found);
  const hasAlias = found.records.some(({ type }) => type === "CNAME");
  return !hasAlias && addresses.length > 0 && addresses.every(isEdge);
}

function aliasOf(name: string, { records }: Answered) {
  return records.find((one) => one.type === "CNAME" && one.name === name);
}

function addressesOf({ records }: Answered): string[] {
  return records.filter(({ type }) => type === "A").map(({ content }) => content);
}
