import assert from "node:assert/strict";
import http from "node:http";
import type { AddressInfo } from "node:net";
import CloudflareClient from "cloudflare";
import type { Clock } from "../../../../local-cloud/clock";
import { Cloudflare } from "../../../../local-cloud/cloudflare/cloudflare";
import type { Zone } from "../../../../local-cloud/cloudflare/cloudflareState";
import type { ApiFront } from "../../../../local-cloud/http/apiFront";
import { CloudflareApi } from "../../../../local-cloud/http/cloudflare/cloudflareApi";
import { temporaryStore } from "../../store";

/** A token of Cloudflare's form. */
export const token = "local-token-0123456789abcdefghijklmnopqr";

/** A Cloudflare account with the zone `example.com`, its API over HTTP, and Cloudflare's own client. */
export class TestApi {
  readonly account: Cloudflare;
  readonly clock: Clock;
  readonly client: CloudflareClient;
  readonly url: string;
  readonly zone: Zone;
  /** What the API said that it has no model of. */
  readonly said: readonly string[];
  readonly close: () => Promise<void>;

  private constructor(
    parts: Pick<TestApi, "account" | "clock" | "url" | "zone" | "said" | "close">,
  ) {
    this.account = parts.account;
    this.clock = parts.clock;
    this.url = parts.url;
    this.zone = parts.zone;
    this.said = parts.said;
    this.close = parts.close;
    this.client = new CloudflareClient({ apiToken: token, baseURL: this.url, maxRetries: 0 });
  }

  /** Close it after the test. */
  static async open(): Promise<TestApi> {
    const { store, clock, remove } = temporaryStore();
    const account = new Cloudflare(store, clock);
    const zone = await account.addZone("example.com");
    const said: string[] = [];
    const front = new CloudflareApi(account, clock, (message) => said.push(message));
    const { url, close } = await servePlainly(front);
    return new TestApi({
      account,
      clock,
      url,
      zone,
      said,
      close: async () => {
        await close();
        remove();
      },
    });
  }

  /** A request as `curl` makes it; the token is sent unless other headers are given. */
  async fetch(
    path: string,
    init: RequestInit = {},
  ): Promise<{ status: number; headers: Headers; body: Record<string, unknown> }> {
    const response = await fetch(this.url + path, {
      headers: { authorization: `Bearer ${token}` },
      ...init,
    });
    const body = (await response.json()) as Record<string, unknown>;
    return { status: response.status, headers: response.headers, body };
  }
}

/** Serves a front on loopback, over HTTP. */
export async function servePlainly(
  front: ApiFront,
): Promise<{ url: string; close: () => Promise<void> }> {
  const server = http.createServer((incoming, outgoing) => {
    const chunks: Buffer[] = [];
    incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
    const converse = async () => {
      const { status, headers, body } = await front.answer({
        method: incoming.method!,
        url: new URL(`http://127.0.0.1${incoming.url}`),
        headers: incoming.headers,
        text: Buffer.concat(chunks).toString("utf8"),
      });
      outgoing.writeHead(status, headers);
      outgoing.end(typeof body === "string" ? body : JSON.stringify(body));
    };
    incoming.on("end", () => void converse());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/client/v4`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Asserts that the client's own error class comes, with this code as the API's first error. */
export async function refusedWith(
  request: PromiseLike<unknown>,
  kind: new (...args: never[]) => Error & { errors: readonly { code?: number }[] },
  code: number,
  message?: RegExp,
): Promise<void> {
  await assert.rejects(Promise.resolve(request), (error) => {
    assert.ok(error instanceof kind, `a ${kind.name}, got ${String(error)}`);
    assert.equal(error.errors[0]?.code, code, error.message);
    if (message !== undefined) assert.match(error.message, message);
    return true;
  });
}
