import assert from "node:assert/strict";
import fc from "fast-check";
import type { Json, JsonObject } from "../../../../local-cloud/json";
import { driftedInputs } from "../../../../local-cloud/providers/azureNative/drift";

/** One key with dots in it, as the ids of identities are. */
const key = fc.constantFrom("a", "b", "tags", "x.y");
const { value: json } = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom<Json>(true, 1, "x"),
    fc.array(tie("value"), { maxLength: 2 }),
    fc.dictionary(key, tie("value"), { maxKeys: 3, noNullPrototype: true }),
  ),
}));
const object = fc.dictionary(key, json, { maxKeys: 3, noNullPrototype: true });

describe("Inputs after a refresh", () => {
  it("are the old ones where no output has changed", () => {
    fc.assert(
      fc.property(object, object, (inputs, outputs) => {
        assert.deepEqual(driftedInputs(inputs, outputs, outputs, {}), inputs);
      }),
    );
  });

  it("are the old ones where only what the service makes up has changed, below keys with dots too", () => {
    fc.assert(
      fc.property(object, object, object, (inputs, before, after) => {
        fc.pre(allLeaves(after));
        const old = { ...inputs, status: before };
        const now = { ...inputs, status: after };
        const readOnly = { status: after };
        assert.deepEqual(driftedInputs(inputs, old, now, readOnly), inputs);
      }),
    );
  });

  it("are what is there now, where inputs and outputs are alike", () => {
    fc.assert(
      fc.property(object, object, (before, after) => {
        assert.deepEqual(driftedInputs(before, before, after, {}), after);
      }),
    );
  });

  it("keep what is never read back, and never gain a default that nobody changed", () => {
    const inputs = { size: 1, password: "secret" };
    const before = { size: 1, retention: 7 };
    assert.deepEqual(driftedInputs(inputs, before, { size: 2, retention: 7 }, {}), {
      size: 2,
      password: "secret",
    });
  });

  it("keep an empty object that the program wrote where the service has put something", () => {
    const readOnly = { status: { ready: true } };
    assert.deepEqual(driftedInputs({ status: {} }, { status: {} }, readOnly, readOnly), {
      status: {},
    });
  });

  it("gain a default that somebody has changed", () => {
    const before = { size: 1, retention: 7 };
    assert.deepEqual(driftedInputs({ size: 1 }, before, { size: 1, retention: 14 }, {}), {
      size: 1,
      retention: 14,
    });
  });

  it("lose what somebody has taken away", () => {
    const inputs = { tags: { a: "1", b: "2" } };
    assert.deepEqual(driftedInputs(inputs, inputs, { tags: { a: "1" } }, {}), { tags: { a: "1" } });
  });

  it("change inside a list of the same length item by item, without the service's own values", () => {
    const inputs = { containers: [{ image: "a:1" }, { image: "b:1" }] };
    const before = {
      containers: [
        { image: "a:1", cpu: 1 },
        { image: "b:1", cpu: 1 },
      ],
    };
    const after = {
      containers: [
        { image: "a:2", cpu: 1 },
        { image: "b:1", cpu: 1 },
      ],
    };
    assert.deepEqual(driftedInputs(inputs, before, after, {}), {
      containers: [{ image: "a:2" }, { image: "b:1" }],
    });
  });

  it("take a list of another length as it is now", () => {
    const before: JsonObject = { list: [1] };
    assert.deepEqual(driftedInputs({ list: [1] }, before, { list: [1, 2] }, {}), { list: [1, 2] });
  });
});

/** Whether an object has no object in it that is empty: nothing below that could be called read-only. */
function allLeaves(value: Json): boolean {
  if (Array.isArray(value) || typeof value !== "object" || value === null) return true;
  const items = Object.values(value);
  return items.length > 0 && items.every((item) => allLeaves(item!));
}
