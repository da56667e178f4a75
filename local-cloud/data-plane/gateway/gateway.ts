import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { isIP, type Socket } from "node:net";
import type { Duplex } from "node:stream";
import { forwardRequest } from "../http/forward";
import { listenOnLoopback, type LoopbackServer } from "../http/loopbackServer";
import { openTunnel } from "../http/tunnel";
import type { Ground } from "../part";

/** Address that servers see its clients come from: of a documentation range. @see https://www.rfc-editor.org/rfc/rfc5737 */
export const clientAddress = "192.0.2.200";

/**
 * The way into the emulated internet for clients on this machine: an HTTP proxy. It looks names up in the local
 * cloud's public DNS and nowhere else, and leads to what listens there and nowhere else.
 *
 * `curl --proxy http://127.0.0.1:<port> --cacert <authority's file> https://api.example.com/health`
 *
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-9.3.6 (CONNECT)
 */
export class Gateway {
  private readonly server: LoopbackServer;

  private constructor(server: LoopbackServer) {
    this.server = server;
  }

  /**
   * @param own What the gateway itself answers, as JSON, by path.
   * @param port 0 for any free one.
   * @throws NodeJS.ErrnoException when the port can't be had.
   */
  static async start(
    ground: Pick<Ground, "resolver" | "network">,
    own: OwnAnswers = {},
    port = 0,
  ): Promise<Gateway> {
    const server = createServer((incoming, outgoing) => {
      const path = incoming.url ?? "";
      if (Object.hasOwn(own, path)) void tell(own[path]!, outgoing);
      else void passOn(ground, incoming, outgoing);
    });
    server.on("connect", (incoming: IncomingMessage, client: Duplex, head: Buffer) =>
      dig(ground, incoming, client, head),
    );
    return new Gateway(await listenOnLoopback(server, port));
  }

  /** Its port of 127.0.0.1. */
  get port(): number {
    return this.server.port;
  }

  /** Stops listening, and cuts every connection that goes through. */
  close(): Promise<void> {
    return this.server.close();
  }
}

/** What a gateway answers by itself, by path. */
export type OwnAnswers = Readonly<Record<string, () => unknown>>;

async function tell(answer: () => unknown, outgoing: ServerResponse): Promise<void> {
  try {
    const body = JSON.stringify(await answer());
    outgoing.writeHead(200, { "content-type": "application/json" }).end(body);
  } catch (error) {
    outgoing.writeHead(500, { "content-type": "text/plain" }).end(`${(error as Error).message}\n`);
  }
}

/** Why a client can't get where it wants to. */
class Unreachable extends Error {
  /** As RFC 9209 names it. */
  readonly type:
    | "dns_error"
    | "connection_refused"
    | "connection_terminated"
    | "http_request_error";

  constructor(type: Unreachable["type"], message: string) {
    super(message);
    this.type = type;
  }

  get status(): "400 Bad Request" | "502 Bad Gateway" {
    return this.type === "http_request_error" ? "400 Bad Request" : "502 Bad Gateway";
  }

  /** @see https://www.rfc-editor.org/rfc/rfc9209#name-proxy-error-types */
  get proxyStatus(): string {
    return `ftl-gateway; error=${this.type}`;
  }
}

/** Opens a connection to a host, by name or address. */
function reach(
  { resolver, network }: Pick<Ground, "resolver" | "network">,
  host: string,
  port: number,
): Socket {
  const addresses = isIP(host) === 0 ? resolver.addresses(host) : [host];
  if (addresses.length === 0) {
    const why = resolver.knows(host) ? "has no address" : "is in no zone of the local cloud";
    throw new Unreachable("dns_error", `${host} ${why}.`);
  }
  for (const address of addresses) {
    const socket = network.connect(address, port, clientAddress);
    if (socket !== undefined) return socket;
  }
  throw new Unreachable(
    "connection_refused",
    `Nobody listens on port ${port} of ${host} (${addresses.join(", ")}).`,
  );
}

/** `CONNECT host:port`. */
function dig(
  ground: Pick<Ground, "resolver" | "network">,
  incoming: IncomingMessage,
  client: Duplex,
  head: Buffer,
): void {
  client.on("error", () => undefined);
  const refuse = (reason: Unreachable) => {
    client.end(
      `HTTP/1.1 ${reason.status}\r\nProxy-Status: ${reason.proxyStatus}\r\n` +
        `Content-Type: text/plain\r\nConnection: close\r\n\r\n${reason.message}\n`,
    );
  };
  try {
    const { hostname, port } = authorityOf(incoming.url ?? "");
    const server = reach(ground, hostname, port);
    const fail = (error: Error) =>
      refuse(new Unreachable("connection_refused", `${incoming.url}: ${error.message}`));
    server.once("error", fail).once("connect", () => {
      server.off("error", fail);
      client.write("HTTP/1.1 200 Connection Established\r\n\r\n");
      server.write(head);
      openTunnel(client, server);
    });
    client.once("close", () => server.destroy());
  } catch (error) {
    if (!(error instanceof Unreachable)) throw error;
    refuse(error);
  }
}

function authorityOf(text: string): { hostname: string; port: number } {
  const [, literal, name, port] =
    /^(?:\[([0-9a-f:.]+)\]|([^\s:[\]/]+)):(\d{1,5})$/i.exec(text) ?? [];
  if (port === undefined) {
    throw new Unreachable("http_request_error", `'${text}' is no host with a port.`);
  }
  return { hostname: literal ?? name!, port: Number(port) };
}

/** `GET http://host/path`. */
async function passOn(
  ground: Pick<Ground, "resolver" | "network">,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  try {
    const url = addressOf(incoming.url ?? "");
    const connection = reach(ground, url.hostname.replace(/^\[|\]$/g, ""), Number(url.port || 80));
    connection.on("error", () => undefined);
    incoming.url = `${url.pathname}${url.search}`;
    await forwardRequest(incoming, outgoing, {
      connection,
      headers: { ...incoming.headers, host: url.host },
    });
  } catch (error) {
    const reason =
      error instanceof Unreachable
        ? error
        : new Unreachable("connection_terminated", (error as Error).message);
    outgoing
      .writeHead(Number(reason.status.slice(0, 3)), {
        "proxy-status": reason.proxyStatus,
        "content-type": "text/plain",
      })
      .end(`${reason.message}\n`);
  }
}

function addressOf(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol === "http:") return url;
  throw new Unreachable(
    "http_request_error",
    "This is a proxy: it takes CONNECT, and requests for http:// addresses.",
  );
}
