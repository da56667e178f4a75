import fs from "node:fs";
import http from "node:http";
import type net from "node:net";
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
    resolve: (name, type) => queryDns({ address: loopback, port: dnsPort }, name, type, timeoutMs),
    isEdge: withinRanges(edgeRanges),
    connect: (host, port) => throughGateway(gatewayPort, host, port, timeoutMs),
    roots: fs.readFileSync(authorityFile, "utf8"),
    now,
  };
}

/** @see https://www.rfc-editor.org/rfc/rfc9110#name-connect */
function throughGateway(
  gatewayPort: number,
  host: string,
  port: number,
  timeoutMs: number,
): Promise<net.Socket> {
  const target = `${host.includes(":") ? `[${host}]` : host}:${port}`;
  return new Promise((resolve, reject) => {
    const request = http.request({
      host: loopback,
      port: gatewayPort,
      method: "CONNECT",
      path: target,
      headers: { host: target },
      timeout: timeoutMs,
    });
    const fail = (reason: string, isRefused: boolean) =>
      reject(new Unreached(`${target} can't be reached: ${reason}`, isRefused));
    request.on("timeout", () => request.destroy(new Error(`no answer in ${timeoutMs / 1000} s`)));
    request.on("error", ({ message, code }: NodeJS.ErrnoException) =>
      fail(`the gateway: ${message || (code ?? "no reason")}`, false),
    );
    request.once("connect", (response, socket: net.Socket, head) => {
      // Later errors belong to whoever uses the socket; until then nobody else listens.
      socket.on("error", () => undefined);
      socket.setTimeout(0);
      if (response.statusCode === 200) {
        if (head.length > 0) socket.unshift(head);
        return resolve(socket);
      }
      socket.destroy();
      // Its reason comes after the headers, and in them as RFC 9209 has it.
      const [, error = `status ${response.statusCode ?? 0}`] =
        /error=(\w+)/.exec(String(response.headers["proxy-status"])) ?? [];
      fail(`the gateway says ${error}`, error === "connection_refused");
    });
    request.end();
  });
}
