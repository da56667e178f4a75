import http from "node:http";
import type net from "node:net";

/** Why the gateway of a local cloud leads nowhere. */
export class NoWay extends Error {
  /** Whether a server's own machine said so: nobody listens there. */
  readonly isRefused: boolean;

  constructor(message: string, isRefused: boolean) {
    super(message);
    this.name = "NoWay";
    this.isRefused = isRefused;
  }
}

/**
 * Connects to a host of a local cloud, through the HTTP proxy that its data plane runs.
 *
 * @param host A name, or an address.
 * @throws NoWay when there is no such name, nobody listens, or the gateway doesn't answer in time.
 * @see https://www.rfc-editor.org/rfc/rfc9110#name-connect
 */
export function throughGateway(
  gatewayPort: number,
  host: string,
  port: number,
  timeoutMs: number,
): Promise<net.Socket> {
  const target = `${host.includes(":") ? `[${host}]` : host}:${port}`;
  return new Promise((resolve, reject) => {
    const request = http.request({
      host: "127.0.0.1",
      port: gatewayPort,
      method: "CONNECT",
      path: target,
      headers: { host: target },
      timeout: timeoutMs,
      agent: false,
    });
    const fail = (reason: string, isRefused: boolean) =>
      reject(new NoWay(`${target} can't be reached: ${reason}`, isRefused));
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
