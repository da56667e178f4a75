import type { Clock } from "../../clock";
import type { Cloudflare } from "../../cloudflare/cloudflare";
import { CloudflareError } from "../../cloudflare/cloudflareError";
import type { ApiAnswer, ApiFront, ApiRequest } from "../apiFront";
import { authenticate } from "./authentication";
import { RateLimit } from "./rateLimit";
import { answerOf, refusalOf } from "./reply";
import { routeOf, Unmodelled } from "./routes";

/** Path that everything of the API is below. */
export const cloudflareApiPath = "/client/v4";

/**
 * Cloudflare's API v4 over the local account: zones with their settings and DNS records, the Origin CA's certificates,
 * and the check of a token. It takes any well-formed token: 40 or more letters, digits, `-` and `_`.
 *
 * @see https://developers.cloudflare.com/api/
 */
export class CloudflareApi implements ApiFront {
  private readonly account: Cloudflare;
  private readonly rateLimit: RateLimit;
  private readonly say: (message: string) => void;
  private readonly announced = new Set<string>();

  /** @param say Told, once for each, what clients asked for that is not modelled. */
  constructor(account: Cloudflare, clock: Clock, say: (message: string) => void) {
    this.account = account;
    this.rateLimit = new RateLimit(clock);
    this.say = say;
  }

  async answer(request: ApiRequest): Promise<ApiAnswer> {
    const answer = await this.answerOrRefuse(request);
    return { ...answer, headers: { ...answer.headers, ...this.rateLimit.headers() } };
  }

  private async answerOrRefuse(request: ApiRequest): Promise<ApiAnswer> {
    const { method, url, headers, text } = request;
    try {
      const caller = authenticate(headers);
      this.rateLimit.take();
      const below = url.pathname.startsWith(cloudflareApiPath)
        ? url.pathname.slice(cloudflareApiPath.length)
        : url.pathname;
      const { handler, path } = routeOf(method, below, url.pathname);
      const reply = await handler({
        account: this.account,
        caller,
        path,
        query: url.searchParams,
        contentType: headers["content-type"] ?? "",
        text,
      });
      return answerOf(reply);
    } catch (error) {
      if (error instanceof Unmodelled) this.announce(`${method} ${url.pathname}`);
      if (error instanceof CloudflareError) return refusalOf(error);
      throw error;
    }
  }

  private announce(what: string): void {
    const kind = what.replaceAll(/[0-9a-f]{32}/g, "{id}");
    if (this.announced.has(kind)) return;
    this.announced.add(kind);
    this.say(`The local cloud has no model of Cloudflare's ${kind}.`);
  }
}
