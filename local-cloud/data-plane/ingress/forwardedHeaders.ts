import { randomUUID } from "node:crypto";
import type { IncomingMessage, OutgoingHttpHeaders } from "node:http";

/** How a client speaks with the ingress. */
export interface Client {
  readonly address: string;
  readonly protocol: "http" | "https";
}

/**
 * The headers that an app receives: the client's, and what the ingress says of the client.
 *
 * @see https://learn.microsoft.com/azure/container-apps/ingress-overview#http-headers
 * @see https://github.com/microsoft/azure-container-apps/issues/1550 (X-Forwarded-Host)
 * @see https://github.com/microsoft/azure-container-apps/issues/1673 (X-Request-Id)
 */
export function forwardedHeaders(
  { headers }: Pick<IncomingMessage, "headers">,
  { address, protocol }: Client,
): OutgoingHttpHeaders {
  const before = headers["x-forwarded-for"];
  return {
    ...headers,
    "x-forwarded-for": before === undefined ? address : `${String(before)},${address}`,
    "x-forwarded-proto": protocol,
    "x-forwarded-host": headers.host,
    "x-request-id": headers["x-request-id"] ?? randomUUID(),
  };
}
