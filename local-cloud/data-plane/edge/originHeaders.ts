import type { IncomingMessage, OutgoingHttpHeaders } from "node:http";
import { EdgeError } from "./edgeError";

/** The visitor, as the origin is told. */
export interface Visitor {
  readonly address: string;
  readonly scheme: "http" | "https";
  readonly rayId: string;
}

/** Longest list of proxies on the way that is taken, in characters. */
const longestForwardedFor = 100;

/**
 * Headers that the origin receives.
 *
 * @throws EdgeError 1000 for headers that only a request has which has been at an edge before.
 * @see https://developers.cloudflare.com/fundamentals/reference/http-headers/#request-headers
 * @see https://developers.cloudflare.com/support/troubleshooting/http-status-codes/cloudflare-1xxx-errors/error-1000/
 */
export function originHeaders(
  { headers, rawHeaders }: IncomingMessage,
  { address, scheme, rayId }: Visitor,
): OutgoingHttpHeaders {
  const named = (name: string) =>
    rawHeaders.filter((text, index) => index % 2 === 0 && text.toLowerCase() === name).length;
  const before = headers["x-forwarded-for"]?.toString() ?? "";
  if (named("cf-connecting-ip") > 0) {
    throw new EdgeError(1000, "The request has a CF-Connecting-IP header.");
  }
  if (named("x-forwarded-for") > 1 || before.length > longestForwardedFor) {
    throw new EdgeError(
      1000,
      `The request has two X-Forwarded-For headers, or one of more than ${longestForwardedFor} characters.`,
    );
  }
  return {
    ...headers,
    "cdn-loop": "cloudflare",
    "cf-connecting-ip": address,
    "cf-ray": rayId,
    "cf-visitor": JSON.stringify({ scheme }),
    "x-forwarded-for": before === "" ? address : `${before},${address}`,
    "x-forwarded-proto": scheme,
  };
}
