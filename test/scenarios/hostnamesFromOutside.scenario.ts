import assert from "node:assert/strict";
import type { ServedName } from "../../settings/schema";
import { Platform } from "../support/platform";
import { stackSettings } from "../support/stackSettings";

const hostname = "api.ftljeta.cloud";

describe("half a year of a hostname, from outside", function () {
  this.timeout(120_000);
  let platform: Platform;
  beforeEach(async () => {
    platform = await Platform.open();
  });
  afterEach(() => platform.close());

  /** prd, live, with one api hostname of a kind, and 190 days later: certificates of the vault are renewed weekly. */
  async function halfAYear(certificate: ServedName["certificate"]) {
    const { hostnames } = stackSettings("prd");
    const api = [{ name: hostname, proxied: true, certificate }];
    const changes = { hostnames: { ...hostnames, api } };
    await platform.cutOver("prd", changes);
    await platform.settled();
    const before = await platform.verify("prd");
    for (let day = 0; day < 190; day += 5) {
      await platform.advance(5);
      await platform.issueCertificates("prd", changes);
    }
    await platform.settled();
    const after = await platform.verify("prd");
    const of = (results: typeof before, name: string) => {
      const result = results.find((one) => one.name === name);
      assert.ok(result, `${name} is no check`);
      return result;
    };
    return { before: of.bind(undefined, before), after: of.bind(undefined, after) };
  }

  it("ends in 526 with a managed certificate behind the proxy, and verify says so", async () => {
    const { before, after } = await halfAYear("managed");

    assert.equal(before(`origin certificate ${hostname}`).outcome, "pass");
    assert.equal(before("health api").outcome, "pass");
    const ended = after(`origin certificate ${hostname}`);
    assert.equal(ended.outcome, "fail");
    assert.match(ended.saw, /expired.*526/);
    assert.equal(after(`certificate ${hostname}`).outcome, "pass", "the edge renews its own");
    assert.match(after("health api").saw, /526: see origin certificate/);
  });

  it("stays green with a certificate of the vault behind the proxy", async () => {
    const { after } = await halfAYear("keyvault");

    assert.equal(after(`origin certificate ${hostname}`).outcome, "pass");
    assert.equal(after("health api").outcome, "pass");
    assert.equal(after("certificate ws.ftljeta.cloud").outcome, "pass", "managed, and DNS-only");
  });

  it("stays green with a certificate of the Origin CA behind the proxy", async () => {
    const { after } = await halfAYear("origin");

    assert.equal(after(`origin certificate ${hostname}`).outcome, "pass");
    assert.equal(after("health api").outcome, "pass");
  });
});
