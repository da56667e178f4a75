import assert from "node:assert/strict";
import fc from "fast-check";
import {
  cookieDomain,
  corsOrigins,
  featureVariables,
  frontendBuildVariables,
  oauthClient,
  publicUrls,
} from "../../settings/platformUrls";
import { stackSettings } from "../support/stackSettings";

const prd = stackSettings("prd");

describe("corsOrigins", () => {
  it("names every frontend hostname exactly", () => {
    const [first] = prd.hostnames.frontend;
    assert.ok(first);
    const hostnames = {
      ...prd.hostnames,
      frontend: [first, { ...first, name: "play.jetafutures.com" }],
    };

    assert.deepEqual(corsOrigins({ hostnames }), [
      "https://ftl.jetafutures.com",
      "https://play.jetafutures.com",
    ]);
  });
});

describe("publicUrls", () => {
  it("takes the first hostname of each", () => {
    assert.deepEqual(publicUrls(prd), {
      api: "https://api.ftljeta.cloud",
      ws: "wss://ws.ftljeta.cloud",
      frontend: "https://ftl.jetafutures.com",
    });
  });

  it("rejects a list without a name", () => {
    const hostnames = { ...prd.hostnames, ws: [] };
    assert.throws(() => publicUrls({ hostnames }), /ftl:hostnames has an empty list/);
  });
});

describe("cookieDomain", () => {
  it("is the zone with all its names", () => {
    assert.equal(cookieDomain(prd), ".ftljeta.cloud");
  });
});

describe("featureVariables", () => {
  it("writes a flag in upper case, word by word, in the order of names", () => {
    assert.deepEqual(Object.entries(featureVariables({ newTicket: false, aB2c: true })), [
      ["FEATURE_A_B2C", "true"],
      ["FEATURE_NEW_TICKET", "false"],
    ]);
  });

  it("gives no two flags one variable", () => {
    const flag = fc.stringMatching(/^[a-z][A-Za-z0-9]{0,8}$/);
    fc.assert(
      fc.property(fc.uniqueArray(flag, { maxLength: 20 }), (flags) => {
        const variables = featureVariables(Object.fromEntries(flags.map((name) => [name, true])));
        assert.equal(Object.keys(variables).length, flags.length);
        for (const name of Object.keys(variables)) assert.match(name, /^FEATURE_[A-Z][A-Z0-9_]*$/);
      }),
    );
  });
});

describe("oauthClient", () => {
  it("takes the frontend's origins, and a callback at each hostname of api", () => {
    assert.deepEqual(oauthClient(prd), {
      origins: ["https://ftl.jetafutures.com"],
      redirectUris: [
        "https://api.ftljeta.cloud/api/auth/google/callback",
        "https://prd-api.ftljeta.cloud/api/auth/google/callback",
      ],
    });
  });
});

describe("frontendBuildVariables", () => {
  it("bakes in where api and ws are, and the flags", () => {
    assert.deepEqual(frontendBuildVariables(prd), {
      VITE_API_URL: "https://api.ftljeta.cloud/api",
      VITE_WS_URL: "wss://ws.ftljeta.cloud",
      VITE_FEATURE_FUTURES: "false",
    });
  });
});
