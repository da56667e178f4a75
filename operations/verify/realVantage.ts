import net from "node:net";
import { getServers } from "node:dns";
import { queryDns } from "./dnsQuery";
import { publicFirst, type Resolver } from "./resolvers";
import { Unreached, type Vantage } from "./vantage";

/**
 * Public resolvers, asked in this order. Not the machine's own at first: that one may answer with names of its own.
 *
 * @see https://developers.cloudflare.com/1.1.1.1/ip-addresses/
 * @see https://developers.google.com/speed/public-dns/docs/using
 */
const publicResolvers = ["1.1.1.1", "8.8.8.8"];
/** Milliseconds that each may take. */
const longestDnsMs = 3_000;

/** Addresses of Cloudflare's edge. @see https://www.cloudflare.com/ips/ */
const edgeRanges = [
  "173.245.48.0/20",
  "103.21.244.0/22",
  "103.22.200.0/22",
  "103.31.4.0/22",
  "141.101.64.0/18",
  "108.162.192.0/18",
  "190.93.240.0/20",
  "188.114.96.0/20",
  "197.234.240.0/22",
  "198.41.128.0/17",
  "162.158.0.0/15",
  "104.16.0.0/13",
  "104.24.0.0/14",
  "172.64.0.0/13",
  "131.0.72.0/22",
  "2400:cb00::/32",
  "2606:4700::/32",
  "2803:f800::/32",
  "2405:b500::/32",
  "2405:8100::/32",
  "2a06:98c0::/29",
  "2c0f:f248::/32",
];

/**
 * This machine, as a client of the internet.
 *
 * @param timeoutMs Milliseconds in which a connection is to be open.
 */
export function realVantage(timeoutMs: number): Vantage {
  // `[2001:db8::1]:53` and the like are not a resolver's own address.
  const own = getServers().filter((one) => net.isIP(one) !== 0 && !publicResolvers.includes(one));
  // So that the last one is still asked in time.
  const dnsTimeoutMs = Math.min(
    longestDnsMs,
    timeoutMs / (publicResolvers.length + own.length + 1),
  );
  const asking = (addresses: readonly string[]) =>
    addresses.map(
      (address): Resolver =>
        (name, type) =>
          queryDns({ address }, name, type, dnsTimeoutMs),
    );
  return {
    resolve: publicFirst(asking(publicResolvers), asking(own)),
    isEdge: withinRanges(edgeRanges),
    connect: (host, port) => open(host, port, timeoutMs),
    now: () => new Date(),
  };
}

/** Whether an address is in one of the ranges, each as `192.0.2.0/24`. */
export function withinRanges(ranges: readonly string[]): (address: string) => boolean {
  const list = new net.BlockList();
  for (const range of ranges) {
    const [address = "", prefix] = range.split("/");
    list.addSubnet(address, Number(prefix), net.isIPv6(address) ? "ipv6" : "ipv4");
  }
  return (address) => list.check(address, net.isIPv6(address) ? "ipv6" : "ipv4");
}

/** Opens a connection. @throws Unreached */
export function open(host: string, port: number, timeoutMs: number): Promise<net.Socket> {
  return new Promise((resolve, reject) => {
    const socket = net.connect({ host, port });
    const fail = (reason: string, isRefused = false) => {
      socket.destroy();
      reject(new Unreached(`${host}:${port} can't be reached: ${reason}`, isRefused));
    };
    const timer = setTimeout(() => fail(`no answer within ${timeoutMs / 1000} s`), timeoutMs);
    socket.on("error", ({ code, message }: NodeJS.ErrnoException) => {
      clearTimeout(timer);
      fail(message || (code ?? "no reason"), code === "ECONNREFUSED");
    });
    socket.once("connect", () => {
      clearTimeout(timer);
      resolve(socket);
    });
  });
}
