import assert from "node:assert/strict";
import CloudflareClient, {
  BadRequestError,
  PermissionDeniedError,
  RateLimitError,
} from "cloudflare";
import { CloudflareApi } from "../../../../local-cloud/http/cloudflare/cloudflareApi";
import { refusedWith, servePlainly, TestApi, token } from "./testApi";

const globalKey = "0123456789abcdef0123456789abcdef01234";

describe("Access to Cloudflare's API", () => {
  let api: TestApi;
  beforeEach(async () => {
    api = await TestApi.open();
  });
  afterEach(() => api.close());

  describe("is had", () => {
    it("with a token, which the API verifies", async () => {
      const { status, id } = await api.client.user.tokens.verify();
      assert.equal(status, "active");
      assert.match(id, /^[0-9a-f]{32}$/);

      const { body } = await api.fetch("/user/tokens/verify");
      assert.deepEqual(body, {
        result: { id, status: "active" },
        success: true,
        errors: [],
        messages: [{ code: 10_000, message: "This API Token is valid and active", type: null }],
      });
    });

    it("with a token of the account, and of no other", async () => {
      const verify = (account_id: string) => api.client.accounts.tokens.verify({ account_id });
      assert.equal((await verify(api.account.id)).status, "active");
      await refusedWith(verify("0".repeat(32)), PermissionDeniedError, 10_000);
    });

    it("with an address and a global key, which are no token", async () => {
      const client = new CloudflareClient({
        apiEmail: "a@example.com",
        apiKey: globalKey,
        baseURL: api.url,
        maxRetries: 0,
      });
      assert.equal((await client.zones.list()).result.length, 1);
      await refusedWith(client.user.tokens.verify(), BadRequestError, 1001);
    });

    it("with an Origin CA key", async () => {
      const client = new CloudflareClient({
        userServiceKey: "v1.0-144c9defac04969c7bfad8ef-631a41d003a32d25fe878081ef365c49",
        baseURL: api.url,
      });
      const { result } = await client.originCACertificates.list({ zone_id: api.zone.id });
      assert.deepEqual(result, []);
    });
  });

  describe("is refused", () => {
    const cases: readonly [what: string, headers: Record<string, string>, codes: number[]][] = [
      ["without a word", {}, [9106]],
      ["with a key but no address", { "x-auth-key": globalKey }, [9106]],
      ["with another scheme", { authorization: `Basic ${token}` }, [6003, 6111]],
      ["with an empty token", { authorization: "Bearer " }, [6003, 6111]],
      ["with a global key for a token", { authorization: `Bearer ${globalKey}` }, [6003, 6111]],
      ["with a token of strange letters", { authorization: `Bearer ${token}!` }, [6003, 6111]],
      [
        "with a token for a key",
        { "x-auth-email": "a@example.com", "x-auth-key": token },
        [6003, 6103],
      ],
      ["with no address", { "x-auth-email": "a", "x-auth-key": token }, [6003, 6102, 6103]],
    ];
    for (const [what, headers, codes] of cases) {
      it(what, async () => {
        const { status, body } = await api.fetch("/zones", { headers });
        const [error] = body.errors as { code: number; error_chain?: { code: number }[] }[];
        assert.equal(status, 400);
        assert.deepEqual(
          [error?.code, ...(error?.error_chain ?? []).map(({ code }) => code)],
          codes,
        );
        assert.deepEqual([body.success, body.result, body.messages], [false, null, []]);
      });
    }
  });

  describe("is limited", () => {
    const request = {
      method: "GET",
      url: new URL("https://api.cloudflare.com/client/v4/zones"),
      headers: { authorization: `Bearer ${token}` },
      text: "",
    };
    let limited: CloudflareApi;
    beforeEach(() => {
      limited = new CloudflareApi(api.account, api.clock, () => undefined);
    });
    const statuses = async (count: number) => {
      const found: number[] = [];
      for (let n = 0; n < count; n++) found.push((await limited.answer(request)).status);
      return found;
    };

    it("to 1,200 requests in five minutes, and says what is left", async () => {
      const first = await limited.answer(request);
      assert.equal(first.headers?.ratelimit, '"default";r=1199;t=300');
      assert.equal(first.headers?.["ratelimit-policy"], '"default";q=1200;w=300');
      assert.equal(first.headers?.["retry-after"], undefined);

      assert.deepEqual(new Set(await statuses(1_199)), new Set([200]));
      assert.deepEqual(await statuses(1), [429]);
    });

    it("for five minutes from the first request that was too many", async () => {
      await statuses(1_200);
      await api.clock.advance(200_000);
      assert.deepEqual(await statuses(1), [429]);
      await api.clock.advance(200_000);
      assert.deepEqual(await statuses(1), [429]);
      await api.clock.advance(100_000);
      assert.deepEqual(await statuses(1), [200]);
    });

    it("in a period of its own every five minutes", async () => {
      await statuses(1_200);
      await api.clock.advance(300_000);
      assert.deepEqual(new Set(await statuses(1_200)), new Set([200]));
    });

    it("with the client's own error, and when to come again", async () => {
      await statuses(1_200);
      const { url, close } = await servePlainly(limited);
      const client = new CloudflareClient({ apiToken: token, baseURL: url, maxRetries: 0 });
      await assert.rejects(Promise.resolve(client.zones.list()), (error) => {
        assert.ok(error instanceof RateLimitError);
        assert.equal(error.errors[0]?.code, 10_100);
        const waitSec = Number(error.headers.get("retry-after"));
        assert.ok(waitSec > 0 && waitSec <= 300, `${waitSec} s`);
        return true;
      });
      await close();
    });
  });

  describe("to what is not modelled", () => {
    it("is answered as Cloudflare answers what is not there, and said once", async () => {
      for (const path of ["/zones/{id}/pagerules", "/zones/{id}/pagerules", "/radar"]) {
        const { status, body } = await api.fetch(path.replace("{id}", api.zone.id));
        assert.equal(status, 400);
        assert.deepEqual(body.errors, [{ code: 7000, message: "No route for that URI" }]);
      }
      assert.deepEqual(api.said, [
        "The local cloud has no model of Cloudflare's GET /client/v4/zones/{id}/pagerules.",
        "The local cloud has no model of Cloudflare's GET /client/v4/radar.",
      ]);
    });

    it("is answered as another method is, where the path is there", async () => {
      const { status, body } = await api.fetch("/zones", { method: "DELETE" });
      assert.equal(status, 405);
      assert.deepEqual(body.errors, [
        { code: 7001, message: "Method DELETE not available for that URI." },
      ]);
      assert.equal(api.said.length, 1);
    });
  });
});
