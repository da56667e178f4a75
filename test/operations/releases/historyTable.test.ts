import assert from "node:assert/strict";
import type { HistoryEntry, PulumiUpdate } from "../../../operations/releases/history";
import { historyTable, tallyText } from "../../../operations/releases/historyCommand";
import { releaseOf } from "./releases";

const update: PulumiUpdate = {
  checkpoint: "",
  kind: "update",
  result: "failed",
  message: "fix: something else\n\nwith a body",
  startedAt: "2026-11-21T09:00:00.000Z",
  endedAt: "2026-11-21T09:05:00.000Z",
  commit: "b".repeat(40),
  dirty: true,
  author: "Grace",
  version: "v3.259.0",
  tally: { same: 3, update: 2, create: 1 },
};

describe("the table of a stack's history", () => {
  it("says of an update that it was no release, and of a release which one", () => {
    const release = { ...releaseOf({ kind: "rollback", of: 7 }), number: 8 };
    const entries: HistoryEntry[] = [
      { update: undefined, release },
      { update, release: undefined },
    ];

    assert.deepEqual(historyTable("stg", entries, 140).split("\n"), [
      "  no  ended (UTC)       what                   commit     who    changes             title",
      "  8   2026-11-21 10:05  rollback of 7          aaaaaaaa   ada    none                feat: something",
      "  -   2026-11-21 09:05  failed: not a release  bbbbbbbb*  Grace  2 update, 1 create  fix: something else",
      "",
      "* with changes that were not committed",
      "",
    ]);
  });

  it("calls what is no deployment by Pulumi's name", () => {
    const refresh = { ...update, kind: "refresh", result: "succeeded" };

    assert.match(
      historyTable("stg", [{ update: refresh, release: undefined }], 140),
      /:05 {2}refresh /,
    );
  });

  it("fits into eighty characters, and cuts who, what changed and the title first", () => {
    const long = {
      ...update,
      result: "succeeded",
      author: "Somebody with a name",
      message: "x".repeat(90),
    };
    const [, line] = historyTable("stg", [{ update: long, release: undefined }], 80).split("\n");

    assert.equal(
      line,
      "  -   2026-11-21 09:05  not a release  bbbbbbbb*  Somebody…  2 update…  xxxxxxx…",
    );
  });

  it("says that there is none yet", () => {
    assert.equal(historyTable("stg", []), "stg was never deployed.\n");
  });

  for (const [tally, text] of [
    [{}, "none"],
    [{ same: 80 }, "none"],
    [{ same: 80, update: 2, delete: 0 }, "2 update"],
  ] as const) {
    it(`says '${text}' of ${JSON.stringify(tally)}`, () => {
      assert.equal(tallyText(tally), text);
    });
  }
});
