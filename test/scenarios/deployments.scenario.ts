import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { startLocalCloud } from "../../local-cloud";
import type { Release } from "../../operations/releases/release";
import type { RolledBack } from "../../operations/rollback/rollbackCommand";
import { type FtlResult, PreparedClone } from "../support/preparedClone";

/** Gives every app of stg one more replica at least: a change that is seen, and that nobody misses. */
const file = "Pulumi.stg.yaml";
const moreReplicas = (text: string) =>
  text.replace(
    /(api: \{ minReplicas: )(\d+)/,
    (_, key: string, count: string) => `${key}${Number(count) + 1}`,
  );

describe("deploying stg and going back, on the real engine and the local cloud", function () {
  this.timeout(180_000);
  let clone: PreparedClone;
  before(async () => (clone = await PreparedClone.create()));

  /** Runs `ftl … stg --local`, which must end well. */
  async function ftl(...args: string[]): Promise<FtlResult> {
    const [command = "", ...rest] = args;
    const result = await clone.ftl([command, "stg", "--local", ...rest]);
    assert.equal(result.exitCode, 0, `ftl ${args.join(" ")}:\n${result.stdout}${result.stderr}`);
    return result;
  }

  /** Runs it, and it must be refused. @returns What it printed. */
  async function refused(...args: string[]): Promise<string> {
    const [command = "", ...rest] = args;
    const { exitCode, stdout, stderr } = await clone.ftl([command, "stg", "--local", ...rest]);
    assert.notEqual(exitCode, 0, `ftl ${args.join(" ")} was not refused:\n${stdout}${stderr}`);
    return stdout + stderr;
  }

  async function deploy(...args: string[]): Promise<Release> {
    return JSON.parse((await ftl("deploy", "--yes", "--json", ...args)).stdout) as Release;
  }

  let good: string;
  let first: Release;
  it("deploys a commit, and keeps a record of what it was", async () => {
    good = clone.base;

    first = await deploy();

    assert.equal(first.number, 1);
    assert.equal(first.result, "succeeded");
    assert.equal(first.commit.sha, good);
    assert.equal(first.tally["create"], 80);
    assert.match(first.stateHash, /^[0-9a-f]{64}$/);
    assert.match(first.images["api"]!.digest, /^sha256:/);
    assert.equal(first.records.length, 5);
    assert.ok(fs.existsSync(path.join(clone.localFolder, "backend", first.checkpoint)));
  });

  it("rejects what isn't committed", async () => {
    clone.edit({ [file]: moreReplicas });

    const said = await refused("deploy", "--yes");

    assert.match(said, /FAILED\s+source\s+working tree\s+not committed: Pulumi\.stg\.yaml/);
    await clone.git("checkout", "--quiet", "--", file);
  });

  it("rejects a sealed plan once something else was deployed, and names what has moved", async () => {
    const folder = path.join(clone.folder, "..", "plan");
    const planned = JSON.parse((await ftl("plan", "--json", "--out", folder)).stdout) as {
      seal: string;
    };
    await clone.commit("a bad release", { [file]: moreReplicas });
    const bad = await deploy();
    assert.equal(bad.number, 2);
    await clone.checkout(good);

    const said = await refused("deploy", "--yes", "--plan", folder, "--seal", planned.seal);

    assert.match(said, /no longer what was reviewed[^]*the stack's state/);
    assert.doesNotMatch(said, /the commit|the stack file/);
  });

  let rolledBack: RolledBack;
  it("goes back to the state of the release before, and says how long each part took", async () => {
    const { stdout } = await ftl("rollback", "--yes", "--json");

    rolledBack = JSON.parse(stdout) as RolledBack;
    const { release, differences, steps } = rolledBack;
    assert.equal(differences, "");
    assert.equal(release.stateHash, first.stateHash);
    assert.deepEqual(
      [release.number, release.kind, release.of, release.commit.sha],
      [3, "rollback", 1, good],
    );
    assert.deepEqual(
      steps.map(({ name, outcome }) => `${name}: ${outcome}`),
      [
        "commit checked out: done",
        "preflight: done",
        "interrupted work: done",
        "preview: done",
        "update: done",
        "compared with that release: done",
      ],
    );
  });

  it("goes back from a rollback when that is said, and not because the command was given twice", async () => {
    const said = await refused("rollback", "--yes");
    const { stdout } = await ftl("rollback", "--yes", "--json", "--to", "2");

    assert.match(said, /Release 3 is a rollback itself, to release 1/);

    const { release, differences } = JSON.parse(stdout) as RolledBack;
    assert.deepEqual([release.of, differences, release.tally["update"]], [2, "", 1]);
  });

  it("lists the releases, each with what going back to it would change", async () => {
    const { stdout } = await ftl("rollback", "--list");

    assert.match(stdout, /^ {2}4 .*nothing$/m);
    assert.match(stdout, /^ {2}2 .*a bad release .*nothing$/m);
    assert.match(stdout, /^ {2}1 .*changes path2-apps-api-container-app$/m);
  });

  it("shows what a release changed, and who deployed it when", async () => {
    const { stdout: history } = await ftl("history");
    const { stdout: difference } = await ftl("diff", "1", "2");

    assert.match(history, /rollback of 1/);
    assert.match(difference, /inputs\.template\.scale\.minReplicas {2}1 {2}→ {2}2/);
  });

  it("rejects going back to code that can't read what later migrations have left", async () => {
    await clone.commit("a migration that older code can't read", {
      [file]: (text) =>
        text.replace(/migrations: .*/, "migrations: { latest: 27, readableSince: 27 }"),
    });
    await deploy();

    const said = await refused("rollback", "--yes");

    assert.match(said, /FAILED\s+migrations\s+.*release 5 brought migration 27/);
  });

  it("brings a wiped zone back, and nothing but what the last release had in it", async () => {
    await wipeZone();

    const release = await deploy("--restore-zone");

    assert.equal(release.tally["create"], 5);
    await ftl("drift");
  });

  /** Deletes all records, as somebody with the zone's dashboard may. */
  async function wipeZone(): Promise<void> {
    const cloud = await startLocalCloud({ folder: clone.localFolder, zones: [] });
    const { cloudflare } = cloud;
    const { id } = cloudflare.findZone("ftljeta.cloud")!;
    for (const record of cloudflare.records(id)) await cloudflare.deleteRecord(id, record.id);
    await cloud.close();
  }

  it("rejects deploying code that can't read what later migrations have left", async () => {
    await clone.checkout(good);

    const said = await refused("deploy", "--yes");

    assert.match(said, /FAILED\s+migrations\s+.*release 5 brought migration 27/);
  });

  it("leaves no worktree behind", async () => {
    assert.equal((await clone.git("worktree", "list")).trim().split("\n").length, 1);
  });
});
