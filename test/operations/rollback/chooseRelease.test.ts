import assert from "node:assert/strict";
import { chooseRelease } from "../../../operations/rollback/chooseRelease";
import type { Release } from "../../../operations/releases/release";
import { releaseOf } from "../releases/releases";

describe("the release that a rollback goes back to", () => {
  /** `ok`, `bad`: deployments; `ok→1`, `cut→1`: rollbacks to a release; `ok=`: all of these left one state. Numbered from 1. */
  function releases(...words: string[]): Release[] {
    return words.map((word, index) => {
      const [result = "", of] = word.replace("=", "").split("→");
      return {
        ...releaseOf(),
        number: index + 1,
        stateHash: word.endsWith("=") ? "the same" : String(index),
        result: ({ ok: "succeeded", bad: "failed", cut: "interrupted" } as const)[result as "ok"]!,
        kind: of === undefined ? "deploy" : "rollback",
        ...(of !== undefined && { of: Number(of) }),
      };
    });
  }

  const chosen: [what: string, history: string[], number: number][] = [
    ["the one before the present one", ["ok", "ok"], 1],
    ["the last that succeeded, when the present one failed", ["ok", "ok", "bad"], 2],
    ["the last that succeeded, also when what was cut short changed nothing", ["ok=", "cut="], 1],
    ["the last that succeeded, past others that failed", ["ok", "bad", "bad", "bad"], 1],
    ["the last that left another state", ["ok", "ok=", "ok=", "ok="], 1],
    ["the one that a rollback was going to which was cut short", ["ok", "ok", "cut→1"], 1],
    ["the same, however often it was cut short", ["ok", "ok", "ok", "cut→1", "cut→1"], 1],
    ["the same, when it failed", ["ok", "ok", "ok", "bad→1"], 1],
  ];
  for (const [what, history, number] of chosen) {
    it(`is ${what}`, () => {
      assert.equal(chooseRelease(releases(...history), undefined).number, number);
    });
  }

  it("is the one that is named", () => {
    assert.equal(chooseRelease(releases("ok", "ok", "ok"), 1).number, 1);
  });

  const refused: [what: string, history: string[], number: number | undefined, said: RegExp][] = [
    ["when there is no release", [], undefined, /There is no release yet/],
    [
      "to choose after a rollback",
      ["ok", "ok", "ok→1"],
      undefined,
      /Release 3 is a rollback itself, to release 1[^]*--to/,
    ],
    ["when all left the same state", ["ok=", "ok="], undefined, /and left another state/],
    ["when nothing came before", ["ok"], undefined, /No release of \w+ before release 1 succeeded/],
    ["when nothing before succeeded", ["bad", "ok"], undefined, /before release 2 succeeded/],
    ["a number that there isn't", ["ok", "ok"], 7, /no release 7\. There are: 1, 2/],
    ["one that failed", ["ok", "bad", "ok"], 2, /Release 2 failed: only one that succeeded/],
    ["one that was cut short", ["ok", "cut", "ok"], 2, /Release 2 was interrupted/],
  ];
  for (const [what, history, number, said] of refused) {
    it(`rejects ${what}`, () => {
      assert.throws(() => chooseRelease(releases(...history), number), said);
    });
  }
});
