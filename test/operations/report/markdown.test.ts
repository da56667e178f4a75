import assert from "node:assert/strict";
import * as fc from "fast-check";
import {
  code,
  escaped,
  fenceFor,
  htmlCode,
  shortened,
  visible,
} from "../../../operations/markdown";

describe("text in Markdown", () => {
  for (const [what, text, expected] of [
    ["a sentence", "Set min to 2, then go on.", "Set min to 2, then go on."],
    ["emphasis and links", "*a* _b_ [c](d)", "\\*a\\* \\_b\\_ \\[c\\](d)"],
    ["HTML", "<!-- x --> <b>", "\\<!-- x --\\> \\<b\\>"],
    ["cells of a table", "a | b", "a \\| b"],
    ["entities", "&lt;b", "\\&lt;b"],
    ["backticks", "a `b", "a \\`b"],
    ["a list", "- a", "\\- a"],
    ["a numbered list", "1. a", "1\\. a"],
    ["a title's underline", "===", "\\==="],
    ["lines", "a\n# b\r\n\tc", "a \\# b c"],
    ["text that runs backwards", "a\u202Eb", "a\\\\u\\{202e\\}b"],
    ["nothing", "\n", "*(empty)*"],
    ["half a character", "a\uD83D", "a\\\\u\\{d83d\\}"],
  ] as const) {
    it(`shows ${what} as written`, () => {
      assert.equal(escaped(text), expected);
    });
  }

  for (const word of [
    "@octocat",
    "(@org/team)",
    "#12",
    "owner/repo#12",
    "GH-12",
    "https://evil.example",
    "www.evil.example",
    "_www.evil.example",
    "a@evil.example",
    "4f3a2b1c90abcdef1234567890abcdef12345678",
    ":white_check_mark:",
    "$x$",
  ]) {
    it(`keeps GitHub from making anything of ${word}`, () => {
      assert.equal(escaped(`see ${word} there`), `see \`${word}\` there`);
    });
  }

  for (const [what, text, expected] of [
    ["a name", "api-app", "`api-app`"],
    ["backticks", "a``b", "```a``b```"],
    ["a backtick at the end", "a`", "`` a` ``"],
    ["a pipe, which ends a table's cell", "a|`b\\|", "<code>a&#124;&#96;b&#92;&#124;</code>"],
    ["HTML around a pipe", "</code>|", "<code>&#60;&#47;code&#62;&#124;</code>"],
    ["nothing", " ", "*(empty)*"],
    ["lines", "a\nb", "`a b`"],
  ] as const) {
    it(`shows a value with ${what} letter by letter`, () => {
      assert.equal(code(text), expected);
    });
  }

  it("shows a name in HTML letter by letter", () => {
    assert.equal(htmlCode('</summary>&"'), "<code>&lt;/summary&gt;&amp;&quot;</code>");
  });

  it("fences lines so that none of them ends it", () => {
    assert.equal(fenceFor(["a", "`````", "b"]), "``````");
  });

  it("says how much it left out, and never cuts a character in two", () => {
    assert.equal(shortened("a😀b", 2), "a… (3 more)");
    assert.equal(shortened("a😀b", 3), "a😀… (1 more)");
  });

  it("is on one line and has no character that can't be seen, whatever it was", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        for (const made of [visible(text), escaped(text), code(text), htmlCode(text)]) {
          assert.doesNotMatch(made, /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
        }
      }),
    );
  });
});
