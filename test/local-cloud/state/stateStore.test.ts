import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { emptyState, StateError } from "../../../local-cloud/state/cloudState";
import { StateStore, stateFileName } from "../../../local-cloud/state/stateStore";

describe("The local cloud's state store", () => {
  let folder: string;
  let file: string;
  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), "ftl-state-"));
    file = path.join(folder, stateFileName);
  });
  afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

  const put = (store: StateStore, id: string) => {
    store.state.opaque[id] = { token: "test", inputs: { id } };
  };

  it("begins empty, with a seed of its own, in a folder that it makes", () => {
    const one = StateStore.open(path.join(folder, "a", "b"));
    const other = StateStore.open(path.join(folder, "c"));

    assert.deepEqual(one.state.arm, { resources: {}, softDeleted: [] });
    assert.match(one.state.seed, /^[0-9a-f]{32}$/);
    assert.notEqual(one.state.seed, other.state.seed);
  });

  it("reads back what was committed", async () => {
    const store = StateStore.open(folder);
    put(store, "a");
    store.state.clockOffsetMs = 86_400_000;
    await store.commit();

    assert.deepEqual(StateStore.open(folder).state, store.state);
  });

  it("keeps the file from other users, for it holds secrets", async () => {
    await StateStore.open(folder).commit();

    assert.equal(fs.statSync(file).mode & 0o777, 0o600);
  });

  it("writes once for commits that are asked for together", async () => {
    const store = StateStore.open(folder);
    const commits = Array.from({ length: 50 }, (_, index) => {
      put(store, String(index));
      return store.commit();
    });

    assert.equal(new Set(commits).size, 1);
    await Promise.all(commits);
    assert.equal(Object.keys(StateStore.open(folder).state.opaque).length, 50);
  });

  it("has each change in the file when its own commit resolves, while others are under way", async () => {
    const store = StateStore.open(folder);
    const missing: string[] = [];
    await Promise.all(
      Array.from({ length: 20 }, async (_, index) => {
        for (let turn = 0; turn < index % 4; turn++) await new Promise(setImmediate);
        put(store, String(index));
        await store.commit();
        const onDisk = JSON.parse(fs.readFileSync(file, "utf8")) as typeof store.state;
        if (onDisk.opaque[index] === undefined) missing.push(String(index));
      }),
    );

    assert.deepEqual(missing, []);
  });

  it("rejects a commit that the disk refuses, keeps the file, and recovers with the next", async () => {
    const store = StateStore.open(folder);
    put(store, "first");
    await store.commit();
    const before = fs.readFileSync(file, "utf8");

    // A folder in the way of the temporary file: the write fails, also for root.
    const obstacle = `${file}.${process.pid}.new`;
    fs.mkdirSync(obstacle);
    put(store, "second");
    await assert.rejects(store.commit(), /EISDIR/);
    assert.equal(fs.readFileSync(file, "utf8"), before);

    fs.rmdirSync(obstacle);
    await store.commit();
    assert.deepEqual(Object.keys(StateStore.open(folder).state.opaque), ["first", "second"]);
  });

  it("tells every one of those who share a failed write", async () => {
    const store = StateStore.open(folder);
    fs.mkdirSync(`${file}.${process.pid}.new`);

    const results = await Promise.allSettled([store.commit(), store.commit()]);
    assert.deepEqual(
      results.map(({ status }) => status),
      ["rejected", "rejected"],
    );
  });

  it("holds every acknowledged write after the process was killed at any moment", async () => {
    for (const waitMs of [0, 3, 11, 29, 53]) {
      const acknowledged = await writeUntilKilled(folder, waitMs);
      const { opaque } = StateStore.open(folder).state;

      const lost = acknowledged.filter((number) => opaque[number] === undefined);
      assert.deepEqual(lost, [], `lost after ${waitMs} ms`);
      assert.ok(acknowledged.length > 0, "something was acknowledged before the kill");
    }
  });

  it("removes what a killed process left half written, and nothing else", () => {
    fs.writeFileSync(`${file}.12345.new`, '{"kind":');
    fs.writeFileSync(path.join(folder, "cloud.json.copy"), "mine");
    StateStore.open(folder);

    assert.deepEqual(fs.readdirSync(folder), ["cloud.json.copy"]);
  });

  const whole = JSON.stringify(emptyState());
  const refusals: readonly [what: string, text: string, reason: RegExp][] = [
    ["empty", "", /damaged.*Restore it from a copy, or start an empty local cloud/],
    ["cut off in the middle", whole.slice(0, whole.length / 2), /damaged/],
    ["cut off before its last character", whole.slice(0, -1), /damaged/],
    ["a list", "[]", /is not a local cloud's state.*Move it away/],
    ["null", "null", /is not a local cloud's state/],
    ["another program's", '{"kind":"terraform","version":4}', /is not a local cloud's state/],
    ["of no version", '{"kind":"ftl-local-cloud"}', /is not a local cloud's state/],
    ["of version 0", edited({ version: 0 }), /is not a local cloud's state/],
    ["newer", edited({ version: 2 }), /newer local cloud \(version 2, this one reads 1\).*Update/],
    ["without its seed", edited({ seed: undefined }), /damaged: 'seed' is missing/],
    ["without resources", edited({ arm: {} }), /damaged: 'arm.resources' is missing/],
    [
      "with a list where an object belongs",
      edited({ opaque: [] }),
      /'opaque' is a list where an object/,
    ],
  ];
  for (const [what, text, reason] of refusals) {
    it(`rejects a file that is ${what}, and leaves it as it is`, () => {
      fs.writeFileSync(file, text);

      assert.throws(
        () => StateStore.open(folder),
        (error) =>
          error instanceof StateError &&
          error.message.startsWith(file) &&
          error.message.includes("It has been left as it is") &&
          reason.test(error.message),
      );
      assert.equal(fs.readFileSync(file, "utf8"), text);
    });
  }
});

function edited(change: Record<string, unknown>): string {
  return JSON.stringify({ ...emptyState(), ...change });
}

/** Numbers that a writing process had acknowledged before it was killed, some time after its first write. */
async function writeUntilKilled(folder: string, waitMs: number): Promise<number[]> {
  const child = spawn(process.execPath, [path.join(__dirname, "writeForever.js"), folder], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let printed = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (printed += text));
  const closed = once(child, "close");
  await once(child.stdout, "data");
  await new Promise((resolve) => setTimeout(resolve, waitMs));
  child.kill("SIGKILL");
  await closed;
  return printed.slice(0, printed.lastIndexOf("\n")).split("\n").map(Number);
}
