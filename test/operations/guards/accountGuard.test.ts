import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import {
  type AccountContext,
  accountGuard,
  pinnedAccount,
} from "../../../operations/guards/accountGuard";
import { type JsonServer, serveJson } from "../certificate/jsonServer";
import { temporaryFolder } from "../../support/temporaryFolder";

const subscriptionId = "11111111-1111-1111-1111-111111111111";
const tenantId = "22222222-2222-2222-2222-222222222222";
const elsewhere = "33333333-3333-3333-3333-333333333333";
const zoneId = "0123456789abcdef0123456789abcdef";
const zone = "ftljeta.cloud";

/** A folder with an `az` that prints or fails; node is found beside it. */
function folderWithAz(script: string): string {
  const folder = temporaryFolder();
  fs.writeFileSync(path.join(folder, "az"), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  return folder;
}

const signedIn = (id: string, tenant = tenantId) =>
  folderWithAz(
    `[ "$*" = "account show -o json" ] && echo '${JSON.stringify({ id, tenantId: tenant })}'`,
  );

describe("the account of a deployment", () => {
  let cloudflare: JsonServer;
  beforeEach(async () => {
    cloudflare = await serveJson();
  });
  afterEach(() => cloudflare.close());

  const cloudflareAnswers = (result: unknown, status = 200) =>
    cloudflare.answers.push({
      status,
      body:
        status === 200
          ? { success: true, errors: [], result }
          : { success: false, errors: [{ code: 1000, message: "Invalid API Token" }], result },
    });
  const seesZone = () => cloudflareAnswers([{ id: zoneId, name: zone }]);

  /** Outcomes by subject, and all that was said. */
  async function judged(
    environment: Record<string, string>,
    changes: Partial<AccountContext> = {},
  ): Promise<{ outcomes: string[]; said: string }> {
    const guard = accountGuard({
      stack: "prd",
      hostnames: { zone, zoneId },
      pinned: { subscriptionId, tenantId },
      local: false,
      environment: { CLOUDFLARE_API_TOKEN: "token", PATH: temporaryFolder(), ...environment },
      cloudflareUrl: cloudflare.url,
      ...changes,
    });
    const results = await guard.run();
    return {
      outcomes: results.map(({ outcome }) => outcome),
      said: results
        .map(({ subject, seen, mend = "" }) => `${subject}: ${seen}; ${mend}`)
        .join("\n"),
    };
  }

  describe("at Azure", () => {
    beforeEach(seesZone);

    for (const [name, value] of [
      ["ARM_CLIENT_SECRET", "secret-canary"],
      ["ARM_CLIENT_CERTIFICATE_PATH", "/file.pfx"],
      ["ARM_USE_OIDC", "true"],
      ["ARM_USE_MSI", "true"],
    ] as const) {
      it(`is what the variables say, with ${name}; its value is not shown`, async () => {
        const { outcomes, said } = await judged({
          [name]: value,
          ARM_SUBSCRIPTION_ID: subscriptionId,
          ARM_TENANT_ID: tenantId,
        });

        assert.deepEqual(outcomes, ["pass", "pass", "pass"]);
        assert.match(said, new RegExp(`subscription: ${subscriptionId} \\(${name}\\)`));
        assert.doesNotMatch(said, /canary/);
      });
    }

    it("is whose az is signed in, when no variable signs in", async () => {
      const { outcomes, said } = await judged({
        PATH: signedIn(subscriptionId),
        ARM_USE_OIDC: "false",
        ARM_CLIENT_SECRET: "",
      });

      assert.deepEqual(outcomes, ["pass", "pass", "pass"]);
      assert.match(said, /\(az account show\)/);
    });

    it("is compared without regard to capitals", async () => {
      const id = "aaaaaaaa-1111-1111-1111-111111111111";
      const pinned = { subscriptionId: id.toUpperCase(), tenantId };

      assert.deepEqual((await judged({ PATH: signedIn(id) }, { pinned })).outcomes[0], "pass");
    });

    it("rejects another subscription, with both ids and the command", async () => {
      const { outcomes, said } = await judged({ PATH: signedIn(elsewhere) });

      assert.deepEqual(outcomes, ["fail", "pass", "pass"]);
      assert.match(
        said,
        new RegExp(
          `${elsewhere} \\(az account show\\); pinned is ${subscriptionId}; Sign in there: az account set --subscription ${subscriptionId}`,
        ),
      );
    });

    it("rejects another tenant", async () => {
      const { outcomes } = await judged({ PATH: signedIn(subscriptionId, elsewhere) });

      assert.deepEqual(outcomes, ["pass", "fail", "pass"]);
    });

    it("rejects variables of another subscription, whoever is signed in to az", async () => {
      const { outcomes } = await judged({
        PATH: signedIn(subscriptionId),
        ARM_CLIENT_SECRET: "secret",
        ARM_SUBSCRIPTION_ID: elsewhere,
        ARM_TENANT_ID: tenantId,
      });

      assert.deepEqual(outcomes, ["fail", "pass", "pass"]);
    });

    const dark: readonly (readonly [string, () => Record<string, string>, RegExp])[] = [
      ["there is no az", () => ({}), /there is no az command/],
      [
        "az is not signed in",
        () => ({ PATH: folderWithAz("echo \"Please run 'az login'\" >&2; exit 1") }),
        /Please run 'az login'/,
      ],
      ["the variables lack the ids", () => ({ ARM_USE_MSI: "true" }), /pinned is .*ARM_USE_MSI/],
      ["az prints something else", () => ({ PATH: folderWithAz("echo hello") }), /not valid JSON/],
    ];
    for (const [title, environment, why] of dark) {
      it(`can't be told when ${title}`, async () => {
        const { outcomes, said } = await judged(environment());

        assert.deepEqual(outcomes, ["cannotTell", "cannotTell", "pass"]);
        assert.match(said, why);
      });
    }

    it("rejects a stack that pins none, with the command that pins", async () => {
      const pinned = { subscriptionId: undefined, tenantId: undefined };

      const { outcomes, said } = await judged({ PATH: signedIn(subscriptionId) }, { pinned });

      assert.deepEqual(outcomes, ["fail", "fail", "pass"]);
      assert.match(said, /pulumi config set --stack prd azure-native:subscriptionId <id of prd's/);
      assert.match(said, /pulumi config set --stack prd azure-native:tenantId <id of prd's/);
    });
  });

  describe("at Cloudflare", () => {
    const inAzure = { ARM_USE_OIDC: "true", ARM_SUBSCRIPTION_ID: subscriptionId };
    const zoneOf = async (
      environment: Record<string, string> = {},
      changes: Partial<AccountContext> = {},
    ) => {
      const { outcomes, said } = await judged({ ...inAzure, ...environment }, changes);
      return { outcome: outcomes[2], said: said.split("\n")[2]! };
    };

    it("is the zone that the token sees by its name", async () => {
      seesZone();

      const { outcome, said } = await zoneOf();

      assert.equal(outcome, "pass");
      assert.match(said, new RegExp(`zone ${zone}: ${zoneId}`));
      assert.equal(cloudflare.requests[0]!.path, `/zones?name=${zone}`);
      assert.equal(cloudflare.requests[0]!.authorization, "Bearer token");
    });

    it("rejects a zone of the same name in another account", async () => {
      cloudflareAnswers([{ id: "f".repeat(32), name: zone }]);

      const { outcome, said } = await zoneOf();

      assert.equal(outcome, "fail");
      assert.match(said, new RegExp(`f{32} .*pinned is ${zoneId}`));
    });

    it("rejects a stack that pins none, with the command that pins", async () => {
      seesZone();

      const { outcome, said } = await zoneOf({}, { hostnames: { zone } });

      assert.equal(outcome, "fail");
      assert.match(said, /pulumi config set --stack prd --path 'ftl:hostnames\.zoneId' <id of/);
    });

    it("can't be told without a token", async () => {
      const { outcome, said } = await zoneOf({ CLOUDFLARE_API_TOKEN: "" });

      assert.equal(outcome, "cannotTell");
      assert.match(said, /CLOUDFLARE_API_TOKEN is not set/);
    });

    it("can't be told by a token that doesn't see the zone", async () => {
      cloudflareAnswers([]);

      const { outcome, said } = await zoneOf();

      assert.equal(outcome, "cannotTell");
      assert.match(said, /the token does not see the zone/);
    });

    it("can't be told by a token that has expired, and that is said", async () => {
      cloudflareAnswers(null, 403);
      cloudflareAnswers({ status: "expired" });

      const { outcome, said } = await zoneOf();

      assert.equal(outcome, "cannotTell");
      assert.match(said, /CLOUDFLARE_API_TOKEN is expired/);
    });

    it("can't be told by a token that Cloudflare doesn't know; the token is not shown", async () => {
      cloudflareAnswers(null, 400);
      cloudflareAnswers(null, 401);

      const { outcome, said } = await zoneOf({ CLOUDFLARE_API_TOKEN: "canary" });

      assert.equal(outcome, "cannotTell");
      assert.match(said, /Invalid API Token \(code 1000\)/);
      assert.doesNotMatch(said, /canary/);
    });
  });

  it("is not compared on the local cloud, which says so", async () => {
    const { outcomes, said } = await judged({}, { local: true });

    assert.deepEqual(outcomes, ["pass"]);
    assert.match(said, /makes its own ids; nothing is compared/);
    assert.deepEqual(cloudflare.requests, []);
  });
});

describe("what a stack's file pins", () => {
  const pinned = (config: object) => {
    const folder = temporaryFolder();
    fs.writeFileSync(path.join(folder, "Pulumi.prd.yaml"), JSON.stringify({ config }));
    return pinnedAccount("prd", folder);
  };

  it("is the provider's own configuration", () => {
    const found = pinned({
      "azure-native:subscriptionId": subscriptionId,
      "azure-native:tenantId": tenantId,
    });

    assert.deepEqual(found, { subscriptionId, tenantId });
  });

  it("is nothing where nothing is said, or where it is encrypted", () => {
    const found = pinned({ "azure-native:tenantId": { secure: "v1:abc" } });

    assert.deepEqual(found, { subscriptionId: undefined, tenantId: undefined });
  });
});
