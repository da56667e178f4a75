import assert from "node:assert/strict";
import fs from "node:fs";
import { stackFile } from "../../operations/project";
import { LocalStacks } from "./localStacks";

/** What differs between the stacks in what follows. */
const stacks = [
  { stack: "stg", protected: false, replicas: 3 },
  { stack: "prd", protected: true, replicas: 10 },
];

describe("the real stacks on the real engine and the local cloud", function () {
  this.timeout(120_000);
  let local: LocalStacks;
  const committed = new Map(
    stacks.map(({ stack }) => [stack, fs.readFileSync(stackFile(stack), "utf8")]),
  );
  before(async () => (local = await LocalStacks.open()));
  after(() => local.close());

  for (const { stack, replicas } of stacks) {
    describe(stack, () => {
      it("goes up from nothing, with every type modelled", async () => {
        const output = await local.up(stack);

        assert.doesNotMatch(output, /no model of/);
        assert.ok(local.azureIds(stack).some((id) => id.endsWith(`/ftl-${stack}-api`)));
        assert.ok(local.recordNames().some((name) => name.startsWith("CNAME ")));
      });

      it("has no changes in a second up", async () => {
        await local.up(stack, "--expect-no-changes");
      });

      it("has no drift after a refresh", async () => {
        await local.succeeds(
          `refresh --yes --skip-preview --expect-no-changes --suppress-outputs --stack ${stack}`,
        );
      });

      it("shows a changed setting, and nothing else, in a preview", async () => {
        const change = ["--config-path", "-c", `ftl:apps.api.maxReplicas=${replicas + 1}`];

        const output = await local.succeeds(`preview --diff --stack ${stack}`, ...change);

        assert.match(output, new RegExp(`~ maxReplicas: ${replicas} => ${replicas + 1}`));
        assert.match(output, /~ 1 to update/);
        assert.doesNotMatch(output, /\d to (create|delete|replace)/);
      });
    });
  }

  describe("both at once", () => {
    it("leaves the committed stack files untouched", () => {
      for (const { stack } of stacks) {
        assert.equal(fs.readFileSync(stackFile(stack), "utf8"), committed.get(stack));
      }
    });

    it("replaces what Azure can't change in place, where nothing protects it", async () => {
      const change = ["--config-path", "-c", "ftl:postgres.geoRedundantBackup=true"];

      const output = await local.up("stg", ...change);

      assert.match(output, /dbforpostgresql:Server path2-stores-postgres-server replaced/);
      const server = local.session.cloud!.resourceManager.get(
        local.azureIds("stg").find((id) => id.endsWith("/ftl-stg-pg"))!,
      );
      assert.match(JSON.stringify(server), /"geoRedundantBackup":"Enabled"/);
    });

    it("rejects such a replacement in prd, and changes nothing", async () => {
      const before = local.azureIds("prd");
      const change = ["--config-path", "-c", "ftl:postgres.database=renamed"];

      const output = await local.fails("up --yes --skip-preview --stack prd", ...change);

      assert.match(output, /path2-stores-postgres-database.*for protection/s);
      assert.deepEqual(local.azureIds("prd"), before);
    });

    it("rejects a ws record that is proxied, before anything is written", async () => {
      const change = ["--config-path", "-c", "ftl:hostnames.ws[0].proxied=true"];

      const output = await local.fails("preview --stack prd", ...change);

      assert.match(output, /ws-record-dns-only/);
      assert.match(output, /ws\.ftljeta\.cloud/);
      assert.match(output, /proxied/);
    });

    it("rejects wrong settings with all errors at once, by file and key", async () => {
      const change = ["--config-path", "-c", "ftl:postgres.storageGib=50", "-c", "ftl:phase=livve"];

      const output = await local.fails("preview --stack stg", ...change);

      assert.match(output, /Pulumi\.stg\.yaml has 2 problems/);
      assert.match(output, /ftl:postgres\.storageGib/);
      assert.match(output, /ftl:phase/);
    });

    it("rejects the destruction of prd while it is protected", async () => {
      const before = local.azureIds("prd");

      const output = await local.fails("destroy --yes --stack prd");

      assert.match(output, /protected/);
      assert.deepEqual(local.azureIds("prd"), before);
    });

    it("destroys stg down to nothing, and leaves prd whole", async () => {
      const prd = local.azureIds("prd");

      await local.succeeds("destroy --yes --skip-preview --stack stg");

      assert.deepEqual(local.azureIds("stg"), []);
      assert.deepEqual(local.azureIds("prd"), prd);
      assert.deepEqual(
        local.recordNames().filter((name) => name.includes("stg")),
        [],
      );
    });

    it("destroys prd down to nothing once somebody has lifted its protection by hand", async () => {
      await local.succeeds("state unprotect --all --yes --stack prd");

      await local.succeeds("destroy --yes --skip-preview --stack prd");

      assert.deepEqual(local.azureIds("prd"), []);
      assert.deepEqual(local.recordNames(), []);
    });

    it("keeps the name of prd's vault for as long as its purge protection says", async () => {
      const output = await local.fails("up --yes --skip-preview --stack prd");

      assert.match(output, /vault with the same name already exists in deleted state/);
    });
  });
});
