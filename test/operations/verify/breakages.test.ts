import assert from "node:assert/strict";
import { names, SmallPlatform } from "./smallPlatform";

/** Something that is broken of a platform that works, and the one check that says so. */
interface Breakage {
  readonly what: string;
  readonly caughtBy: string;
  readonly saw: RegExp;
  readonly put: (platform: SmallPlatform) => void;
}

const html = { "content-type": "text/html" };
const appPage = '<script type="module" src="/assets/app.js"></script>';
const vault = "/vaults/ftl-stg-kv-cin";
const secretsOfAll = ["secrets api", "secrets ws", "secrets flusher", "secrets migrate"];

const breakages: readonly Breakage[] = [
  {
    what: "ws asks for no token",
    caughtBy: "websocket without token",
    saw: /101 without a token: let in/,
    put: ({ behaviour }) => {
      behaviour.upgrade = (origin) => (origin === `https://${names.frontend}` ? 101 : 403);
    },
  },
  {
    what: "ws takes tokens that nobody signed",
    caughtBy: "websocket without token",
    saw: /101 with an unsigned one: let in/,
    put: ({ behaviour }) => {
      const { upgrade } = behaviour;
      behaviour.upgrade = (origin, token) =>
        token?.startsWith("ey") === true ? 101 : upgrade(origin, token);
    },
  },
  {
    what: "ws lets pages of other sites in, and takes each token once",
    caughtBy: "websocket foreign origin",
    saw: /101 https:\/\/verify\.invalid: let in/,
    put: ({ behaviour }) => {
      const used = new Set<string>();
      const { upgrade } = behaviour;
      behaviour.upgrade = (_, token) => {
        if (token === null || used.has(token)) return 401;
        used.add(token);
        return upgrade(`https://${names.frontend}`, token);
      };
    },
  },
  {
    what: "api allows sandboxed frames",
    caughtBy: "cors foreign origin",
    saw: /^null is allowed/,
    put: ({ behaviour }) => {
      const { preflight } = behaviour;
      behaviour.preflight = (origin) =>
        origin === "null"
          ? { status: 204, headers: { "access-control-allow-origin": "null" } }
          : preflight(origin);
    },
  },
  {
    what: "api is served without TLS",
    caughtBy: "redirect api",
    saw: /^200 at http:\/\/stg-api.*wanted a redirect/,
    put: ({ internet }) => {
      const { redirect } = internet;
      internet.redirect = (request, host) =>
        host === names.api ? { status: 200 } : redirect(request, host);
    },
  },
  {
    what: "a page of its own for what isn't found is answered with 200",
    caughtBy: "deep link /stadium",
    saw: /another page than the app's/,
    put: ({ behaviour }) => {
      behaviour.page = (path) => ({
        status: 200,
        headers: html,
        body: path === "/" ? appPage : "<h1>404</h1>",
      });
    },
  },
];

describe("the checks of a platform, when", () => {
  let platform: SmallPlatform;
  beforeEach(async () => (platform = await SmallPlatform.start("live")));
  afterEach(() => platform.close());

  for (const { what, caughtBy, saw, put } of breakages) {
    it(`${what}: ${caughtBy} fails, and nothing else`, async () => {
      put(platform);

      const failed = (await platform.verify()).filter(({ outcome }) => outcome === "fail");

      assert.deepEqual(
        failed.map(({ name }) => name),
        [caughtBy],
      );
      assert.match(failed[0]!.saw, saw);
    });
  }

  it("ws takes no token at all: foreign origins are inconclusive, since they prove nothing", async () => {
    platform.behaviour.upgrade = () => 401;

    assert.deepEqual(await platform.ending("fail"), ["websocket"]);
    assert.match(
      await platform.result("websocket foreign origin"),
      /^inconclusive: .*see websocket$/,
    );
  });

  it("something answers 404 on port 80: redirects are inconclusive", async () => {
    platform.internet.redirect = () => ({ status: 404 });

    assert.match(await platform.result("redirect api"), /^inconclusive: 404 at http:/);
  });

  it("the bundle calls no api: it is inconclusive", async () => {
    platform.behaviour.script = () => `new WebSocket("wss://${names.ws}")`;

    assert.match(await platform.result("bundle urls"), /^inconclusive: no address of api among/);
  });

  it("the bundle names the site's own address, it passes", async () => {
    const { script } = platform.behaviour;
    platform.behaviour.script = () => `${script()};location="https://${names.frontend}/"`;

    assert.match(await platform.result("bundle urls"), /^pass/);
  });

  it("Cloudflare takes this machine for a robot: nothing fails, and what goes by the edge is inconclusive", async () => {
    platform.internet.respond(names.api, () => ({
      status: 403,
      headers: { server: "cloudflare", "cf-mitigated": "challenge" },
    }));

    assert.deepEqual(await platform.ending("fail"), []);
    assert.match(await platform.result("health api"), /^inconclusive: Cloudflare challenges/);
    assert.match(await platform.result("cors foreign origin"), /^inconclusive/);
  });

  it("api says that it is asked too often: nothing fails", async () => {
    platform.behaviour.health = () => ({ status: 429 });

    assert.deepEqual(await platform.ending("fail"), []);
    assert.match(await platform.result("health api"), /^inconclusive: .*429/);
  });

  it("the database server is being changed: its state is inconclusive", async () => {
    platform.resources["/ftl-stg-pg"] = { properties: { state: "Updating" } };

    assert.equal(await platform.result("postgres state"), "inconclusive: Updating");
  });

  describe("secrets", () => {
    const reader = "4633458b-17de-408a-b874-0445c86b69e6";
    const roleAt = (scope: string) => ({
      value: [{ properties: { roleDefinitionId: `/x/${reader}`, scope } }],
    });
    const group = "/subscriptions/s/resourceGroups/ftl-stg-rg-cin";
    const vaultId = `${group}/providers/Microsoft.KeyVault/vaults/ftl-stg-kv-cin`;

    for (const scope of [
      "/",
      "/subscriptions/S",
      group,
      `${vaultId}/secrets/jwt-secret`,
      "/providers/Microsoft.Management/managementGroups/root",
    ]) {
      it(`are readable by a role at ${scope}`, async () => {
        platform.resources["/roleAssignments"] = roleAt(scope);

        assert.match(await platform.result("secrets api"), /^pass/);
      });
    }

    for (const scope of [`${vaultId}-two`, `${vaultId}/secrets/other`, "/subscriptions/other"]) {
      it(`are not readable by a role at ${scope}`, async () => {
        platform.resources["/roleAssignments"] = roleAt(scope);

        assert.deepEqual(await platform.ending("fail"), secretsOfAll);
      });
    }

    it("are not readable by roles in a vault that goes by access policies", async () => {
      platform.resources[vault] = { properties: { enableRbacAuthorization: false } };

      assert.match(await platform.result("secrets api"), /^fail: .*goes by access policies/);
    });

    it("are readable by an access policy there", async () => {
      const accessPolicies = [{ objectId: "P", permissions: { secrets: ["Get"] } }];
      platform.resources[vault] = { properties: { accessPolicies } };

      assert.match(await platform.result("secrets api"), /^pass/);
    });

    it("are not readable behind a firewall without a private endpoint", async () => {
      const properties = { enableRbacAuthorization: true, publicNetworkAccess: "Disabled" };
      platform.resources[vault] = { properties };
      const shut = await platform.result("secrets api");
      const status = { privateLinkServiceConnectionState: { status: "Approved" } };
      platform.resources[vault] = {
        properties: { ...properties, privateEndpointConnections: [{ properties: status }] },
      };

      assert.match(shut, /^fail: .*firewall lets nobody in/);
      assert.match(await platform.result("secrets api"), /^pass/);
    });
  });
});
