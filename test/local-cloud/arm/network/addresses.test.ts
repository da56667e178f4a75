import assert from "node:assert/strict";
import fc from "fast-check";
import {
  addressNumber,
  addressText,
  contains,
  overlaps,
  readRange,
} from "../../../../local-cloud/arm/types/network/addresses";
import { refusedWith } from "../cloud";

const anyAddress = fc.integer({ min: 0, max: 2 ** 32 - 1 });
const anyRange = fc.tuple(anyAddress, fc.integer({ min: 0, max: 32 })).map(([address, bits]) => {
  const size = 2 ** (32 - bits);
  return readRange(`${addressText(Math.floor(address / size) * size)}/${bits}`, "id");
});

describe("an IPv4 address", () => {
  it("is the same after being read and written", () => {
    fc.assert(
      fc.property(anyAddress, (address) =>
        assert.equal(addressNumber(addressText(address)), address),
      ),
    );
  });

  for (const text of ["10.0.0", "10.0.0.0.0", "10.0.0.256", "10.0.0.-1", "10.0.0.x", "::1", ""]) {
    it(`is not ${JSON.stringify(text)}`, () => assert.equal(addressNumber(text), undefined));
  }
});

describe("an address range", () => {
  it("holds as many addresses as its length says", () => {
    fc.assert(
      fc.property(anyRange, (range) =>
        assert.equal(range.last - range.first + 1, 2 ** (32 - range.bits)),
      ),
    );
  });

  it("contains another one exactly when that one's first and last address are in it", () => {
    fc.assert(
      fc.property(anyRange, anyRange, (a, b) => {
        const inside = (address: number) => a.first <= address && address <= a.last;
        assert.equal(contains(a, b), inside(b.first) && inside(b.last));
      }),
    );
  });

  it("overlaps another one exactly when one of the two contains the other", () => {
    fc.assert(
      fc.property(anyRange, anyRange, (a, b) =>
        assert.equal(overlaps(a, b), contains(a, b) || contains(b, a)),
      ),
    );
  });

  for (const text of ["10.0.0.0", "10.0.0.0/33", "10.0.0.0/x", "10.0.0/24", "10.0.0.0/24/1", ""]) {
    it(`rejects ${JSON.stringify(text)}`, () =>
      refusedWith((async () => readRange(text, "id"))(), "InvalidAddressPrefixFormat"));
  }

  it("rejects host bits, and says what the range would be without", () =>
    refusedWith((async () => readRange("10.0.0.77/26", "id"))(), "InvalidCIDRNotation", {
      message: /should be 10\.0\.0\.64\/26\.$/,
    }));
});
