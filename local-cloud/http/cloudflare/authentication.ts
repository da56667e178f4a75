import { createHash } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import { CloudflareError } from "../../cloudflare/cloudflareError";

/** Who calls. */
export interface Caller {
  /** Id of the API token; undefined for a caller with a key. */
  readonly tokenId?: string;
}

/** Tokens have 40 characters or, since there are prefixes, more. @see https://github.com/lornu-ai/lornu.ai/issues/126 */
const bearer = /^Bearer ([A-Za-z0-9_-]{40,})$/;
/** The global API key: it is no token. @see https://github.com/kissgyorgy/cloudflare-dyndns/issues/40 */
const globalKey = /^[0-9a-f]{37}$/;

/**
 * Who calls, by the headers. The local account takes any token, key or Origin CA key that is well formed.
 *
 * @see https://github.com/jeessy2/ddns-go/issues/916 (6003 with 6111: the token)
 * @see https://github.com/NewFuture/DDNS/issues/152 (6102, 6103: address and key)
 * @see https://github.com/cloudflare/cloudflare-python/issues/2678 (9106)
 * @throws CloudflareError
 */
export function authenticate(headers: IncomingHttpHeaders): Caller {
  const { authorization } = headers;
  if (authorization !== undefined) {
    const token = bearer.exec(authorization)?.[1];
    if (token === undefined) throw malformed([6111, "Authorization"]);
    return { tokenId: createHash("sha256").update(token).digest("hex").slice(0, 32) };
  }
  const serviceKey = text(headers["x-auth-user-service-key"]);
  if (serviceKey?.startsWith("v1.0-")) return {};
  const email = text(headers["x-auth-email"]);
  const key = text(headers["x-auth-key"]);
  if (email === undefined || key === undefined) {
    throw new CloudflareError(
      400,
      9106,
      "Missing X-Auth-Key, X-Auth-Email or Authorization headers",
    );
  }
  const faults: (readonly [number, string])[] = [];
  if (!/^[^@\s]+@[^@\s]+$/.test(email)) faults.push([6102, "X-Auth-Email"]);
  if (!globalKey.test(key)) faults.push([6103, "X-Auth-Key"]);
  if (faults.length > 0) throw malformed(...faults);
  return {};
}

function malformed(...headers: readonly (readonly [code: number, name: string])[]) {
  const chain = headers.map(([code, name]) => ({
    code,
    message: `Invalid format for ${name} header`,
  }));
  return new CloudflareError(400, 6003, "Invalid request headers", chain);
}

function text(header: string | string[] | undefined): string | undefined {
  return typeof header === "string" ? header : undefined;
}
