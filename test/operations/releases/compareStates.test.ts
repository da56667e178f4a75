import assert from "node:assert/strict";
import { areEqual, compareStates } from "../../../operations/releases/compareStates";
import { resourceOf, secretOf } from "./states";

describe("a comparison of two states", () => {
  it("names resources that only one has", () => {
    const [a, b, c] = ["a", "b", "c"].map((name) => resourceOf({ name }));
    const { onlyBefore, onlyAfter, changed } = compareStates([a!, b!], [b!, c!]);

    assert.deepEqual(
      [onlyBefore.map(({ name }) => name), onlyAfter.map(({ name }) => name), changed],
      [["a"], ["c"], []],
    );
  });

  for (const [what, before, after, wanted] of [
    ["a value", { a: 1 }, { a: 2 }, [["inputs.a", 1, 2]]],
    ["a new value", {}, { a: 1 }, [["inputs.a", undefined, 1]]],
    ["a value that is gone", { a: 1 }, {}, [["inputs.a", 1, undefined]]],
    ["a value in a list", { a: [{ b: 1 }] }, { a: [{ b: 2 }] }, [["inputs.a[0].b", 1, 2]]],
    ["a longer list", { a: [1] }, { a: [1, 2] }, [["inputs.a[1]", undefined, 2]]],
    ["a list in place of a group", { a: [1] }, { a: { 0: 1 } }, [["inputs.a", [1], { 0: 1 }]]],
    ["a text in place of a group", { a: { b: 1 } }, { a: "b" }, [["inputs.a", { b: 1 }, "b"]]],
    ["a key with dots", { "a.b/c": 1 }, { "a.b/c": 2 }, [['inputs["a.b/c"]', 1, 2]]],
    [
      "a secret that is one no more",
      { a: secretOf("x") },
      { a: "y" },
      [["inputs.a", "[secret]", "y"]],
    ],
    ["another ciphertext", { a: secretOf("x") }, { a: secretOf("y") }, []],
  ] as const) {
    it(`shows ${what} by its path`, () => {
      const { changed } = compareStates(
        [resourceOf({ name: "a", inputs: { ...before } })],
        [resourceOf({ name: "a", inputs: { ...after } })],
      );

      assert.deepEqual(
        changed.flatMap(({ differences }) =>
          differences.map((one) => [one.path, one.before, one.after]),
        ),
        wanted,
      );
    });
  }

  it("shows outputs only where they say more than the inputs", () => {
    const of = (image: string, fqdn: string) =>
      resourceOf({ name: "a", inputs: { image }, outputs: { image, fqdn } });
    const { changed } = compareStates([of("1", "x")], [of("2", "y")]);

    assert.deepEqual(
      changed[0]?.differences.map(({ path }) => path),
      ["inputs.image", "outputs.fqdn"],
    );
  });

  it("shows what isn't a value of the resource: its protection, errors while it was made", () => {
    const before = resourceOf({ name: "a", protect: true });
    const after = resourceOf({ name: "a", initErrors: ["timed out"] });

    assert.deepEqual(
      compareStates([before], [after]).changed[0]?.differences.map(({ path }) => path),
      ["protect", "initErrors[0]"],
    );
  });

  it("finds a resource that waits for its deletion beside the one that replaced it", () => {
    const now = resourceOf({ name: "a" });
    const old = resourceOf({ name: "a", pendingDeletion: true });
    const compared = compareStates([now], [now, old]);

    assert.equal(areEqual(compared), false);
    assert.deepEqual(
      compared.onlyAfter.map(({ name }) => name),
      ["a"],
    );
  });
});
