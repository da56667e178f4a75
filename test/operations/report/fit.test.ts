import assert from "node:assert/strict";
import * as fc from "fast-check";
import {
  bytesOf,
  fitted,
  fittedTogether,
  type Section,
  whole,
} from "../../../operations/report/fit";

const section = (entries: Section["entries"]): Section => ({
  head: ["["],
  entries,
  tail: ["]"],
  leftOut: (count) => `… ${count}`,
});

const lines = fc.array(
  fc.string({ unit: "grapheme" }).map((text) => text.replaceAll("\n", " ")),
  { maxLength: 30 },
);
const sections = fc
  .array(fc.oneof(lines.map(section), fc.string()), { maxLength: 12 })
  .map(section);

describe("fitting a section into a number of bytes", () => {
  it("leaves one that fits as it is", () => {
    assert.equal(fitted(section(["one", "two"]), 11), "[\none\ntwo\n]");
  });

  it("leaves entries out from the last, and says how many", () => {
    assert.equal(fitted(section(["one", "two", "three"]), 14), "[\none\n… 2\n]");
  });

  it("counts bytes and not characters", () => {
    assert.equal(fitted(section(["äöü", "x"]), 11), "[\n… 2\n]");
  });

  it("leaves the small ones of several sections whole, and cuts the others", () => {
    const inner = [section(["1"]), section(["1", "2", "3", "4", "5", "6", "7", "8", "9"])];

    assert.equal(fitted(section(inner), 30), "[\n[\n1\n]\n[\n1\n2\n… 7\n]\n]");
  });

  it("gives sections that are equally long the same room", () => {
    const inner = [1, 2].map(() => section(["1", "2", "3", "4", "5", "6", "7", "8", "9"]));

    assert.equal(fitted(section(inner), 41), "[\n[\n1\n2\n3\n… 6\n]\n[\n1\n2\n3\n… 6\n]\n]");
  });

  it("never exceeds the number unless its frame does, and never cuts an entry in two", () => {
    fc.assert(
      fc.property(sections, fc.nat(400), (outer, maxBytes) => {
        const text = fitted(outer, maxBytes);

        const frame = fitted(outer, 0);
        assert.ok(bytesOf(text) <= Math.max(maxBytes, bytesOf(frame)));
        const allowed = new Set(whole(outer).split("\n"));
        for (const line of text.split("\n")) assert.ok(allowed.has(line) || /^… \d+$/.test(line));
      }),
    );
  });

  it("closes every section that it opens", () => {
    const words = fc.array(fc.constantFrom("a", "bb", "ccc"), { maxLength: 20 });
    const nested = fc.array(words.map(section), { maxLength: 9 }).map(section);
    fc.assert(
      fc.property(nested, fc.nat(300), (outer, maxBytes) => {
        const text = fitted(outer, maxBytes).split("\n");

        const count = (sign: string) => text.filter((line) => line === sign).length;
        assert.equal(count("["), count("]"));
      }),
    );
  });
});

describe("fitting sections together", () => {
  const long = section(["aaaa", "bbbb", "cccc"]);

  it("cuts the one with the lowest rank first", () => {
    const text = fittedTogether(
      [
        { section: long, rank: 2 },
        { section: long, rank: 1 },
      ],
      32,
    );

    assert.equal(text, "[\naaaa\nbbbb\ncccc\n]\n[\n… 3\n]");
  });

  it("says so when nothing is left to cut", () => {
    assert.throws(() => fittedTogether([{ section: long, rank: 1 }], 5), /4 bytes too long/);
  });
});
