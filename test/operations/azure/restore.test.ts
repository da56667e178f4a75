import assert from "node:assert/strict";
import { restore, type RestoredServer } from "../../../operations/azure/restore";
import type { JsonObject } from "../../../local-cloud/json";
import { said, ServedStack } from "./servedStack";

const yes = true as const;

/** What there is of a server, in Resource Manager's shape. */
function read(stack: ServedStack, name: string) {
  const id = stack.target.outputs.resourceIds.postgres.replace(/[^/]+$/, name);
  return stack.cloud.resourceManager.get(id) as JsonObject & {
    tags: Record<string, string>;
    sku: object;
    properties: { network: Record<string, string>; administratorLogin: string };
  };
}

describe("ftl restore, on the local cloud's Resource Manager", function () {
  this.timeout(30_000);
  let prd: ServedStack;
  let stg: ServedStack;
  before(async () => {
    prd = await ServedStack.deploy("prd");
    stg = await ServedStack.deploy("stg");
    for (const { cloud } of [prd, stg]) await cloud.advance(1);
  });
  after(async () => {
    await prd.close();
    await stg.close();
  });

  it("makes a new server beside a private stack's own, in the same subnet and DNS zone", async () => {
    const own = read(prd, "ftl-prd-pg");

    const { exitCode, out } = await said(() => restore(prd.target, { at: "-15m", yes, json: yes }));

    const restored = JSON.parse(out) as RestoredServer;
    const made = read(prd, "ftl-prd-pg-rolled-back");
    assert.equal(exitCode, 0);
    assert.equal(restored.host, "ftl-prd-pg-rolled-back.postgres.database.azure.com");
    assert.deepEqual(made.properties.network, own.properties.network);
    assert.deepEqual(made.sku, own.sku);
    assert.deepEqual(read(prd, "ftl-prd-pg"), own);
  });

  it("leaves the tag away that says that Pulumi manages it", async () => {
    const { tags } = read(prd, "ftl-prd-pg-rolled-back");

    const own = read(prd, "ftl-prd-pg").tags;
    assert.equal(own["managed-by"], "pulumi");
    assert.deepEqual({ ...tags, "managed-by": "pulumi" }, own);
    assert.equal("managed-by" in tags, false);
  });

  it("says how to switch to it, that a deployment switches back, and how to be rid of it", async () => {
    const { error } = await said(() => restore(prd.target, { at: "-1h", as: "ftl-look", yes }));

    assert.match(
      error,
      /sed 's\/@ftl-prd-pg\.postgres\.database\.azure\.com:\/@ftl-look\.postgres\.database\.azure\.com:\/'/,
    );
    assert.match(error, /the next ftl deploy leads the apps back to ftl-prd-pg/);
    assert.match(error, /server delete --resource-group ftl-prd-rg-cin --name ftl-look\n/);
    assert.doesNotMatch(error, /firewall-rule/);
  });

  it("says of a public stack's server which firewall rule it lacks", async () => {
    const { exitCode, error } = await said(() => restore(stg.target, { at: "-1h", yes }));

    assert.equal(exitCode, 0);
    assert.equal(
      read(stg, "ftl-stg-pg-rolled-back").properties.network["publicNetworkAccess"],
      "Enabled",
    );
    assert.match(error, /firewall-rule create .*--server-name ftl-stg-pg-rolled-back/);
  });

  it("rejects a name that a server has already, the stack's own one above all", async () => {
    const own = await said(() => restore(prd.target, { at: "-1h", as: "ftl-prd-pg", yes }));

    assert.equal(own.exitCode, 1);
    assert.match(own.error, /There is a server ftl-prd-pg already \(Ready\)/);
  });

  it("rejects a name that is taken elsewhere in Azure", async () => {
    const group = prd.target.outputs.resourceIds.postgres.split("/providers/")[0]!;
    const elsewhere = group.replace(/[^/]+$/, "elsewhere");
    const { resourceManager } = prd.cloud;
    await resourceManager.put(elsewhere, { location: "centralindia" });
    await resourceManager.put(
      `${elsewhere}/providers/Microsoft.DBforPostgreSQL/flexibleServers/ftl-taken`,
      {
        location: "centralindia",
        sku: { name: "Standard_D2ds_v5", tier: "GeneralPurpose" },
        properties: {
          administratorLogin: "somebody",
          administratorLoginPassword: "Tr4d1ng-platf0rm",
          storage: { storageSizeGB: 32 },
        },
      },
    );

    const { exitCode, error } = await said(() =>
      restore(prd.target, { at: "-1h", as: "ftl-taken", yes }),
    );

    assert.equal(exitCode, 1);
    assert.match(error, /Specified server name is already used/);
    assert.match(error, /or the name is taken/);
  });

  for (const [what, at, why] of [
    [
      "in the future",
      "2999-01-01T00:00:00Z",
      /is in the future\. It can be restored to any time from/,
    ],
    ["before the first backup", "-40d", /is before the server's earliest backup/],
    ["without a zone", "2026-11-20T18:30:00", /names no zone/],
  ] as const) {
    it(`rejects a time ${what}, and makes nothing`, async () => {
      const before = prd.cloud.resourceManager.ids();

      const { exitCode, error } = await said(() =>
        restore(prd.target, { at, as: "ftl-never", yes }),
      );

      assert.equal(exitCode, 1);
      assert.match(error, why);
      assert.deepEqual(prd.cloud.resourceManager.ids(), before);
    });
  }

  it("rejects to make anything where nobody says yes", async () => {
    const before = prd.cloud.resourceManager.ids();

    const { exitCode, error } = await said(() =>
      restore(prd.target, { at: "-1h", as: "ftl-unasked" }),
    );

    assert.equal(exitCode, 1);
    assert.match(
      error,
      /Make ftl-unasked\? Nobody can be asked here: say so beforehand with --yes/,
    );
    assert.deepEqual(prd.cloud.resourceManager.ids(), before);
  });
});
