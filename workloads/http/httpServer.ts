import { randomUUID } from "node:crypto";
import http, { type IncomingMessage, type ServerResponse } from "node:http";
import { log } from "../process/run";
import { type Answer, RequestRefused, type Route } from "./answer";
import type { Cors } from "./cors";

/** Largest body that is read, in bytes. */
const bodyLimit = 64 * 1024;

/** How a server answers. */
export interface ServerOptions {
  /** Of the workload, for its log. */
  readonly name: string;
  readonly routes: readonly Route[];
  /** Without it no browser's page may call. */
  readonly cors?: Cors;
}

/** Makes the HTTP server of a workload; it doesn't listen yet. */
export function httpServer(options: ServerOptions): http.Server {
  const server = http.createServer((incoming, outgoing) => {
    void converse(options, incoming, outgoing);
  });
  server.on("clientError", (_error, socket) => socket.destroy());
  return server;
}

/** Listens on all addresses of the container. */
export function listen(server: http.Server, port: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject).listen(Number(port), () => {
      server.off("error", reject);
      resolve();
    });
  });
}

/** Takes no more connections, and waits for the answers that are under way. */
export async function closeServer(server: http.Server): Promise<void> {
  const closed = new Promise((resolve) => server.close(resolve));
  server.closeIdleConnections();
  await closed;
}

async function converse(
  options: ServerOptions,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  incoming.on("error", () => undefined);
  outgoing.on("error", () => undefined);
  const { origin } = incoming.headers;
  const common = { ...options.cors?.headers(origin), "x-request-id": requestId(incoming) };
  let answer: Answer;
  try {
    answer = await answerTo(options, incoming);
  } catch (error) {
    answer =
      error instanceof RequestRefused
        ? { status: error.status, body: { error: error.message } }
        : unexpected(options.name, common["x-request-id"], error);
    // What was not read of the body is not kept, and not taken for the next request.
    if (!incoming.complete) outgoing.shouldKeepAlive = false;
    incoming.resume();
  }
  send(outgoing, answer, common);
}

async function answerTo(options: ServerOptions, incoming: IncomingMessage): Promise<Answer> {
  const { method = "GET", headers } = incoming;
  const { cors, routes } = options;
  const { origin } = headers;
  const url = addressOf(incoming);
  if (method === "OPTIONS" && headers["access-control-request-method"] !== undefined) {
    return cors?.preflight(origin) ?? { status: 403 };
  }
  // The session's cookies come along from any site, so what changes something must come from one of ours.
  if (!["GET", "HEAD"].includes(method) && (cors?.isForeign(origin) ?? origin !== undefined)) {
    throw new RequestRefused(403, "This origin may not call");
  }
  for (const { path, methods } of routes) {
    const parameters = match(path, url.pathname);
    if (parameters === undefined) continue;
    const handle = methods[method === "HEAD" ? "GET" : method];
    if (handle === undefined) {
      const allow = Object.keys(methods).join(", ");
      return { status: 405, headers: { allow }, body: { error: "Method not allowed" } };
    }
    const body = method === "POST" ? await readJson(incoming) : undefined;
    return await handle({ method, url, headers, body, parameters });
  }
  throw new RequestRefused(404, "Not found");
}

function addressOf({ url = "/" }: IncomingMessage): URL {
  const address = `http://workload${url}`;
  if (!url.startsWith("/") || !URL.canParse(address)) throw new RequestRefused(400, "Bad address");
  return new URL(address);
}

/** The open parts of a path, when it is the route's; `*` at the end of a route stands for anything. */
export function match(route: string, path: string): string[] | undefined {
  const wanted = route.split("/");
  const given = path.split("/");
  const isOpenEnded = wanted.at(-1) === "*";
  if (isOpenEnded) wanted.pop();
  if (isOpenEnded ? given.length < wanted.length : given.length !== wanted.length) return undefined;
  const parameters: string[] = [];
  for (const [index, part] of wanted.entries()) {
    const found = given[index]!;
    if (part === ":" && found !== "") parameters.push(found);
    else if (part !== found) return undefined;
  }
  return parameters;
}

async function readJson(incoming: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let size = 0;
  // Leaving the loop must not end the connection: the refusal is still to be sent on it.
  const body = incoming.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > bodyLimit)
      throw new RequestRefused(413, `The limit of a body is ${bodyLimit} bytes`);
    chunks.push(chunk);
  }
  if (size === 0) return undefined;
  try {
    return JSON.parse(Buffer.concat(chunks).toString("utf8"));
  } catch {
    throw new RequestRefused(400, "The body is not JSON");
  }
}

/** The caller's own id, where it is one that a log can hold. */
function requestId({ headers }: IncomingMessage): string {
  const given = headers["x-request-id"];
  return typeof given === "string" && /^[\w.:-]{1,128}$/.test(given) ? given : randomUUID();
}

/** How Postgres and Redis say that they are not to be had. @see https://www.postgresql.org/docs/16/errcodes-appendix.html */
const unavailable =
  /^(?:ECONN\w+|ENOTFOUND|EPIPE|ETIMEDOUT|57P0[1-3]|53300)$|^MaxRetriesPerRequestError$|connection timeout|Connection terminated/;

function unexpected(name: string, id: string, error: unknown): Answer {
  log(name, `request ${id} failed: ${error instanceof Error ? error.message : String(error)}`);
  const { code, name: kind, message } = error as Partial<Error> & { code?: string };
  return [code, kind, message].some((text) => unavailable.test(text ?? ""))
    ? { status: 503, body: { error: "The database is not available" } }
    : { status: 500, body: { error: "Internal server error" } };
}

function send(outgoing: ServerResponse, answer: Answer, common: Record<string, string>): void {
  const { status, body, headers } = answer;
  if (outgoing.destroyed) return;
  for (const [name, value] of Object.entries({ ...common, ...headers })) {
    outgoing.setHeader(name, value as string | string[]);
  }
  if (body === undefined) {
    if (status !== 204) outgoing.setHeader("content-length", "0");
    outgoing.writeHead(status).end();
    return;
  }
  const text = JSON.stringify(body);
  outgoing
    .writeHead(status, {
      "content-type": "application/json; charset=utf-8",
      "cache-control": "no-store",
      "content-length": String(Buffer.byteLength(text)),
    })
    .end(text);
}
