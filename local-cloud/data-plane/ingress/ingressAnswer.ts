import type { ServerResponse } from "node:http";
import type { Duplex } from "node:stream";

/** What the ingress itself answers, in place of an app. */
export interface IngressAnswer {
  readonly status: 301 | 403 | 404 | 503 | 504;
  readonly reason: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** No app of the internet's has the name, or none of its revisions is active. @see https://github.com/microsoft/azure-container-apps/issues/1613 */
export const noSuchApp: IngressAnswer = {
  status: 404,
  reason: "Not Found",
  headers: { "content-type": "text/html; charset=utf-8" },
  body:
    "<!DOCTYPE html><html><head><title>Container App - Unavailable</title></head><body>" +
    "<h1>Error 404 - This Container App is stopped or does not exist.</h1></body></html>",
};

/** The app's address rules refuse the client. @see https://github.com/microsoft/azure-container-apps/issues/835 */
export const accessDenied = plain(403, "Forbidden", "RBAC: access denied");

/** No replica is ready. @see https://www.envoyproxy.io/docs/envoy/latest/configuration/observability/access_log/usage (UH) */
export const noHealthyUpstream = plain(503, "Service Unavailable", "no healthy upstream");

/** No replica takes the connection. @see https://github.com/microsoft/azure-container-apps/issues/295 */
export const connectionFailure = beforeHeaders("connection failure");

/** A replica closed the connection in place of an answer. @see https://github.com/microsoft/azure-container-apps/issues/1166 (form) */
export const connectionTermination = beforeHeaders("connection termination");

/**
 * No answer began in time.
 *
 * @see https://github.com/microsoft/azure-container-apps/issues/1217 (text)
 * @see https://github.com/microsoft/azure-container-apps/issues/597 (a 504 of 14 bytes of plain text)
 */
export const streamTimeout = plain(504, "Gateway Timeout", "stream timeout");

/** @see https://learn.microsoft.com/azure/container-apps/ingress-overview (port 80 is redirected to HTTPS on 443) */
export function toHttps(host: string, path: string): IngressAnswer {
  return {
    status: 301,
    reason: "Moved Permanently",
    headers: { location: `https://${host}${path}` },
    body: "",
  };
}

/** Answers a request. */
export function answerRequest(outgoing: ServerResponse, answer: IngressAnswer): void {
  const { status, reason, headers, body } = answer;
  outgoing.writeHead(status, reason, { ...headers, ...ownHeaders(body) }).end(body);
}

/** Answers a request for another protocol, on its bare connection. */
export function answerUpgrade(socket: Duplex, answer: IngressAnswer): void {
  const { status, reason, headers, body } = answer;
  const lines = Object.entries({ ...headers, ...ownHeaders(body), connection: "close" });
  socket.end(
    `HTTP/1.1 ${status} ${reason}\r\n` +
      `${lines.map(([name, value]) => `${name}: ${value}\r\n`).join("")}\r\n${body}`,
  );
}

function ownHeaders(body: string): Record<string, string> {
  return { "content-length": String(Buffer.byteLength(body)), server: "envoy" };
}

function plain(status: IngressAnswer["status"], reason: string, body: string): IngressAnswer {
  return { status, reason, headers: { "content-type": "text/plain" }, body };
}

function beforeHeaders(resetReason: string): IngressAnswer {
  return plain(
    503,
    "Service Unavailable",
    `upstream connect error or disconnect/reset before headers. reset reason: ${resetReason}`,
  );
}
