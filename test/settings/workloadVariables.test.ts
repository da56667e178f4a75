import assert from "node:assert/strict";
import { listeningPort, plainVariables } from "../../settings/workloadVariables";
import { stackSettings } from "../support/stackSettings";

const prd = stackSettings("prd");

describe("plainVariables", () => {
  it("tells api its origins, its cookies' domain, the public URLs and the flags", () => {
    assert.deepEqual(plainVariables("api", prd), {
      PORT: "8080",
      COOKIE_DOMAIN: ".ftljeta.cloud",
      CORS_ORIGINS: "https://ftl.jetafutures.com",
      PUBLIC_API_URL: "https://api.ftljeta.cloud",
      PUBLIC_FRONTEND_URL: "https://ftl.jetafutures.com",
      PUBLIC_WS_URL: "wss://ws.ftljeta.cloud",
      FEATURE_FUTURES: "false",
    });
  });

  it("tells ws the same without the cookies, which no WebSocket carries", () => {
    assert.deepEqual(plainVariables("ws", prd), {
      PORT: "8081",
      CORS_ORIGINS: "https://ftl.jetafutures.com",
      PUBLIC_API_URL: "https://api.ftljeta.cloud",
      PUBLIC_FRONTEND_URL: "https://ftl.jetafutures.com",
      PUBLIC_WS_URL: "wss://ws.ftljeta.cloud",
      FEATURE_FUTURES: "false",
    });
  });

  it("tells flusher its port and the flags", () => {
    assert.deepEqual(plainVariables("flusher", stackSettings("stg")), {
      PORT: "8082",
      FEATURE_FUTURES: "true",
    });
  });
});

describe("listeningPort", () => {
  for (const [app, port] of [
    ["api", 8080],
    ["ws", 8081],
    ["flusher", 8082],
  ] as const) {
    it(`is ${port} for ${app}`, () => assert.equal(listeningPort(app, prd.apps), port));
  }
});
