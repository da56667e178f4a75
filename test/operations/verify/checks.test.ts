import assert from "node:assert/strict";
import { Refusal } from "../../../operations/refusal";
import { names, secrets, SmallPlatform } from "./smallPlatform";
import { targets } from "./smallStack";

describe("the checks of a deployment", () => {
  let platform: SmallPlatform;
  const open = async (...args: Parameters<typeof SmallPlatform.start>) =>
    (platform = await SmallPlatform.start(...args));
  afterEach(() => platform.close());

  /** What doesn't pass, by check. */
  async function notPassing(): Promise<Record<string, string>> {
    const results = await platform.verify();
    const open = results.filter(({ outcome }) => outcome !== "pass");
    return Object.fromEntries(open.map(({ name, outcome, saw }) => [name, `${outcome}: ${saw}`]));
  }

  for (const phase of ["provision", "bind", "live"] as const) {
    it(`all pass of one that works, in phase ${phase}`, async () => {
      await open(phase);

      assert.deepEqual(await notPassing(), {});
    });
  }

  it("are of the origin's certificate from the phase bind on, for names that will be proxied", async () => {
    const of = async () => (await platform.verify()).map(({ name }) => name);
    await open("provision");
    const before = await of();
    await platform.close();
    await open("bind");
    const then = (await of()).filter((name) => !before.includes(name));

    assert.deepEqual(then, [`origin certificate ${names.api}`, "redirect api", "redirect ws"]);
  });

  it("show nothing that is secret, also when everything is broken", async () => {
    await open("live");
    platform.behaviour.upgrade = () => 500;
    platform.behaviour.guest = () => ({
      status: 201,
      headers: { "set-cookie": [`access_token=${secrets.cookie}`] },
    });

    const said = JSON.stringify(await platform.verify());

    for (const secret of Object.values(secrets)) assert.ok(!said.includes(secret), secret);
  });

  it("can't tell, and fail nothing, where DNS doesn't answer", async () => {
    await open("live");
    for (const name of Object.values(names)) platform.internet.silent.set(name, "no answer");

    assert.deepEqual(await platform.ending("fail"), []);
    assert.equal(await platform.result("websocket"), `inconclusive: see dns ${names.api}`);
  });

  it("can't tell, and fail nothing, where Resource Manager doesn't answer", async () => {
    await open("live");
    for (const id of Object.keys(platform.resources)) {
      platform.resources[id] = new Refusal("Can't read it: nobody is signed in.", 2);
    }

    assert.deepEqual(await platform.ending("fail"), []);
    assert.equal(
      await platform.result("postgres tls"),
      "inconclusive: Can't read it: nobody is signed in.",
    );
  });

  it("are refused with the settings of another deployment", async () => {
    await open("live");
    const { hostnames } = platform.settings;
    const api = [{ ...hostnames.api[0]!, name: "new-api.ftljeta.cloud" }];
    platform.settings = { ...platform.settings, hostnames: { ...hostnames, api } };

    await assert.rejects(async () => platform.verify(), {
      name: "Refusal",
      exitCode: 2,
      message: /new-api\.ftljeta\.cloud, stg-api\.ftljeta\.cloud/,
    });
  });

  describe("of certificates", () => {
    it("reject one that an app shows before the phase bind", async () => {
      await open("provision");
      await platform.origin.certify(names.ws, 60);

      assert.match(await platform.result(`certificate ${names.ws}`), /^fail: served already/);
    });

    it("reject one that ends within two weeks", async () => {
      await open("bind");
      await platform.origin.certify(names.ws, 13);

      assert.match(
        await platform.result(`certificate ${names.ws}`),
        /^fail: .*13 days left; wanted at least 14/,
      );
    });

    it("find an origin's that has expired behind the proxy, which clients don't see", async () => {
      await open("live");
      await platform.origin.certify(names.api, -3);
      platform.internet.respond(names.api, () => ({
        status: 526,
        headers: { server: "cloudflare" },
      }));

      assert.deepEqual(await platform.ending("fail"), [`origin certificate ${names.api}`]);
      assert.match(
        await platform.result(`origin certificate ${names.api}`),
        /it expired .*; the edge answers 526$/,
      );
      assert.match(await platform.result("health api"), /see origin certificate/);
    });

    it("take one of Cloudflare's Origin CA behind the proxy alone", async () => {
      const issuer =
        "OU=CloudFlare Origin SSL ECC Certificate Authority, O=CloudFlare\\, Inc., C=US";
      const { hostnames } = (await open("live")).settings;
      await platform.close();
      const api = [{ ...hostnames.api[0]!, certificate: "origin" as const }];
      const other = await SmallPlatform.start("live");
      const { authority } = other.internet;
      await other.close();

      await open("live", { api });
      await platform.origin.certify(names.api, 60, { issuer, authority });
      const behind = await platform.result(`origin certificate ${names.api}`);
      await platform.close();
      await open("bind", { api });
      await platform.origin.certify(names.api, 60, { issuer, authority });

      assert.match(behind, /^pass: from CloudFlare Origin/);
      assert.match(await platform.result(`certificate ${names.api}`), /^fail: .*not trusted/);
    });

    it("are one check's while clients get the origin's own", async () => {
      await open("bind");
      await platform.origin.certify(names.api, -3);

      assert.deepEqual(await platform.ending("fail"), [`certificate ${names.api}`]);
    });
  });

  describe("of apps", () => {
    it("fail where an app says that it is not well, and only there", async () => {
      await open("live");
      platform.behaviour.health = () => ({ status: 503 });

      assert.deepEqual(await platform.ending("fail"), ["health api", "health ws"]);
    });

    it("fail where the edge can't reach the app", async () => {
      await open("live");
      platform.internet.respond(names.api, () => ({
        status: 521,
        headers: { server: "cloudflare" },
      }));

      assert.deepEqual(await platform.ending("fail"), ["health api"]);
      assert.match(await platform.result("health api"), /the edge of stg-api.* answers 521/);
    });

    it("fail where connections are refused", async () => {
      await open("live");
      platform.internet.refusing.add(names.api);

      assert.match(await platform.result("health api"), /^fail: .*ECONNREFUSED/);
    });

    it("find a newest revision that doesn't run while an older one serves", async () => {
      await open("live");
      const revisions = platform.resources["/ftl-stg-api/revisions"] as { value: object[] };
      const [serving] = structuredClone(revisions.value) as { properties: object }[];
      revisions.value.push({
        name: "api--two",
        properties: {
          ...serving!.properties,
          createdTime: "2026-02-01T00:00:00Z",
          replicas: 0,
          runningState: "Failed",
          provisioningError: "the image can't be pulled",
        },
      });

      assert.deepEqual(await platform.ending("fail"), ["replicas api"]);
      assert.match(await platform.result("replicas api"), /api--two.*: the image can't be pulled/);
    });
  });

  describe("of what browsers may do", () => {
    it("want 204, the very origin and credentials of a preflight", async () => {
      await open("live");
      const allow = { "access-control-allow-origin": `https://${names.frontend}` };
      const credentials = {
        "access-control-allow-credentials": "true",
        "access-control-allow-headers": "Content-Type",
      };
      const cases = [
        [{ status: 200, headers: { ...allow, ...credentials } }, /200 for .*wanted 204/],
        [{ status: 204, headers: { ...credentials } }, /allow-origin is missing/],
        [
          { status: 204, headers: { "access-control-allow-origin": "*", ...credentials } },
          /allow-origin is \*/,
        ],
        [{ status: 204, headers: allow }, /allow-credentials is missing/],
        [
          {
            status: 204,
            headers: { ...allow, ...credentials, "access-control-allow-headers": "*" },
          },
          /allow-headers has no content-type/,
        ],
      ] as const;
      for (const [reply, saw] of cases) {
        platform.behaviour.preflight = (origin) =>
          origin === `https://${names.frontend}` ? reply : { status: 403 };

        assert.match(await platform.result("cors preflight"), saw);
      }
    });

    it("reject an api that gives every origin back", async () => {
      await open("live");
      const { preflight } = platform.behaviour;
      platform.behaviour.preflight = (origin) => ({
        ...preflight(`https://${names.frontend}`),
        headers: {
          ...preflight(`https://${names.frontend}`).headers,
          "access-control-allow-origin": origin,
        },
      });

      assert.deepEqual(await platform.ending("fail"), ["cors foreign origin"]);
    });

    it("can't tell of a refusal by an answer that is none", async () => {
      await open("live");
      const { upgrade } = platform.behaviour;
      platform.behaviour.upgrade = (origin, token) =>
        token === null ? 500 : upgrade(origin, token);

      assert.match(await platform.result("websocket without token"), /^inconclusive: 500/);
    });
  });

  describe("of the frontend", () => {
    it("reject a bundle that calls without TLS", async () => {
      await open("live");
      platform.behaviour.script = () => `fetch("http://${names.api}/api")`;

      assert.match(await platform.result("bundle urls"), /^fail: http:\/\/stg-api.*without TLS/);
    });

    it("can't tell of a bundle that has none of the zone's addresses", async () => {
      await open("live");
      platform.behaviour.script = () => 'fetch("/api")';

      assert.match(
        await platform.result("bundle urls"),
        /^inconclusive: no address of ftljeta\.cloud in 1 script/,
      );
    });

    it("can't tell of a site to which no app was deployed", async () => {
      await open("live");
      platform.behaviour.page = () => ({
        status: 200,
        headers: { "content-type": "text/html" },
        body: "<h1>Congratulations on your new site!</h1>",
      });

      assert.deepEqual(await platform.ending("inconclusive"), [
        "deep link /stadium",
        "bundle urls",
      ]);
    });

    it("reject a page of the app that is downloaded and not shown", async () => {
      await open("live");
      platform.behaviour.page = () => ({
        status: 200,
        headers: { "content-type": "application/octet-stream" },
      });

      assert.match(await platform.result("deep link /stadium"), /^fail: 200, application/);
    });
  });

  it("come by the generated names before the phase bind", async () => {
    await open("provision");

    assert.equal(await platform.result("health api"), `pass: 200 at ${targets.api}`);
  });
});
