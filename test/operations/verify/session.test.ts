import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { CookieJar } from "../../../operations/verify/cookieJar";
import { temporaryFolder } from "../../support/temporaryFolder";
import { names, secrets, SmallPlatform } from "./smallPlatform";

const good = "Domain=.ftljeta.cloud; Path=/; HttpOnly; Secure; SameSite=None; Partitioned";

/** A jar with a session of the platform's zone. */
function jarOf(
  values: Readonly<Record<string, string>> = {
    access_token: secrets.cookie,
    refresh_token: secrets.refresh,
  },
  { domain = ".ftljeta.cloud", expires = 0, path: at = "/" } = {},
): CookieJar {
  const file = path.join(temporaryFolder(), "jar");
  const lines = Object.entries(values).map(([name, value]) =>
    [`#HttpOnly_${domain}`, "TRUE", at, "TRUE", expires, name, value].join("\t"),
  );
  fs.writeFileSync(file, lines.join("\n"));
  return CookieJar.read(file);
}

describe("the checks of a session, on a platform where only a person can sign in", () => {
  let platform: SmallPlatform;
  beforeEach(async () => {
    platform = await SmallPlatform.start("live");
    platform.behaviour.guest = () => ({ status: 404 });
  });
  afterEach(() => platform.close());

  it("look at the cookies that a sign-out clears, and can't tell of WebSockets", async () => {
    assert.match(
      await platform.result("session cookies"),
      /^pass: access_token .*by POST \/api\/auth\/logout without a session/,
    );
    assert.deepEqual(await platform.ending("inconclusive"), [
      "websocket",
      "websocket foreign origin",
    ]);
  });

  it("say how they would be told", async () => {
    const [found] = await platform.verify(["websocket"]);

    assert.match(found!.mend!, /--cookie-jar <file>/);
  });

  it("all pass with a cookie jar", async () => {
    platform.cookieJar = jarOf();

    const open = (await platform.verify()).filter(({ outcome }) => outcome !== "pass");

    assert.deepEqual(open, []);
    assert.match(await platform.result("session cookies"), /by POST \/api\/auth\/refresh/);
  });

  it("pass with a jar whose access cookie is over, by a refresh", async () => {
    platform.cookieJar = jarOf({ access_token: "old", refresh_token: secrets.refresh });

    assert.match(await platform.result("websocket"), /^pass: 101/);
  });

  it("pass with a jar that has a refresh cookie alone, for the path of the refresh", async () => {
    const path = "/api/auth";
    platform.cookieJar = jarOf({ refresh_token: secrets.refresh }, { path });

    assert.match(await platform.result("websocket"), /^pass: 101/);
  });

  const useless: readonly [string, () => CookieJar, RegExp][] = [
    ["has expired", () => jarOf(undefined, { expires: 1 }), /cookies for stg-api.* have expired/],
    [
      "is another host's",
      () => jarOf(undefined, { domain: ".example.com" }),
      /no cookie for stg-api.*, only for example\.com/,
    ],
    [
      "nobody is signed in by",
      () => jarOf({ access_token: "old", refresh_token: "old" }),
      /the session of the cookie jar is over: POST \/api\/auth\/refresh answers 401/,
    ],
  ];
  for (const [what, jar, saw] of useless) {
    it(`can't tell by a jar that ${what}, and say how to mend it`, async () => {
      platform.cookieJar = jar();

      const [found] = await platform.verify(["websocket"]);

      assert.equal(found!.outcome, "inconclusive");
      assert.match(found!.saw, saw);
      assert.match(found!.mend!, /Sign in with a browser/);
    });
  }

  it("can't tell by a jar before api has a name of the zone", async () => {
    await platform.close();
    platform = await SmallPlatform.start("provision");
    platform.cookieJar = jarOf();

    assert.match(await platform.result("websocket"), /^inconclusive: .*before the phase bind/);
  });

  it("send the jar's session to nobody who shows a certificate that clients don't trust", async () => {
    platform.cookieJar = jarOf();
    await platform.internet.certify(names.api, 60, { names: ["else.example.com"] });
    let sent = false;
    platform.behaviour.refresh = () => ((sent = true), { status: 200 });

    const seen = await platform.result("websocket");

    assert.match(seen, /^inconclusive: .*not sent: see certificate stg-api/);
    assert.equal(sent, false);
  });

  it("show no value of the jar, also when everything is broken", async () => {
    platform.cookieJar = jarOf();
    platform.behaviour.upgrade = () => 500;
    platform.behaviour.refresh = () => ({
      status: 200,
      headers: { "set-cookie": [`refresh_token=${secrets.refresh}`] },
    });

    const said = JSON.stringify(await platform.verify());

    for (const secret of Object.values(secrets)) assert.ok(!said.includes(secret), secret);
  });

  for (const [what, wanted, instead] of [
    ["without Partitioned", "; Partitioned", ""],
    ["with SameSite=Lax", "SameSite=None", "SameSite=Lax"],
  ] as const) {
    it(`reject cookies ${what}, and nothing else`, async () => {
      platform.cookieJar = jarOf();
      const cookie = `access_token=${secrets.cookie}; ${good.replace(wanted, instead)}`;
      platform.behaviour.refresh = () => ({ status: 200, headers: { "set-cookie": [cookie] } });

      assert.deepEqual(await platform.ending("fail"), ["session cookies"]);
    });
  }

  it("leave cookies alone that Cloudflare or the ingress sets", async () => {
    platform.behaviour.signOut = () => ({
      status: 204,
      headers: {
        "set-cookie": [
          `access_token=; ${good}`,
          "__cf_bm=x; Path=/; Domain=.ftljeta.cloud; HttpOnly; Secure; SameSite=None",
          "acaAffinity=x; Path=/; HttpOnly",
        ],
      },
    });

    assert.match(await platform.result("session cookies"), /^pass: access_token for/);
  });

  it("can't tell of cookies where nobody sets any", async () => {
    platform.behaviour.signOut = () => ({ status: 404 });

    assert.match(
      await platform.result("session cookies"),
      /^inconclusive: no cookie to look at: POST \/api\/auth\/guest answers 404.*logout 404/,
    );
  });
});
