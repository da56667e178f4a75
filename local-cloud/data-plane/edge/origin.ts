import { edgeAddresses } from "../../cloudflare/publicDns";
import type { Ground } from "../part";
import { EdgeError } from "./edgeError";
import { proxiedHost, type ProxiedHost } from "./proxiedHost";

/** Where a proxied hostname's requests go. */
export interface Origin {
  /** At least one. */
  readonly addresses: readonly string[];
  /** Names that its certificate may be for: the hostname, and what its CNAME points to. */
  readonly names: readonly string[];
}

/** CNAMEs between proxied names that are followed; how many Cloudflare does is not documented. */
const longestChain = 16;
const ownAddresses: readonly string[] = Object.values(edgeAddresses).flat();

/**
 * The origin of a proxied hostname. A CNAME to another proxied name of the account leads to that one's origin.
 *
 * @throws EdgeError 1016 when it has no address, 1000 when that is the edge's own.
 * @see https://developers.cloudflare.com/support/troubleshooting/http-status-codes/cloudflare-1xxx-errors/error-1016/
 * @see https://developers.cloudflare.com/support/troubleshooting/http-status-codes/cloudflare-1xxx-errors/error-1000/
 */
export function originOf(
  { cloudflare, resolver }: Pick<Ground, "cloudflare" | "resolver">,
  host: ProxiedHost,
): Origin {
  const names = [host.hostname];
  let { records } = host;
  for (let followed = 0; followed < longestChain; followed += 1) {
    const target = records.find(({ type }) => type === "CNAME")?.content;
    if (target === undefined) return reachable(records.map(({ content }) => content));
    names.push(target);
    const next = proxiedHost(cloudflare, target);
    if (next === undefined) return reachable(resolver.addresses(target));
    ({ records } = next);
  }
  throw new EdgeError(1016, `The CNAMEs from ${host.hostname} on have no end.`);

  function reachable(addresses: readonly string[]): Origin {
    if (addresses.length === 0) throw new EdgeError(1016, `${names.at(-1)} has no address.`);
    const own = addresses.find((address) => ownAddresses.includes(address.toLowerCase()));
    if (own !== undefined) throw new EdgeError(1000, `${names.at(-1)} is ${own}: the edge itself.`);
    return { addresses, names };
  }
}
