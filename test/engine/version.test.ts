import assert from "node:assert/strict";
import fc from "fast-check";
import { parseVersion, whyUnfit } from "../../engine/version";

const number = fc.nat(2000);
const version = fc.tuple(number, number, number).map((numbers) => numbers.join("."));

describe("whyUnfit", () => {
  it("accepts every patch of the same or a newer minor version", () => {
    fc.assert(
      fc.property(number, number, number, number, number, (major, minor, newer, patch, other) => {
        const found = `v${major}.${minor + newer}.${patch}`;
        assert.equal(whyUnfit(found, `${major}.${minor}.${other}`), undefined);
      }),
    );
  });

  it("refuses every older minor version, and says which is needed", () => {
    fc.assert(
      fc.property(number, number, fc.integer({ min: 1, max: 2000 }), (major, minor, older) => {
        const why = whyUnfit(`v${major}.${minor}.9`, `${major}.${minor + older}.0`);
        assert.match(why ?? "", new RegExp(`^v${major}\\.${minor + older} or newer`));
      }),
    );
  });

  it("refuses every other major version", () => {
    fc.assert(
      fc.property(version, version, (found, wanted) => {
        fc.pre(parseVersion(found)?.major !== parseVersion(wanted)?.major);
        assert.notEqual(whyUnfit(found, wanted), undefined);
      }),
    );
  });

  for (const text of ["", "banana", "v3", "3.259", "v3.259.x", "v3.259.0 (dirty)"]) {
    it(`rejects "${text}" as a version`, () => {
      assert.equal(whyUnfit(text, "3.259.0"), `"${text}" is not a version`);
    });
  }
});
