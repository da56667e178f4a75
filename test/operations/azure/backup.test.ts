import assert from "node:assert/strict";
import { backup, backupName, type TakenBackup } from "../../../operations/azure/backup";
import { said, ServedStack } from "./servedStack";

describe("ftl backup, on the local cloud's Resource Manager", function () {
  this.timeout(30_000);
  let prd: ServedStack;
  before(async () => {
    prd = await ServedStack.deploy("prd");
  });
  after(() => prd.close());

  it("says that there is no backup before there is one", async () => {
    const { exitCode, out } = await said(() => backup(prd.target, { list: true }));

    assert.equal(exitCode, 0);
    assert.equal(out, "ftl-prd-pg has no backups yet.\n");
  });

  it("prints a taken backup for machines, and nothing else", async () => {
    const { out } = await said(() => backup(prd.target, { json: true }));

    const { postgres } = prd.target.outputs.resourceIds;
    const taken = JSON.parse(out) as TakenBackup;
    assert.equal(taken.kind, "ftl-backup");
    assert.equal(taken.id, `${postgres}/backups/${taken.name}`);
    assert.equal(new Date(taken.completedAt).toISOString(), taken.completedAt);
  });

  it("takes a backup and says its id, its time, and how to go back to it", async () => {
    const { exitCode, out } = await said(() => backup(prd.target, {}));

    const [, id = "", completedAt] = /^Backup: {4}(\S+)\nCompleted: (\S+)\n/.exec(out) ?? [];
    assert.equal(exitCode, 0);
    assert.equal(prd.cloud.resourceManager.get(id)["name"], id.split("/").at(-1));
    assert.ok(out.endsWith(`Restore:   npx ftl restore prd --at ${completedAt} --local\n`));
  });

  it("lists what was taken", async () => {
    const { out } = await said(() => backup(prd.target, { list: true }));

    assert.match(out, /ftl-\d{8}T\d{6}Z {2}\d{4}-\S+Z {2}Customer On-Demand {2}Customer Initiated/);
  });

  it("rejects an eighth backup, and names the oldest to delete", async () => {
    const { postgres } = prd.target.outputs.resourceIds;
    const { resourceManager } = prd.cloud;
    const count = () =>
      resourceManager.ids().filter((id) => id.startsWith(`${postgres}/backups/`)).length;
    while (count() < 7) await resourceManager.put(`${postgres}/backups/ftl-more-${count()}`, {});

    const { exitCode, error } = await said(() => backup(prd.target, {}));

    assert.equal(exitCode, 1);
    assert.match(error, /has 7 on-demand backups, and may have 7\. .*--name ftl-20\d{6}T\d{6}Z\n$/);
  });

  it("rejects a server of the Burstable tier before it asks for anything, as the service would", async () => {
    const stg = await ServedStack.deploy("stg");
    try {
      const { postgres } = stg.target.outputs.resourceIds;

      const { exitCode, error } = await said(() => backup(stg.target, {}));

      assert.equal(exitCode, 1);
      assert.match(error, /Burstable tier \(Standard_B1ms\), which has no on-demand backups/);
      assert.match(error, /npx ftl restore stg --at <time>/);
      await assert.rejects(stg.cloud.resourceManager.put(`${postgres}/backups/one`, {}), {
        code: "BackupNotSupportedForBurstableSku",
      });
    } finally {
      await stg.close();
    }
  });
});

describe("the name of a backup", () => {
  it("is its time, in characters that the service takes", () => {
    assert.equal(backupName(new Date("2026-11-21T17:05:09.250Z")), "ftl-20261121T170509Z");
  });
});
