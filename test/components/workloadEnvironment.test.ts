import assert from "node:assert/strict";
import fc from "fast-check";
import {
  cookieDomain,
  corsOrigins,
  featureVariables,
  listeningPort,
  plainVariables,
  publicUrls,
  secretVariables,
} from "../../components/workloadEnvironment";
import { workloadNames } from "../../settings/conventions/workloads";
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

describe("secretVariables", () => {
  it("gives each workload the secrets it needs and no others", () => {
    assert.deepEqual(
      Object.fromEntries(workloadNames.map((name) => [name, Object.values(secretVariables[name])])),
      {
        api: [
          "database-url",
          "redis-url",
          "jwt-secret",
          "refresh-token-secret",
          "appinsights-connection-string",
        ],
        ws: ["database-url", "redis-url", "jwt-secret", "appinsights-connection-string"],
        flusher: ["database-url", "redis-url", "appinsights-connection-string"],
        migrate: ["database-url"],
      },
    );
  });

  it("hands the administrator's bare password to nobody", () => {
    for (const name of workloadNames) {
      assert.ok(!Object.values(secretVariables[name]).includes("postgres-admin-password"), name);
    }
  });
});

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

describe("listeningPort", () => {
  for (const [app, port] of [
    ["api", 8080],
    ["ws", 8081],
    ["flusher", 8082],
  ] as const) {
    it(`is ${port} for ${app}`, () => assert.equal(listeningPort(app, prd.apps), port));
  }
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
