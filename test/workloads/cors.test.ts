import assert from "node:assert/strict";
import { Cors } from "../../workloads/http/cors";

describe("CORS of api", () => {
  const cors = new Cors("https://a.example, https://b.example");

  it("lets pages of a listed origin read answers, with credentials", () => {
    const headers = cors.headers("https://b.example");
    assert.equal(headers["access-control-allow-origin"], "https://b.example");
    assert.equal(headers["access-control-allow-credentials"], "true");
  });

  it("answers their preflight with 204 and the headers that they may send", () => {
    const { status, headers } = cors.preflight("https://a.example");
    assert.equal(status, 204);
    assert.match(headers["access-control-allow-headers"]!, /\bIdempotency-Key\b/);
    assert.equal(headers["access-control-max-age"], "600");
  });

  const foreign = [
    "https://c.example",
    "http://a.example",
    "https://a.example:8443",
    "https://a.example.evil.example",
    "https://xa.example",
    "https://A.example",
    "null",
    "*",
  ];
  for (const origin of foreign) {
    it(`rejects ${origin}`, () => {
      const { status, headers } = cors.preflight(origin);
      assert.equal(status, 403);
      assert.deepEqual(headers, { vary: "Origin" });
    });
  }

  it("tells caches that the answer is for one origin", () => {
    assert.equal(cors.headers(undefined)["vary"], "Origin");
  });
});
