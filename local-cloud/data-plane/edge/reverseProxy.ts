import type { IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import { TLSSocket } from "node:tls";
import { forwardRequest, forwardUpgrade, ForwardError, type Forwarding } from "../http/forward";
import type { Tunnel } from "../http/tunnel";
import type { Ground } from "../part";
import type { EdgeAnswer } from "./edgeAnswer";
import { EdgeError } from "./edgeError";
import type { EdgeLimits } from "./limits";
import { originOf } from "./origin";
import { connectToOrigin, originProtocol } from "./originConnection";
import { originHeaders } from "./originHeaders";
import { proxiedHost, settingOf, type ProxiedHost } from "./proxiedHost";

/** A request that asks for another protocol. */
export interface Upgrade {
  readonly socket: Socket;
  readonly head: Buffer;
}

/**
 * Answers a visitor's request: with a redirect or an error page, or with what the origin answers.
 *
 * @param upgrade Where it asks for a WebSocket. Nothing is written to `answer` then when the origin gave an answer.
 * @returns The connections of a WebSocket, which are the caller's to watch.
 */
export async function serve(
  ground: Ground,
  limits: EdgeLimits,
  incoming: IncomingMessage,
  answer: EdgeAnswer,
  upgrade?: Upgrade,
): Promise<Tunnel | undefined> {
  const hostname = hostnameOf(incoming);
  try {
    const { socket } = incoming;
    if (socket instanceof TLSSocket && String(socket.servername).toLowerCase() !== hostname) {
      return misdirected(answer);
    }
    const host = proxiedHost(ground.cloudflare, hostname);
    if (host === undefined) throw new EdgeError(1001, `${hostname} is not proxied here.`);
    const location = redirection(ground, host, incoming);
    if (location !== undefined) return void answer.writeHead(301, { location }).end();

    const forwarding = await openForwarding(ground, limits, host, incoming, answer);
    // The visitor may have gone meanwhile.
    if (socket.destroyed) return void forwarding.connection.destroy();
    if (upgrade !== undefined) {
      return await forwardUpgrade(incoming, upgrade.socket, upgrade.head, forwarding);
    }
    answer.cacheStatus = "DYNAMIC";
    await forwardRequest(incoming, answer, forwarding);
  } catch (error) {
    showError(asEdgeError(error), hostname, answer);
  }
  return undefined;
}

async function openForwarding(
  ground: Ground,
  limits: EdgeLimits,
  host: ProxiedHost,
  incoming: IncomingMessage,
  answer: EdgeAnswer,
): Promise<Forwarding> {
  const scheme = schemeOf(incoming);
  const address = ground.network.sourceOf(incoming.socket);
  const headers = originHeaders(incoming, { address, scheme, rayId: answer.rayId });
  const protocol = originProtocol(settingOf(ground.cloudflare, host.zone, "ssl"), scheme);
  const origin = originOf(ground, host);
  const visitorGone = new AbortController();
  answer.once("close", () => visitorGone.abort());
  const connection = await connectToOrigin(ground, origin, protocol, host.hostname, {
    timeoutMs: limits.connectMs,
    signal: visitorGone.signal,
  });
  return { connection, headers, answerTimeoutMs: limits.readMs };
}

/**
 * Where a visitor is sent instead: from HTTP to HTTPS, or back where the zone has no encryption at all, of which the
 * status is not documented.
 *
 * @see https://developers.cloudflare.com/ssl/edge-certificates/additional-options/always-use-https/
 * @see https://developers.cloudflare.com/ssl/origin-configuration/ssl-modes/off/
 */
function redirection(
  { cloudflare }: Ground,
  { hostname, zone }: ProxiedHost,
  incoming: IncomingMessage,
): string | undefined {
  const scheme = schemeOf(incoming);
  const isEncrypted = settingOf(cloudflare, zone, "ssl") !== "off";
  const isForced = isEncrypted && settingOf(cloudflare, zone, "always_use_https") === "on";
  if (scheme === "http" && isForced) return `https://${hostname}${incoming.url}`;
  if (scheme === "https" && !isEncrypted) return `http://${hostname}${incoming.url}`;
  return undefined;
}

/**
 * The visitor named one host in TLS and another one in the request.
 *
 * @see https://developers.cloudflare.com/support/troubleshooting/http-status-codes/4xx-client-error/error-403/
 */
function misdirected(answer: EdgeAnswer): undefined {
  answer.writeHead(403, { "content-type": "text/plain" }).end("403 Forbidden\n");
}

function showError(error: EdgeError, hostname: string, answer: EdgeAnswer): void {
  const page = error.page(hostname, answer.rayId);
  answer.cacheStatus = undefined;
  answer
    .writeHead(error.status, {
      "content-type": "text/html; charset=UTF-8",
      "content-length": Buffer.byteLength(page),
      "cache-control": "private, no-store",
    })
    .end(page);
}

/** @throws what is no failure of the origin's: it is the edge's own fault. */
function asEdgeError(error: unknown): EdgeError {
  if (error instanceof EdgeError) return error;
  if (!(error instanceof ForwardError)) throw error;
  const code = error.reason === "timeout" ? 524 : 520;
  return new EdgeError(code, error.message, { cause: error });
}

function schemeOf({ socket }: IncomingMessage): "http" | "https" {
  return socket instanceof TLSSocket ? "https" : "http";
}

/** The hostname that a request is for, lower-case. */
export function hostnameOf({ headers }: IncomingMessage): string {
  return (headers.host ?? "").replace(/:\d+$/, "").replace(/\.$/, "").toLowerCase();
}
