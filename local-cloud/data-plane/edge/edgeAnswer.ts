import { randomBytes } from "node:crypto";
import {
  STATUS_CODES,
  ServerResponse,
  type IncomingMessage,
  type OutgoingHttpHeader,
  type OutgoingHttpHeaders,
} from "node:http";

type Headers = OutgoingHttpHeaders | OutgoingHttpHeader[];

/**
 * Headers of the origin's answer that visitors don't see: the first are Cloudflare's to say, the others are removed.
 *
 * @see https://developers.cloudflare.com/fundamentals/reference/http-headers/#removed-response-headers
 */
const withheld: readonly string[] = [
  "server",
  "cf-ray",
  "cf-cache-status",
  "x-accel-buffering",
  "x-accel-charset",
  "x-accel-limit-rate",
  "x-accel-redirect",
];

/** An answer to a visitor: whatever it says, it says that it comes from Cloudflare, and with which request. */
export class EdgeAnswer extends ServerResponse<IncomingMessage> {
  /**
   * Number of the request, with the data center that took it; there is none of this name.
   *
   * @see https://developers.cloudflare.com/fundamentals/reference/cloudflare-ray-id/
   */
  readonly rayId = `${randomBytes(8).toString("hex")}-LOC`;
  /**
   * How the cache took part; undefined where there was nothing to cache.
   *
   * @see https://developers.cloudflare.com/cache/concepts/cache-responses/
   */
  cacheStatus: "DYNAMIC" | undefined;

  override writeHead(status: number, message?: string, headers?: Headers): this;
  override writeHead(status: number, headers?: Headers): this;
  override writeHead(status: number, second?: string | Headers, third?: Headers): this {
    const message = typeof second === "string" ? second : (STATUS_CODES[status] ?? "");
    const headers = listed((typeof second === "string" ? third : second) ?? []);
    const kept = headers.filter(([name]) => !withheld.includes(name.toLowerCase()));
    const own = ["server", "cloudflare", "cf-ray", this.rayId];
    if (this.cacheStatus !== undefined) own.push("cf-cache-status", this.cacheStatus);
    return super.writeHead(status, message, [...kept.flat(), ...own]);
  }
}

/** Headers by name, in order; Node.js takes them as an object, or as a list of names and values by turns. */
function listed(headers: Headers): [string, OutgoingHttpHeader][] {
  if (!Array.isArray(headers)) {
    return Object.entries(headers).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, value] as [string, OutgoingHttpHeader]],
    );
  }
  return Array.from({ length: headers.length / 2 }, (_, index) => [
    String(headers[index * 2]),
    headers[index * 2 + 1]!,
  ]);
}
