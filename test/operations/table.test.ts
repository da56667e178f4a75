import assert from "node:assert/strict";
import fc from "fast-check";
import { table } from "../../operations/table";

describe("a table", () => {
  it("has its columns below each other, with a heading", () => {
    assert.deepEqual(
      table(
        [
          ["1", "ada", "x"],
          ["22", "grace", ""],
        ],
        { heading: ["no", "who", "what"], width: 80 },
      ),
      ["  no  who    what", "  1   ada    x", "  22  grace"],
    );
  });

  it("takes from the widest column what a line has too much", () => {
    assert.deepEqual(table([["1", "a".repeat(20), "b".repeat(30)]], { width: 40 }), [
      `  1  ${"a".repeat(16)}…  ${"b".repeat(15)}…`,
    ]);
  });

  it("writes a line break as a space, and nothing that a terminal would obey", () => {
    assert.deepEqual(table([["a\r\nb\u001b[31mc"]], { width: 80 }), ["  a b [31mc"]);
  });

  it("is a hundred characters wide where the terminal doesn't know its width", () => {
    const own = Object.getOwnPropertyDescriptor(process.stdout, "columns");
    Object.defineProperty(process.stdout, "columns", { value: 0, configurable: true });
    try {
      assert.equal(table([["a".repeat(120)]])[0]!.length, 100);
    } finally {
      if (own === undefined) Reflect.deleteProperty(process.stdout, "columns");
      else Object.defineProperty(process.stdout, "columns", own);
    }
  });

  it("has no lines when there are no rows", () => {
    assert.deepEqual(table([]), []);
  });

  it("is never wider than the terminal, as long as that has room for narrow columns", () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(fc.string({ maxLength: 60 }), { minLength: 4, maxLength: 4 }), {
          maxLength: 5,
        }),
        fc.integer({ min: 40, max: 120 }),
        (rows, width) => {
          for (const line of table(rows, { width })) assert.ok(line.length <= width, line);
        },
      ),
    );
  });
});
