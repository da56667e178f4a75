import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { openStorage } from "../../../operations/backend/openStorage";
import type { BackendStorage } from "../../../operations/backend/backendStorage";
import { localFolder } from "../../../operations/local/localFolder";
import { runPulumi } from "../../../operations/local/runPulumi";
import { type LocalSession, openLocal } from "../../../operations/local/session";
import { type Lock, readLocks } from "../../../operations/locks/lock";
import { unlock } from "../../../operations/locks/unlockCommand";
import { type Program, projectFolder } from "../../../operations/project";
import { latestCheckpoint } from "../../../operations/releases/history";
import { showHistory } from "../../../operations/releases/historyCommand";
import { ReleaseStore } from "../../../operations/releases/releaseStore";
import { stateOf } from "../../../operations/releases/stateOf";
import type { PulumiResult } from "../../../operations/spawnPulumi";
import { Azurite } from "../../support/azurite";
import { temporaryFolder } from "../../support/temporaryFolder";
import { printed } from "../printed";
import { releaseOf } from "../releases/releases";

/** A program that goes on when a file is there: an update with it lasts as long as a test wants. */
const waitingProgram = `
const fs = require("node:fs");
module.exports = async () => {
  while (!fs.existsSync(process.env.GO_ON)) await new Promise((resolve) => setTimeout(resolve, 50));
  return { done: true };
};
`;

describe("a backend in a storage account, with the real engine", function () {
  this.timeout(120_000);
  let azurite: Azurite;
  let session: LocalSession;
  let storage: BackendStorage;
  let program: Program;
  const kept: NodeJS.ProcessEnv = {};

  before(async () => {
    azurite = await Azurite.start();
    const url = await azurite.container("/team");
    for (const [name, value] of Object.entries({
      ...azurite.environment,
      FTL_LOCAL_BACKEND: url,
    })) {
      kept[name] = process.env[name];
      process.env[name] = value;
    }
    storage = openStorage(url, process.env);
    const folder = localFolder({ FTL_LOCAL: path.join(temporaryFolder(), "local") });
    session = await openLocal({ command: "a test", folder });
    program = programIn(temporaryFolder());
    // To make a stack takes a lock of its own for a moment.
    await runPulumi(session, ["stack", "--stack", "stg"], "keep", program);
  });
  after(async () => {
    await session.close();
    await azurite.stop();
    for (const [name, value] of Object.entries(kept)) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  });

  /** Begins an update. @param goOn It ends when this file is there. */
  function up(goOn: string): Promise<PulumiResult> {
    const line = "up --yes --skip-preview --stack stg --non-interactive --color never";
    const environment = { ...session.environment, GO_ON: goOn };
    return runPulumi({ ...session, environment }, line.split(" "), "keep", program);
  }
  async function lockOf(update: Promise<PulumiResult>): Promise<Lock> {
    let ended: PulumiResult | undefined;
    void update.then((result) => (ended = result));
    for (;;) {
      const [lock] = await readLocks(storage, "stg");
      if (lock !== undefined) return lock;
      assert.equal(ended, undefined, `the update ended first: ${ended?.stdout}${ended?.stderr}`);
      await pause(50);
    }
  }

  it("lets one of two deployments win, and tells the other who has the lock", async () => {
    const goOn = path.join(temporaryFolder(), "go-on");
    const first = up(goOn);
    const { owner, key } = await lockOf(first);
    const second = await up(goOn);
    const shown = await printed(() => unlock("stg", { local: true, yes: true }));
    fs.writeFileSync(goOn, "");
    const { exitCode } = await first;

    assert.equal(exitCode, 0);
    assert.notEqual(second.exitCode, 0);
    assert.match(second.stderr + second.stdout, /the stack is currently locked by 1 lock\(s\)/);
    const told = `${owner?.username}@${owner?.hostname} (pid ${owner?.pid})`;
    assert.ok((second.stderr + second.stdout).includes(`created by ${told}`));
    assert.equal(shown.exitCode, 1);
    assert.ok(shown.out.includes(`held: process ${owner?.pid} is running on this machine`));
    assert.ok(shown.out.includes(key));
    assert.deepEqual(await readLocks(storage, "stg"), []);
  });

  it("is unlocked when the engine that had the lock was killed, and not before", async function () {
    // Where there is none, nobody says which processes the engine has started.
    if (!fs.existsSync("/proc")) this.skip();
    const goOn = path.join(temporaryFolder(), "go-on");
    const killed = up(goOn);
    const { owner } = await lockOf(killed);
    for (const pid of [owner!.pid, ...descendantsOf(owner!.pid)]) process.kill(pid, "SIGKILL");
    await killed;
    const asked = await printed(() => unlock("stg", { local: true, json: true }));
    const removed = await printed(() => unlock("stg", { local: true, json: true, yes: true }));
    fs.writeFileSync(goOn, "");
    const next = await up(goOn);

    const verdicts = ({ out }: { out: string }) =>
      (JSON.parse(out) as { locks: { verdict: string; removed: boolean }[] }).locks.map((lock) => [
        lock.verdict,
        lock.removed,
      ]);
    assert.deepEqual([asked.exitCode, verdicts(asked)], [1, [["stale", false]]]);
    assert.deepEqual([removed.exitCode, verdicts(removed)], [0, [["stale", true]]]);
    assert.equal(next.exitCode, 0, next.stdout + next.stderr);
  });

  it("keeps release records beside Pulumi's own history", async () => {
    const checkpoint = (await latestCheckpoint(storage, "stg"))!;
    await new ReleaseStore(storage, "stg").append(releaseOf({ checkpoint }));
    const { out } = await printed(() => showHistory("stg", { local: true, json: true }));

    const { entries } = JSON.parse(out) as {
      entries: { update: { result: string }; release?: { number: number } }[];
    };
    assert.deepEqual(
      entries.map(({ update, release }) => [update.result, release?.number]),
      [
        ["succeeded", 1],
        ["succeeded", undefined],
      ],
    );
    const { resources } = stateOf((await storage.read(checkpoint))!, checkpoint);
    assert.deepEqual(
      resources.map(({ name, outputs }) => [name, outputs]),
      [["ftl-stg", { done: true }]],
    );
  });
});

function programIn(folder: string): Program {
  const files = {
    "Pulumi.yaml": "name: ftl\nruntime:\n  name: nodejs\n  options: { typescript: false }\n",
    "Pulumi.stg.yaml": "config: {}\n",
    "package.json": '{ "name": "waiting", "main": "index.js" }\n',
    "index.js": waitingProgram,
  };
  for (const [name, text] of Object.entries(files)) fs.writeFileSync(path.join(folder, name), text);
  fs.symlinkSync(path.join(projectFolder, "node_modules"), path.join(folder, "node_modules"));
  return { folder, policyPack: path.join(projectFolder, "policy") };
}

/** Process ids of all that a process has started, and that they have. */
function descendantsOf(pid: number): number[] {
  const children = fs
    .readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name) && parentOf(name) === pid)
    .map(Number);
  return children.flatMap((child) => [child, ...descendantsOf(child)]);
}

function parentOf(pid: string): number | undefined {
  try {
    const stat = fs.readFileSync(`/proc/${pid}/stat`, "utf8");
    return Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]);
  } catch {
    // It has ended meanwhile.
    return undefined;
  }
}
