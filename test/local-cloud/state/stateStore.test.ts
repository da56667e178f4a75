import assert from "node:assert/strict";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { emptyState, parseState, StateError } from "../../../local-cloud/state/cloudState";
import { journalFileName, StateStore, stateFileName } from "../../../local-cloud/state/stateStore";

describe("The local cloud's state store", () => {
  let folder: string;
  let file: string;
  let journal: string;
  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), "ftl-state-"));
    file = path.join(folder, stateFileName);
    journal = path.join(folder, journalFileName);
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

  it("keeps its files from other users, for they hold secrets", async () => {
    await StateStore.open(folder).commit();

    const modes = [file, journal].map((one) => fs.statSync(one).mode & 0o777);
    assert.deepEqual(modes, [0o600, 0o600]);
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

  it("has each change on disk when its own commit resolves, while others are under way", async () => {
    const store = StateStore.open(folder);
    const missing: string[] = [];
    await Promise.all(
      Array.from({ length: 20 }, async (_, index) => {
        for (let turn = 0; turn < index % 4; turn++) await new Promise(setImmediate);
        put(store, String(index));
        await store.commit();
        const onDisk = StateStore.open(folder).state;
        if (onDisk.opaque[index] === undefined) missing.push(String(index));
      }),
    );

    assert.deepEqual(missing, []);
  });

  it("rejects a commit that the disk refuses, keeps what there was, and recovers with the next", async () => {
    const store = StateStore.open(folder);
    put(store, "first");
    await store.commit();

    // A folder in the way of the journal: the write fails, also for root.
    fs.renameSync(journal, `${journal}.aside`);
    fs.mkdirSync(journal);
    put(store, "second");
    await assert.rejects(store.commit(), /EISDIR/);
    fs.rmdirSync(journal);
    fs.renameSync(`${journal}.aside`, journal);
    assert.deepEqual(Object.keys(StateStore.open(folder).state.opaque), ["first"]);

    await store.commit();
    assert.deepEqual(Object.keys(StateStore.open(folder).state.opaque), ["first", "second"]);
  });

  it("rejects the first commit when the state file can't be written, and recovers with the next", async () => {
    const store = StateStore.open(folder);
    put(store, "first");
    const obstacle = `${file}.${process.pid}.new`;
    fs.mkdirSync(obstacle);
    await assert.rejects(store.commit(), /EISDIR/);
    assert.equal(fs.existsSync(file), false);

    fs.rmdirSync(obstacle);
    await store.commit();
    assert.deepEqual(Object.keys(StateStore.open(folder).state.opaque), ["first"]);
  });

  it("writes everything anew when somebody took the journal away", async () => {
    const store = StateStore.open(folder);
    put(store, "first");
    await store.commit();
    fs.rmSync(journal);
    put(store, "second");
    await assert.rejects(store.commit(), /ENOENT/);

    await store.commit();
    assert.deepEqual(StateStore.open(folder).state, store.state);
  });

  it("goes on from the journal that a process left which did not close it", async () => {
    const one = StateStore.open(folder);
    put(one, "a");
    put(one, "b");
    await one.commit();
    put(one, "c");
    delete one.state.opaque["a"];
    await one.commit();
    const other = StateStore.open(folder);
    put(other, "d");
    await other.commit();

    assert.deepEqual(Object.keys(StateStore.open(folder).state.opaque), ["b", "c", "d"]);
  });

  it("has everything in the state file once it is closed, also what was under way", async () => {
    const store = StateStore.open(folder);
    put(store, "a");
    await store.commit();
    put(store, "b");
    void store.commit();
    await new Promise(setImmediate);
    put(store, "c");
    void store.commit();
    await store.close();

    assert.deepEqual(fs.readdirSync(folder), [stateFileName]);
    assert.deepEqual(parseState(fs.readFileSync(file, "utf8"), file), store.state);
  });

  it("writes the state file anew when the journal has grown long", async () => {
    const longest = 10_000;
    const store = StateStore.open(folder, longest);
    const lengths: number[] = [];
    for (let number = 0; number < 100; number++) {
      store.state.opaque[number % 7] = { token: "test", inputs: { number, text: "x".repeat(900) } };
      await store.commit();
      lengths.push(fs.statSync(journal).size);
    }

    assert.ok(Math.max(...lengths) < longest + 2000, `${Math.max(...lengths)} bytes`);
    assert.deepEqual(StateStore.open(folder).state, store.state);
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
