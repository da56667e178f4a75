import type { IncomingMessage, ServerResponse } from "node:http";
import https from "node:https";
import type { AddressInfo } from "node:net";
import { PortTaken } from "../portTaken";
import type { Credentials } from "../trust/authority";
import type { ApiAnswer, ApiFront } from "./apiFront";
import type { Faults } from "./faults";

/** Largest body that is read, in bytes. */
const bodyLimit = 4 * 1024 * 1024;
/** How long a connection may be silent between two requests, in milliseconds: longer than clients keep theirs. */
const keepAliveMs = 65_000;

const address = "127.0.0.1";

/** The vendors' APIs, listening on loopback. */
export interface ListeningApi {
  readonly port: number;
  /** `https://localhost:<port>`. */
  readonly origin: string;
  close(): Promise<void>;
}

export interface ApiServerOptions {
  readonly certificate: Credentials;
  /** 0 takes a free one. */
  readonly port: number;
  /** Whose a request is, by its address. */
  readonly frontOf: (url: URL) => ApiFront;
  readonly faults: Faults;
}

/**
 * Serves fronts over HTTPS on loopback.
 *
 * @throws PortTaken when somebody else listens there.
 */
export async function serveApi(options: ApiServerOptions): Promise<ListeningApi> {
  const { key, certificate } = options.certificate;
  const server = https.createServer({ key, cert: certificate }, (incoming, outgoing) => {
    void converse(options, incoming, outgoing);
  });
  server.keepAliveTimeout = keepAliveMs;
  // What is no TLS or no HTTP ends its own connection, and nothing else.
  server.on("tlsClientError", (_error, socket) => socket.destroy());
  server.on("clientError", (_error, socket) => socket.destroy());
  await new Promise<void>((resolve, reject) => {
    const refuse = (error: Error) => reject(new PortTaken(options.port, error));
    server.once("error", refuse).listen(options.port, address, () => {
      server.off("error", refuse);
      resolve();
    });
  });
  const { port } = server.address() as AddressInfo;
  return {
    port,
    origin: `https://localhost:${port}`,
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

async function converse(
  { frontOf, faults }: ApiServerOptions,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  // A client that goes away in the middle is its own business.
  incoming.on("error", () => undefined);
  outgoing.on("error", () => undefined);
  try {
    const url = addressOf(incoming);
    if (url === undefined) return send(outgoing, failure(400, "InvalidRequestUri"));
    const text = await readBody(incoming);
    if (text === undefined) {
      outgoing.shouldKeepAlive = false;
      return send(outgoing, failure(413, "RequestEntityTooLarge"));
    }
    const request = { method: incoming.method ?? "GET", url, headers: incoming.headers, text };
    const fault = faults.next(request);
    if (fault?.kind === "drop") return void incoming.socket.destroy();
    if (fault?.kind === "hang") return;
    send(outgoing, fault?.answer ?? (await frontOf(url).answer(request)));
  } catch (error) {
    // Nothing that a client sends may get here: it is a fault of the local cloud's own, and it says so.
    process.stderr.write(
      `${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
    );
    send(outgoing, failure(500, "InternalServerError"));
  }
}

/** The whole address that the client asked for; undefined when it is none. */
function addressOf({ url = "", headers }: IncomingMessage): URL | undefined {
  const text = url.startsWith("/") ? `https://${headers.host ?? "localhost"}${url}` : url;
  return URL.canParse(text) ? new URL(text) : undefined;
}

/** The body as text; undefined when it is larger than the limit. */
async function readBody(incoming: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > bodyLimit) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

function failure(status: number, code: string): ApiAnswer {
  const message = "The local cloud can't answer this request.";
  return { status, body: { error: { code, message } } };
}

function send(outgoing: ServerResponse, { status, headers = {}, body }: ApiAnswer): void {
  if (outgoing.headersSent || outgoing.destroyed) return;
  if (body === undefined) {
    outgoing.writeHead(status, { ...headers, "content-length": "0" }).end();
    return;
  }
  const text = typeof body === "string" ? body : JSON.stringify(body);
  const type = typeof body === "string" ? "text/plain" : "application/json";
  outgoing
    .writeHead(status, {
      "content-type": `${type}; charset=utf-8`,
      "content-length": String(Buffer.byteLength(text)),
      ...headers,
    })
    .end(text);
}
