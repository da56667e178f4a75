import fs from "node:fs";
import type net from "node:net";
import { NoWay, throughGateway } from "../local/throughGateway";
import { queryDns } from "./dnsQuery";
import { withinRanges } from "./realVantage";
import { Unreached, type Vantage } from "./vantage";

/** How the local cloud is reached by clients. */
export interface LocalVantageOptions {
  /** Port of 127.0.0.1 on which its DNS answers. */
  readonly dnsPort: number;
  /** Port of 127.0.0.1 on which its gateway, an HTTP proxy, takes CONNECT. */
  readonly gatewayPort: number;
  /** PEM file of the authority that its clients trust. */
  readonly authorityFile: string;
  /** What the time is on it. */
  readonly now: () => Date;
  /** Milliseconds in which a connection is to be open. */
  readonly timeoutMs: number;
}

const loopback = "127.0.0.1";

/** Documentation ranges in which the local cloud's edge has its addresses. @see https://www.rfc-editor.org/rfc/rfc5737 */
const edgeRanges = ["192.0.2.0/24", "2001:db8::/32"];

/** A client of the local cloud: asks its DNS, and comes in through its gateway. */
export function localVantage(options: LocalVantageOptions): Vantage {
  const { dnsPort, gatewayPort, authorityFile, now, timeoutMs } = options;
  return {
    resolve: async (name, type) => {
      const found = await queryDns({ address: loopback, port: dnsPort }, name, type, timeoutMs);
      // There are no other zones in its world than those that it answers for.
      const isNobodys = "unknown" in found && found.isRefused === true;
      return isNobodys ? { records: [], exists: false, by: "the local cloud" } : found;
    },
    isEdge: withinRanges(edgeRanges),
    connect: (host, port) => connect(gatewayPort, host, port, timeoutMs),
    roots: fs.readFileSync(authorityFile, "utf8"),
    now,
  };
}

/** What doesn't lead anywhere is unreached, as it is for clients of the real platform. */
async function connect(
  gatewayPort: number,
  host: string,
  port: number,
  timeoutMs: number,
): Promise<net.Socket> {
  try {
    return await throughGateway(gatewayPort, host, port, timeoutMs);
  } catch (error) {
    if (!(error instanceof NoWay)) throw error;
    throw new Unreached(error.message, error.isRefused);
  }
}
