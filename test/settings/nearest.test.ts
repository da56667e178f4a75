import assert from "node:assert/strict";
import fc from "fast-check";
import { editDistance, nearest } from "../../settings/nearest";

describe("nearest", () => {
  const keys = ["storageGib", "sku", "tier", "version", "highAvailability", "database"];
  const cases: readonly (readonly [string, string | undefined])[] = [
    ["storageGB", "storageGib"],
    ["storagegib", "storageGib"],
    ["teir", "tier"],
    ["highAvailabilty", "highAvailability"],
    ["skus", "sku"],
    ["password", undefined],
    ["x", undefined],
    ["", undefined],
  ];
  for (const [word, wanted] of cases) {
    it(`takes ${JSON.stringify(word)} for ${wanted ?? "nothing that is known"}`, () => {
      assert.equal(nearest(word, keys), wanted);
    });
  }

  it("measures no distance from a word to itself and the same one both ways", () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 12 }), fc.string({ maxLength: 12 }), (one, other) => {
        const distance = editDistance(one, other);
        assert.equal(distance === 0, one === other);
        assert.equal(distance, editDistance(other, one));
        assert.ok(distance <= Math.max(one.length, other.length));
      }),
    );
  });
});
