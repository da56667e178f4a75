import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { temporaryFolder } from "../support/temporaryFolder";
import { Origins } from "./origins";
import { refusals, Unreadable } from "./refusals";
import { readSources } from "./sourceFiles";

const base = "https://example.com";

/** What a source refuses, one line each: status, code, message, addresses. */
function ledgerOf(source: string, other = ""): string[] {
  const folder = temporaryFolder();
  fs.writeFileSync(path.join(folder, "rules.ts"), source);
  fs.writeFileSync(path.join(folder, "words.ts"), other);
  const sources = readSources(folder);
  const origins = new Origins(sources);
  return refusals(sources).map((refusal) => {
    const { status, code, message } = refusal;
    const { addresses, undocumented } = origins.of(refusal);
    const found = [...addresses, ...(undocumented ? ["not documented"] : [])];
    return [status, code, message, ...found].join(" | ");
  });
}

describe("refusals, as they are read from the source", () => {
  for (const [what, source, expected] of [
    [
      "what is thrown, with the source that stands nearest",
      `/** @see ${base}/far */
       function check(name: string) {
         // ${base}/near
         if (name === "") throw new ArmError(400, "NoName", "A name is missing.");
         throw new ArmError(409, "Taken", \`The name '\${name}' is taken.\`);
       }`,
      [
        `400 | NoName | A name is missing. | ${base}/near`,
        `409 | Taken | The name '…' is taken. | ${base}/far`,
      ],
    ],
    [
      "what callers say through a function that has no words of its own",
      `function refusal(code: number, message: string) {
         return new CloudflareError(400, code, message);
       }
       /**
        * @see ${base}/one (9001)
        * @see ${base}/two (9002)
        */
       function check() {
         if (a) throw refusal(9001, "One.");
         throw refusal(9_002, "Two.");
       }
       function checkMore() { throw refusal(9003, "Three."); }`,
      [`400 | 9001 | One. | ${base}/one`, `400 | 9002 | Two. | ${base}/two`, "400 | 9003 | Three."],
    ],
    [
      "either code where there are two",
      `// Not documented where, but that it is so is not documented either.
       throw new ArmError(400, a ? "One" : "Two", b ? "One." : "Two.");`,
      ["400 | One | One. | not documented", "400 | Two | Two. | not documented"],
    ],
    [
      "the rule of a name, and the properties that are fixed",
      `const fixed = ["properties.a"];
       /** @see ${base}/type */
       export const model = { name: { pattern: /a/, length: [1, 2], message: "It is a." }, immutable: fixed };`,
      [
        `400 | InvalidResourceName | It is a. | ${base}/type`,
        `409 | PropertyChangeNotAllowed | Changing property 'properties.a' is not allowed. | ${base}/type`,
      ],
    ],
    [
      "another code than that of the rule that is taken over",
      `function rule(longest: number) {
         // ${base}/names
         return { pattern: /a/, length: [1, longest], message: \`It has 1 to \${longest} letters.\` };
       }
       export const models = [{ name: rule(10) }, { name: { ...rule(20), code: "Bad" } }];`,
      [
        `400 | Bad | It has 1 to 20 letters. | ${base}/names`,
        `400 | InvalidResourceName | It has 1 to 10 letters. | ${base}/names`,
      ],
    ],
    [
      "a source that stands where the function is used",
      `function check() { throw new ArmError(400, "Bad", "Bad."); }
       /** @see ${base}/type */
       export const model = { validate: check };`,
      [`400 | Bad | Bad. | ${base}/type`],
    ],
    [
      "no source where there is none",
      `throw new ArmError(400, "Bad", "Bad.");`,
      ["400 | Bad | Bad."],
    ],
  ] as const) {
    it(`are ${what}`, () => {
      const found = ledgerOf(source);

      assert.deepEqual(found.toSorted(), expected);
    });
  }

  it("are those of callers in other files too", () => {
    const found = ledgerOf(
      `import { bad } from "./words"; throw bad("It is bad.");`,
      `export function bad(message: string) { return new ArmError(400, "Bad", message); }`,
    );

    assert.deepEqual(found, ["400 | Bad | It is bad."]);
  });

  it("must say their code where it can be read", () => {
    assert.throws(() => ledgerOf(`throw new ArmError(400, codes.of(a), "Bad.");`), Unreadable);
  });
});
