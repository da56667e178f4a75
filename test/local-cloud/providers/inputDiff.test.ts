import assert from "node:assert/strict";
import fc from "fast-check";
import { equal, isObject, type Json, type JsonObject } from "../../../local-cloud/json";
import { diffInputs, isAtOrBelow } from "../../../local-cloud/providers/inputDiff";

const key = fc.constantFrom("a", "b", "c d", "x.y");
const { value: json } = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom<Json>(null, true, 1, "x"),
    fc.array(tie("value"), { maxLength: 3 }),
    fc.dictionary(key, tie("value"), { maxKeys: 3, noNullPrototype: true }),
  ),
}));
const object = fc.dictionary(key, json, { maxKeys: 3, noNullPrototype: true });

const changes = (old: JsonObject, next: JsonObject) => diffInputs(old, next, () => false).changes;

describe("The difference between two sets of inputs", () => {
  it("is empty exactly where they are equal", () => {
    fc.assert(
      fc.property(object, object, (old, next) => {
        assert.deepEqual(changes(old, old), {});
        assert.equal(Object.keys(changes(old, next)).length === 0, equal(old, next));
      }),
    );
  });

  it("turns round with them: what was added is deleted", () => {
    const turned = { add: "delete", delete: "add", update: "update" } as const;
    fc.assert(
      fc.property(object, object, (old, next) => {
        const back = Object.entries(changes(next, old)).map(([path, change]) => [
          path,
          turned[change],
        ]);
        assert.deepEqual(changes(old, next), Object.fromEntries(back));
      }),
    );
  });

  it("names leaves by Pulumi's property paths", () => {
    const old = {
      a: { b: 1 },
      list: [{ x: 1 }, { x: 2 }],
      tags: { "hidden-link:/a.b": "1" },
      same: [1],
    };
    const next = {
      a: { b: 2, c: 3 },
      list: [{ x: 1 }, { x: 3 }, 4],
      tags: {},
      same: [1],
      kind: "x",
    };
    assert.deepEqual(changes(old, next), {
      "a.b": "update",
      "a.c": "add",
      "list[1].x": "update",
      "list[2]": "add",
      'tags["hidden-link:/a.b"]': "delete",
      kind: "add",
    });
  });

  it("is one update where a value becomes another kind of value", () => {
    assert.deepEqual(changes({ a: { b: 1 } }, { a: [1] }), { a: "update" });
    assert.deepEqual(changes({ a: null }, { a: { b: 1 } }), { a: "update" });
  });

  it("says which changes replace", () => {
    const { replaces } = diffInputs({ a: 1, b: { c: 1 } }, { a: 2, b: { c: 2 } }, (path) =>
      isAtOrBelow(path, "b"),
    );
    assert.deepEqual(replaces, ["b.c"]);
  });

  it("never takes one property for another that begins alike", () => {
    assert.ok(isAtOrBelow("sku", "sku"));
    assert.ok(isAtOrBelow("sku.name", "sku"));
    assert.ok(isAtOrBelow("sku[0]", "sku"));
    assert.equal(isAtOrBelow("skuName", "sku"), false);
    assert.equal(isAtOrBelow("sk", "sku"), false);
  });

  it("takes a list for longer or shorter at its end", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(3)), fc.array(fc.nat(3)), (common, more) => {
        const found = changes({ a: common }, { a: [...common, ...more] });
        assert.deepEqual(
          found,
          Object.fromEntries(more.map((_, index) => [`a[${common.length + index}]`, "add"])),
        );
      }),
    );
  });

  it("sees an object beside a list of the same text as a change", () => {
    assert.equal(isObject([]), false);
    assert.deepEqual(changes({ a: [] }, { a: {} }), { a: "update" });
  });
});
