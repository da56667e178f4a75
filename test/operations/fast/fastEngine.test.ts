import assert from "node:assert/strict";
import path from "node:path";
import { Command } from "commander";
import { addBackupCommand } from "../../../operations/commands/backup";
import { addRestoreCommand } from "../../../operations/commands/restore";
import { addRollbackCommand } from "../../../operations/commands/rollback";
import { findDrift } from "../../../operations/drift/drift";
import { openLocal } from "../../../operations/local/session";
import { openPlace } from "../../../operations/place";
import { LocalStacks } from "../../integration/localStacks";
import { temporaryFolder } from "../../support/temporaryFolder";
import { activeRevision, said, type Said } from "../azure/servedStack";

const badRelease = ["--config-path", "-c", "ftl:images.api.tag=6.6.6"];

/** Runs `ftl rollback`, `ftl backup` or `ftl restore` in this process. */
function ftl(...args: string[]): Promise<Said> {
  return said(async () => {
    const program = new Command().exitOverride();
    let exitCode = -1;
    for (const add of [addRollbackCommand, addBackupCommand, addRestoreCommand]) {
      add(program, (code) => (exitCode = code));
    }
    await program.parseAsync(args, { from: "user" });
    return exitCode;
  });
}

describe("ftl rollback --fast, on the engine and the local cloud", function () {
  this.timeout(240_000);
  let folder: string;
  let good: string;
  let bad: string;
  const before = process.env["FTL_LOCAL"];

  /** Does something with the cloud while no command has it. */
  async function withCloud<T>(work: (local: LocalStacks) => Promise<T> | T): Promise<T> {
    const local = await LocalStacks.open(folder);
    try {
      return await work(local);
    } finally {
      await local.close();
    }
  }
  function running(local: LocalStacks): string {
    const app = local.azureIds("stg").find((id) => id.endsWith("/containerApps/ftl-stg-api"))!;
    return activeRevision(local.session.cloud!.resourceManager, app);
  }

  this.beforeAll(async () => {
    folder = path.join(temporaryFolder(), "local");
    process.env["FTL_LOCAL"] = folder;
    await withCloud(async (local) => {
      await local.up("stg");
      good = running(local);
      await local.up("stg", ...badRelease);
      bad = running(local);
    });
  });
  this.afterAll(() => {
    if (before === undefined) delete process.env["FTL_LOCAL"];
    else process.env["FTL_LOCAL"] = before;
  });

  it("puts the app of a bad release back to the revision of the update before", async () => {
    const { exitCode, error } = await ftl("rollback", "stg", "--fast", "--local", "--yes");

    assert.equal(exitCode, 0, error);
    assert.notEqual(good, bad);
    assert.equal(await withCloud(running), good);
    assert.match(error, /goes back to the revisions of the update of /);
    assert.match(error, /ftl-stg-ws {3,}stays at/);
  });

  it("is seen by --list, and not by a comparison of the state, as it says", async () => {
    const drift = await withCloud(async ({ session }) =>
      findDrift("stg", await openPlace(session, "a test")),
    );

    const { out } = await ftl("rollback", "stg", "--fast", "--list", "--local");

    assert.deepEqual(drift.drifted, []);
    assert.match(out, new RegExp(`${bad} [^\n]+ 0 % .*\n *${good} .* active `));
  });

  it("is made whole by the next deployment of another template, which gets a revision of its own", async () => {
    const mended = await withCloud(async (local) => {
      await local.up("stg");
      return running(local);
    });

    assert.ok(![good, bad, ""].includes(mended));
  });

  it("restores the stack's server beside itself", async () => {
    const { exitCode, error } = await ftl("restore", "stg", "--at", "-1s", "--local", "--yes");

    assert.equal(exitCode, 0, error);
    const ids = await withCloud((local) => local.azureIds("stg"));
    assert.ok(ids.some((id) => id.endsWith("/flexibleServers/ftl-stg-pg-rolled-back")));
  });

  it("rejects a backup of the stack's Burstable server", async () => {
    const { exitCode, error } = await ftl("backup", "stg", "--local");

    assert.equal(exitCode, 1);
    assert.match(error, /which has no on-demand backups/);
  });

  it("works on a local cloud that another process shares", async () => {
    const shared = await openLocal({ command: "a test", shared: true, api: { apiPort: 0 } });
    try {
      const { exitCode, out } = await ftl("rollback", "stg", "--fast", "--list", "--local");

      assert.equal(exitCode, 0);
      assert.match(out, /ftl-stg-flusher--/);
    } finally {
      await shared.close();
    }
  });

  it("restores on a shared local cloud, whose time it knows", async () => {
    const shared = await openLocal({ command: "a test", shared: true, api: { apiPort: 0 } });
    try {
      const { exitCode, error } = await ftl(
        "restore",
        "stg",
        "--at",
        "-1s",
        "--as",
        "ftl-stg-pg-again",
        "--local",
        "--yes",
      );

      assert.equal(exitCode, 0, error);
      const ids = shared.cloud!.resourceManager.ids();
      assert.ok(ids.some((id) => id.endsWith("/flexibleServers/ftl-stg-pg-again")));
    } finally {
      await shared.close();
    }
  });

  for (const [args, why] of [
    [["--fast", "--to", "1"], /--to is a release, and --fast goes to revisions/],
    [["--revision", "ftl-stg-api--x"], /--revision is for --fast/],
  ] as const) {
    it(`rejects ${args.join(" ")}`, async () => {
      const { exitCode, error } = await ftl("rollback", "stg", "--local", ...args);

      assert.equal(exitCode, 1);
      assert.match(error, why);
    });
  }
});
