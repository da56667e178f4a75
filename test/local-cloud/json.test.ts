import assert from "node:assert/strict";
import fc from "fast-check";
import {
  at,
  clone,
  equal,
  isObject,
  leafPaths,
  mergePatch,
  overlay,
  removeAt,
  setAt,
  type Json,
  type JsonObject,
} from "../../local-cloud/json";

/** Few keys, so that two objects often share some; one with dots in it, as resource ids have as keys. */
const key = fc.constantFrom("a", "b", "tags", "Microsoft.App/x", "*");
const { value: json } = fc.letrec<{ value: Json; object: JsonObject }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom<Json>(null, true, 0, 1, "", "x"),
    fc.array(tie("value"), { maxLength: 3 }),
    tie("object"),
  ),
  object: fc.dictionary(key, tie("value"), { maxKeys: 4, noNullPrototype: true }),
}));
const object = fc.dictionary(key, json, { maxKeys: 4, noNullPrototype: true });

describe("JSON", () => {
  it("clones to an equal value that shares nothing", () => {
    fc.assert(
      fc.property(json, (value) => {
        const copy = clone(value);
        assert.deepEqual(copy, value);
        assert.equal(shares(copy, value), false);
      }),
    );
  });

  it("leaves undefined keys out of a clone", () => {
    assert.deepEqual(Object.keys(clone({ a: 1, b: undefined })), ["a"]);
  });

  describe("equal", () => {
    it("agrees with the text of values whose keys are sorted", () => {
      fc.assert(
        fc.property(json, json, (a, b) => {
          assert.equal(equal(a, b), sortedText(a) === sortedText(b));
          assert.ok(equal(a, clone(a)));
          assert.equal(equal(a, b), equal(b, a));
        }),
      );
    });

    it("takes an undefined key for an absent one, and an object for no list", () => {
      assert.ok(equal({ a: undefined, b: 1 }, { b: 1 }));
      assert.equal(equal({}, []), false);
      assert.equal(equal({ a: null }, {}), false);
    });
  });

  describe("overlay", () => {
    it("changes nothing with nothing, and nothing the second time", () => {
      fc.assert(
        fc.property(object, object, (under, over) => {
          assert.deepEqual(overlay(under, {}), under);
          assert.deepEqual(overlay({}, over), over);
          assert.deepEqual(overlay(overlay(under, over), over), overlay(under, over));
        }),
      );
    });

    it("is the same however three are grouped", () => {
      fc.assert(
        fc.property(object, object, object, (a, b, c) => {
          // Where the middle one is no object, what is below it is lost for good only in one of the groupings.
          fc.pre(sameShape(a, b) && sameShape(b, c) && sameShape(a, c));
          assert.deepEqual(overlay(a, overlay(b, c)), overlay(overlay(a, b), c));
        }),
      );
    });

    it("has every value of the upper one", () => {
      fc.assert(
        fc.property(object, object, (under, over) => {
          const result = overlay(under, over);
          for (const path of leafPaths(over)) assert.deepEqual(at(result, path), at(over, path));
        }),
      );
    });

    it("leaves both as they were, and shares nothing with them", () => {
      fc.assert(
        fc.property(object, object, (under, over) => {
          const before = [clone(under), clone(over)];
          const result = overlay(under, over);
          assert.deepEqual([under, over], before);
          assert.equal(shares(result, under) || shares(result, over), false);
        }),
      );
    });

    it("replaces lists whole", () => {
      assert.deepEqual(overlay({ a: [1, 2], b: 1 }, { a: [3] }), { a: [3], b: 1 });
    });
  });

  describe("mergePatch", () => {
    it("takes away what the patch has as null, and keeps what it does not name", () => {
      assert.deepEqual(
        mergePatch(
          { tags: { a: "1", b: "2" }, sku: { name: "S" } },
          { tags: { a: null }, sku: null },
        ),
        { tags: { b: "2" } },
      );
    });

    it("leaves no null where it did not stand before", () => {
      fc.assert(
        fc.property(object, object, (target, patch) => {
          const result = mergePatch(target, patch);
          for (const path of leafPaths(result)) {
            if (at(result, path) === null) assert.equal(at(target, path), null);
          }
        }),
      );
    });
  });

  describe("paths", () => {
    it("finds every leaf again, keys with dots in them too", () => {
      fc.assert(
        fc.property(object, (value) => {
          for (const path of leafPaths(value)) {
            assert.notEqual(at(value, path), undefined);
            assert.equal(isObject(at(value, path)), false);
          }
        }),
      );
    });

    it("finds what was set, and nothing after it was removed", () => {
      fc.assert(
        fc.property(
          object,
          fc.array(key, { minLength: 1, maxLength: 4 }),
          json,
          (value, path, item) => {
            const changed = clone(value);
            setAt(changed, path, item);
            assert.deepEqual(at(changed, path), item);
            removeAt(changed, path);
            assert.equal(at(changed, path), undefined);
          },
        ),
      );
    });

    it("removes in every item of a list where the path says so", () => {
      const body: JsonObject = {
        secrets: [{ name: "a", value: "1" }, { name: "b", value: "2" }, "x"],
      };
      removeAt(body, ["secrets", "*", "value"]);
      assert.deepEqual(body, { secrets: [{ name: "a" }, { name: "b" }, "x"] });
    });

    it("removes nothing where the path leads nowhere", () => {
      const body: JsonObject = { a: "text", b: [1], c: null };
      for (const path of [
        ["a", "b"],
        ["b", "a"],
        ["b", "*", "x"],
        ["c", "x"],
        ["d", "*"],
      ]) {
        removeAt(body, path);
      }
      assert.deepEqual(body, { a: "text", b: [1], c: null });
    });
  });
});

function sortedText(value: Json): string {
  return JSON.stringify(value, (_, item: unknown) =>
    isObject(item)
      ? Object.fromEntries(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1)))
      : item,
  );
}

/** Whether any object or list of `a` is the very one of `b`. */
function shares(a: Json | undefined, b: Json | undefined): boolean {
  const parts = (value: Json | undefined): unknown[] =>
    typeof value === "object" && value !== null
      ? [value, ...Object.values(value).flatMap((item) => parts(item))]
      : [];
  const own = new Set(parts(a));
  return parts(b).some((part) => own.has(part));
}

/** Whether what both name is an object in both, or in neither. */
function sameShape(a: JsonObject, b: JsonObject): boolean {
  return Object.keys(a)
    .filter((name) => name in b)
    .every((name) => {
      const [one, other] = [a[name], b[name]];
      if (isObject(one) && isObject(other)) return sameShape(one, other);
      return !isObject(one) && !isObject(other);
    });
}
