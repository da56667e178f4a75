import assert from "node:assert/strict";
import fc from "fast-check";
import { type CloudState, emptyState } from "../../../local-cloud/state/cloudState";
import {
  applyChange,
  type EntryChange,
  WrittenEntries,
} from "../../../local-cloud/state/stateEntries";

describe("The changes of a state's entries", () => {
  it("make any state of any other, and are none when nothing changed", () => {
    fc.assert(
      fc.property(states, states, (before, after) => {
        const written = new WrittenEntries(before);
        const changes = parsed(written.changes(after));

        const made = structuredClone(before);
        for (const change of changes) applyChange(made, change);
        assert.deepEqual(made, after);
        assert.deepEqual(written.changes(after), []);
      }),
    );
  });

  it("come out the same when they are made twice", () => {
    fc.assert(
      fc.property(states, states, (before, after) => {
        const changes = parsed(new WrittenEntries(before).changes(after));

        const made = structuredClone(before);
        for (const change of [...changes, ...changes]) applyChange(made, change);
        assert.deepEqual(made, after);
      }),
    );
  });

  it("name the resource that a model changed in place, and no other", () => {
    const state: CloudState = { ...emptyState(), ...sample };
    const written = new WrittenEntries(state);

    state.arm.resources["/a"]!.kept = { revision: 2 };

    const [change, ...others] = parsed(written.changes(state));
    assert.deepEqual(change, [["arm", "resources", "/a"], state.arm.resources["/a"]]);
    assert.deepEqual(others, []);
  });
});

function parsed(changes: readonly string[]): EntryChange[] {
  return changes.map((change) => JSON.parse(change) as EntryChange);
}

const stored = { type: "t", name: "n", created: "2026-01-01", desired: {}, kept: {} };
const sample = {
  arm: {
    resources: { "/a": { ...stored, id: "/a" }, "/b": { ...stored, id: "/b" } },
    softDeleted: [],
  },
};

const key = fc.constantFrom("/subscriptions/1/x.y", 'quoted "', "ü", "plain");
/** As JSON makes objects. */
const plain = { noNullPrototype: true };
const entry = fc.record(
  { text: fc.string({ unit: "binary" }), deep: fc.record({ a: fc.nat() }, plain) },
  plain,
);
const table = fc.dictionary(key, entry, plain);

/** States of one cloud: the seed never changes. */
const states = fc
  .record({
    clockOffsetMs: fc.nat(),
    resources: table,
    softDeleted: fc.array(fc.record({ name: fc.string() }, plain), { maxLength: 3 }),
    zones: table,
    records: table,
    settings: table,
    originCertificates: table,
    opaque: table,
  })
  .map(
    ({ clockOffsetMs, resources, softDeleted, opaque, ...cloudflare }) =>
      ({
        ...emptyState(),
        seed: "5eed",
        clockOffsetMs,
        arm: { resources, softDeleted },
        cloudflare,
        opaque,
      }) as unknown as CloudState,
  );
