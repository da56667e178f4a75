import type { IncomingHttpHeaders } from "node:http";

/**
 * Origins that are not a page's of the platform: somebody else's, what a careless comparison takes for its own, and that
 * of a sandboxed frame, which anybody can make.
 *
 * @see https://html.spec.whatwg.org/multipage/browsers.html#ascii-serialisation-of-an-origin
 */
export function foreignOrigins(own: string): string[] {
  const { host } = new URL(own);
  return ["https://verify.invalid", `https://${host}.verify.invalid`, `http://${host}`, "null"];
}

/** Why a browser keeps an answer from a page that called with credentials; undefined when it doesn't. @see https://fetch.spec.whatwg.org/#cors-check */
export function whyNotAllowed(origin: string, headers: IncomingHttpHeaders): string | undefined {
  const allowed = headers["access-control-allow-origin"];
  if (allowed !== origin) {
    return `access-control-allow-origin is ${allowed ?? "missing"}`;
  }
  const credentials = headers["access-control-allow-credentials"];
  return credentials === "true"
    ? undefined
    : `access-control-allow-credentials is ${credentials ?? "missing"}`;
}
