import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { type CloudState, emptyState, StateError } from "../../../local-cloud/state/cloudState";
import { Journal } from "../../../local-cloud/state/journal";
import { journalFileName, StateStore, stateFileName } from "../../../local-cloud/state/stateStore";
import { temporaryFolder } from "../../support/temporaryFolder";
import { KilledWriter } from "./killedWriter";
import { WrittenCloud } from "./writtenCloud";

describe("What the local cloud has acknowledged", () => {
  it("is there after the process that wrote it was killed, ten times, at any moment", async () => {
    const writer = new KilledWriter(temporaryFolder());
    for (const waitMs of [0, 1, 2, 3, 5, 8, 13, 21, 34, 55]) {
      const { acknowledged, faults } = await writer.round(waitMs);

      assert.deepEqual(faults, [], `killed after ${waitMs} ms`);
      assert.ok(acknowledged > 0, "something was acknowledged before the kill");
    }
  });

  it("is what loads, wherever a kill cut off the state file's replacement", () =>
    afterCommits(async ({ folder, states, lost, cut }) => {
      const text = JSON.stringify({ ...states.at(-1), opaque: lost });
      const halfWritten = text.slice(0, Math.floor(cut * text.length));
      fs.writeFileSync(path.join(folder, `${stateFileName}.4711.new`), halfWritten);

      assert.deepEqual(StateStore.open(folder).state, states.at(-1));
    }));

  it("is what loads up to the last whole line, wherever the journal ends", () =>
    afterCommits(async ({ journal, folder, states, cut }) => {
      const whole = fs.readFileSync(journal);
      const part = whole.subarray(0, Math.floor(cut * whole.length));
      fs.writeFileSync(journal, part);
      const commits = Math.max(0, part.filter((byte) => byte === newline).length - 1);

      assert.deepEqual(StateStore.open(folder).state, states[commits]);
      // What was cut off is not in the way of what comes next.
      const store = StateStore.open(folder);
      store.state.clockOffsetMs += 1;
      await store.commit();
      assert.deepEqual(StateStore.open(folder).state, store.state);
    }));

  it("is refused, or loads up to some commit, when a bit of the journal is wrong", () =>
    afterCommits(async ({ journal, folder, states, cut, bit }) => {
      const damaged = flipped(fs.readFileSync(journal), cut, bit);
      fs.writeFileSync(journal, damaged);

      let loaded: CloudState;
      try {
        loaded = StateStore.open(folder).state;
      } catch (error) {
        assert.ok(error instanceof StateError, String(error));
        assert.deepEqual(fs.readFileSync(journal), damaged);
        return;
      }
      assert.ok(states.some((state) => isDeepStrictEqual(state, loaded)));
    }));

  it("is refused when a bit of the state file is wrong that a journal goes on from", () =>
    afterCommits(async ({ folder, cut, bit }) => {
      const file = path.join(folder, stateFileName);
      fs.writeFileSync(file, flipped(fs.readFileSync(file), cut, bit));

      assert.throws(() => StateStore.open(folder), StateError);
    }));

  it("is what loads when the process died between the state file's replacement and a new journal", async () => {
    const folder = temporaryFolder();
    const store = StateStore.open(folder, 0);
    await store.commit();
    apply(store.state, { a: "1" });
    const begin = Journal.begin.bind(Journal);
    Journal.begin = () => {
      throw new Error("the process dies here");
    };
    try {
      await assert.rejects(store.commit(), /dies here/);
    } finally {
      Journal.begin = begin;
    }

    assert.deepEqual(StateStore.open(folder).state, store.state);
  });

  it("is not loaded in part: a state file that ends too early is refused, wherever it ends", () => {
    const whole = Buffer.from(JSON.stringify({ ...emptyState(), opaque: { ü: "ü" } }));
    const file = path.join(temporaryFolder(), stateFileName);
    for (let length = 0; length < whole.length; length++) {
      const part = whole.subarray(0, length);
      fs.writeFileSync(file, part);

      assert.throws(() => StateStore.open(path.dirname(file)), StateError);
      assert.deepEqual(fs.readFileSync(file), part);
    }
  });
});

describe("A journal", () => {
  const begun = async () => {
    const file = path.join(temporaryFolder(), journalFileName);
    const journal = Journal.begin(file, "old state");
    await journal.append(['[["opaque","a"],1]', '[["opaque","b"]]']);
    return { file, journal };
  };

  it("gives back what was added, for the state file that it goes on from", async () => {
    const { file } = await begun();

    const changes = Journal.resume(file, "old state")?.changes;

    assert.deepEqual(changes, [[["opaque", "a"], 1], [["opaque", "b"]]]);
  });

  it("is of no use any more beside the state file that replaced its own", async () => {
    const { file, journal } = await begun();
    await journal.endBefore("new state");

    assert.equal(Journal.resume(file, "new state"), undefined);
  });

  it("goes on when the replacement did not come", async () => {
    const { file, journal } = await begun();
    await journal.endBefore("new state");
    await journal.append(['[["opaque","c"],3]']);

    assert.equal(Journal.resume(file, "old state")?.changes.length, 3);
  });

  for (const [what, text] of [
    ["another state file", "edited state"],
    ["no state file", undefined],
  ] as const) {
    it(`is refused beside ${what}, and left as it is`, async () => {
      const { file } = await begun();
      const before = fs.readFileSync(file, "utf8");

      assert.throws(() => Journal.resume(file, text), /goes on from another state file.*Move/s);
      assert.equal(fs.readFileSync(file, "utf8"), before);
    });
  }
});

describe("What is written over and over until the writer is killed", () => {
  it("reads as the last number that was written, or as nothing after a deletion", async () => {
    const cloud = new WrittenCloud(temporaryFolder());
    await cloud.prepare();
    const read = [];
    for (const [key, number] of [
      ["identity-1", 1],
      ["identity-1", 2],
      ["identity-1", 5],
      ["txt-1", 3],
      ["txt-1", 4],
      ["txt-1", 10],
    ] as const) {
      await cloud.write(key, number);
      read.push(cloud.read(key));
    }

    assert.deepEqual(read, [1, 2, undefined, 3, 4, undefined]);
  });
});

interface Committed {
  readonly folder: string;
  readonly journal: string;
  /** What was acknowledged: the state file's state, then that after each line of the journal. */
  readonly states: readonly CloudState[];
  /** A change that was never acknowledged. */
  readonly lost: Changes;
  /** Where in a file something happens, as a share of it: never at its end. */
  readonly cut: number;
  readonly bit: number;
}

type Changes = Record<string, string | undefined>;

/** Some entries get a value, some are removed; often nothing changes. */
const changes: fc.Arbitrary<Changes> = fc.dictionary(
  fc.constantFrom("a", "b", "/c.d", "ü"),
  fc.option(fc.string({ unit: "binary" }), { nil: undefined }),
);

/** Tries what holds after any commits. */
function afterCommits(check: (committed: Committed) => Promise<void>): Promise<void> {
  const share = fc.integer({ min: 0, max: 9_999 }).map((part) => part / 10_000);
  const commits = fc.array(changes, { maxLength: 8 });
  return fc.assert(
    fc.asyncProperty(commits, changes, share, fc.nat(7), async (made, lost, cut, bit) => {
      const folder = temporaryFolder();
      const store = StateStore.open(folder);
      await store.commit();
      const states = [structuredClone(store.state)];
      for (const change of made) {
        apply(store.state, change);
        await store.commit();
        const now = structuredClone(store.state);
        if (JSON.stringify(now) !== JSON.stringify(states.at(-1))) states.push(now);
      }
      const journal = path.join(folder, journalFileName);
      await check({ folder, journal, states, lost, cut, bit });
      fs.rmSync(folder, { recursive: true });
    }),
    { numRuns: 30 },
  );
}

function apply({ opaque }: CloudState, changed: Changes): void {
  for (const [key, value] of Object.entries(changed)) {
    if (value === undefined) delete opaque[key];
    else opaque[key] = { token: "test", inputs: { value } };
  }
}

function flipped(bytes: Buffer, share: number, bit: number): Buffer {
  const damaged = Buffer.from(bytes);
  const position = Math.floor(share * bytes.length);
  damaged[position]! ^= 1 << bit;
  return damaged;
}

const newline = 0x0a;
