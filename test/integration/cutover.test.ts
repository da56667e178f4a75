import assert from "node:assert/strict";
import { localAuthority } from "../../operations/certificate/localAuthority";
import { localVault } from "../../operations/certificate/localVault";
import { vaultCertificates, vaultNameOf } from "../../operations/certificate/names";
import { obtainAll, type Outcome, type Workplace } from "../../operations/certificate/obtain";
import type { FrontendName, ServedName } from "../../settings/schema";
import { stackFileSettings } from "../support/configBag";
import { type StackName, stackSettings } from "../support/stackSettings";
import { changesIn } from "./engineEvents";
import { LocalStacks } from "./localStacks";

/** What every removed or restored `certificateId` says of the apps, by the number of their hostnames. */
const rebound = (app: "api" | "ws", names: number, parts = ["bindingType", "certificateId"]) =>
  `update path2-apps-${app}-container-app: ` +
  Array.from({ length: names }, (_, index) =>
    parts.map((part) => `customDomains[${index}].${part}`),
  )
    .flat()
    .map((place) => `configuration.ingress.${place}`)
    .join(", ");

describe("the cutover, on the real engine and the local cloud", function () {
  this.timeout(120_000);
  let local: LocalStacks;
  before(async () => (local = await LocalStacks.open()));
  after(() => local.close());

  /** Updates a stack, and says what the engine did to which resource. */
  async function up(stack: StackName, ...settings: string[]): Promise<string[]> {
    const trial = settings.flatMap((setting) => ["-c", setting]);
    return changesIn(
      await local.up(stack, "--json", ...(trial.length > 0 ? ["--config-path", ...trial] : [])),
    );
  }

  /** `ftl certificate issue <stack> --local`, on the cloud that this test has open. */
  function issue(stack: StackName, settings = stackSettings(stack)): Promise<Outcome[]> {
    const cloud = local.session.cloud!;
    const say = () => undefined;
    const now = () => cloud.clock.now();
    const place: Workplace = {
      vault: localVault(cloud, { name: vaultNameOf(stack, settings), stack }, say),
      authority: (kind) => localAuthority(cloud, kind),
      now,
      say,
    };
    return obtainAll(vaultCertificates(settings), place, ["missing"], 30);
  }

  describe("of prd, step by step", () => {
    const names = [
      "api-api.ftljeta.cloud",
      "api-prd-api.ftljeta.cloud",
      "ws-ws.ftljeta.cloud",
      "ws-prd-ws.ftljeta.cloud",
    ];
    /** The stack file's names of ws without the alias. */
    const { ws } = stackFileSettings("prd")["hostnames"] as { ws: object[] };
    const withoutAlias = `ftl:hostnames.ws=${JSON.stringify(ws.slice(0, 1))}`;

    it("begins with every name claimed, and nothing bound", async () => {
      const changes = await up("prd");

      for (const name of names) {
        assert.ok(changes.includes(`create path2-apps-${name}-cname`), name);
        assert.ok(changes.includes(`create path2-apps-${name}-asuid`), name);
      }
      assert.deepEqual(
        changes.filter((change) => change.endsWith("-certificate")),
        [],
      );
      for (const { result } of await issue("prd")) assert.equal(result, "obtained");
    });

    it("binds: certificates come, and both apps take them", async () => {
      const changes = await up("prd", "ftl:phase=bind");

      assert.deepEqual(changes, [
        "create path2-apps-api-api.ftljeta.cloud-certificate",
        "create path2-apps-api-prd-api.ftljeta.cloud-certificate",
        "create path2-apps-ws-prd-ws.ftljeta.cloud-certificate",
        "create path2-apps-ws-ws.ftljeta.cloud-certificate",
        rebound("api", 2),
        rebound("ws", 2),
      ]);
    });

    it("goes live: the two records of api turn orange, and nothing else happens", async () => {
      const changes = await up("prd", "ftl:phase=live");

      assert.deepEqual(changes, [
        "update path2-apps-api-api.ftljeta.cloud-cname: proxied, ttl",
        "update path2-apps-api-prd-api.ftljeta.cloud-cname: proxied, ttl",
      ]);
    });

    it("loses one name while it is live: its resources go, its app changes, no other does", async () => {
      const changes = await up("prd", "ftl:phase=live", withoutAlias);

      assert.deepEqual(changes, [
        "delete path2-apps-ws-prd-ws.ftljeta.cloud",
        "delete path2-apps-ws-prd-ws.ftljeta.cloud-asuid",
        "delete path2-apps-ws-prd-ws.ftljeta.cloud-certificate",
        "delete path2-apps-ws-prd-ws.ftljeta.cloud-cname",
        "update path2-apps-ws-container-app: configuration.ingress.customDomains[1]",
      ]);
    });

    it("goes back to bind: the records of api turn grey again", async () => {
      const changes = await up("prd", "ftl:phase=bind", withoutAlias);

      assert.deepEqual(changes, [
        "update path2-apps-api-api.ftljeta.cloud-cname: proxied, ttl",
        "update path2-apps-api-prd-api.ftljeta.cloud-cname: proxied, ttl",
      ]);
    });

    it("goes back to provision: the apps let go of their certificates, and then these are deleted", async () => {
      const changes = await up("prd", withoutAlias);

      assert.deepEqual(changes, [
        "delete path2-apps-api-api.ftljeta.cloud-certificate",
        "delete path2-apps-api-prd-api.ftljeta.cloud-certificate",
        "delete path2-apps-ws-ws.ftljeta.cloud-certificate",
        rebound("api", 2),
        rebound("ws", 1),
      ]);
    });

    it("is destroyed down to nothing, once its protection is lifted by hand", async () => {
      await local.succeeds("state unprotect --all --yes --stack prd");
      await local.succeeds("destroy --yes --skip-preview --stack prd");

      assert.deepEqual(local.azureIds("prd"), []);
      assert.deepEqual(local.recordNames(), []);
    });
  });

  describe("of stg with names of every kind, at once", () => {
    const api = [
      { name: "stg-api.ftljeta.cloud", proxied: true, certificate: "keyvault" },
      { name: "o.api.ftljeta.cloud", proxied: true, certificate: "origin" },
      { name: "m.api.ftljeta.cloud", proxied: false, certificate: "managed" },
    ] as const satisfies ServedName[];
    const ws = [
      { name: "stg-ws.ftljeta.cloud", proxied: false, certificate: "managed" },
      { name: "held-ws.ftljeta.cloud", proxied: false, certificate: "managed", phase: "provision" },
    ] as const satisfies ServedName[];
    const frontend = [
      { name: "stg.ftljeta.cloud", proxied: true, certificate: "managed", record: "declared" },
    ] as const satisfies FrontendName[];
    const names = Object.entries({ api, ws, frontend }).map(
      ([role, list]) => `ftl:hostnames.${role}=${JSON.stringify(list)}`,
    );

    it("is live two updates after nothing, once the certificates of api are there", async () => {
      await up("stg", ...names);
      const settings = stackSettings("stg");
      await issue("stg", { ...settings, hostnames: { ...settings.hostnames, api: [...api] } });

      const changes = await up("stg", ...names, "ftl:phase=live");

      assert.deepEqual(changes, [
        "create path2-apps-api-m.api.ftljeta.cloud-certificate",
        "create path2-apps-api-o.api.ftljeta.cloud-certificate",
        "create path2-apps-api-stg-api.ftljeta.cloud-certificate",
        "create path2-apps-ws-stg-ws.ftljeta.cloud-certificate",
        rebound("api", 3),
        "update path2-apps-api-o.api.ftljeta.cloud-cname: proxied, ttl",
        "update path2-apps-api-stg-api.ftljeta.cloud-cname: proxied, ttl",
        rebound("ws", 1),
        "update path2-frontend-stg.ftljeta.cloud-cname: proxied, ttl",
      ]);
    });

    it("is destroyed from live in one command", async () => {
      await local.succeeds("destroy --yes --skip-preview --stack stg");

      assert.deepEqual(local.azureIds("stg"), []);
      assert.deepEqual(local.recordNames(), []);
    });
  });
});
