import assert from "node:assert/strict";
import type { Change, Operation } from "../../../operations/changes/change";
import { judgeStateful } from "../../../operations/guards/statefulGuard";
import { statefulTypes } from "../../../policy/statefulTypes";
import { types } from "../../../policy/types";
import type { Waiver } from "../../../policy/waivers";
import { changeOf } from "./changes";

const today = new Date("2026-11-21T12:00:00Z");
const waiver: Waiver = {
  rule: "stateful-kept",
  stack: "prd",
  resource: "db",
  reason: "moved to a bigger server; backup 7 is proven",
  owner: "platform",
  expires: "2026-11-21",
};
const postgres = (operation: Operation) => changeOf(operation, types.postgresServer, "db");

describe("what can't be got back", () => {
  const kept: readonly Operation[] = ["create", "update", "same", "import", "read"];
  for (const operation of kept) {
    it(`is kept by the operation ${operation}`, () => {
      assert.deepEqual(judgeStateful([postgres(operation)], [], today), []);
    });
  }

  for (const type of statefulTypes) {
    for (const operation of ["replace", "delete"] as const) {
      it(`is ${type}: ${operation} is a failure`, () => {
        const found = judgeStateful([changeOf(operation, type, "one")], [], today);

        assert.deepEqual(
          found.map(({ guard, waived }) => ({ guard, waived })),
          [{ guard: "stateful-kept", waived: false }],
        );
      });
    }
  }

  it("is known in any API version", () => {
    const change = changeOf("delete", "azure-native:dbforpostgresql/v20240801:Server", "db");

    assert.equal(judgeStateful([change], [], today).length, 1);
  });

  it("is not an app, which any deployment makes anew", () => {
    assert.deepEqual(judgeStateful([changeOf("replace", types.containerApp, "api")], []), []);
  });

  it("is named with why it would be replaced", () => {
    const change: Change = {
      ...postgres("replace"),
      properties: [
        { path: "location", kind: "update", replaces: true, before: "a", after: "b" },
        { path: "tags.owner", kind: "update", replaces: false, before: "a", after: "b" },
      ],
    };

    const [found] = judgeStateful([change], [], today);

    assert.equal(
      found!.message,
      `db (${types.postgresServer}) would be replaced because of location, and what it holds would be lost`,
    );
  });
});

describe("a waiver of stateful-kept", () => {
  const waived = (...waivers: Waiver[]) =>
    judgeStateful([postgres("delete")], waivers, today).map((finding) => finding.waived);

  it("lets one resource go, and the finding still says so", () => {
    assert.deepEqual(waived(waiver), [true]);
  });

  const useless: readonly (readonly [string, Partial<Waiver>])[] = [
    ["has expired", { expires: "2026-11-20" }],
    ["is for longer than half a year", { expires: "2027-05-21" }],
    ["is for another stack", { stack: "stg" }],
    ["is for another resource", { resource: "db2" }],
    ["is for a resource whose name merely ends alike", { resource: "b" }],
    ["is for the rule of a like name", { rule: "stateful-protected" }],
    ["is for another guard", { rule: "dns-budget" }],
  ];
  for (const [title, change] of useless) {
    it(`rejects the loss all the same when it ${title}`, () => {
      assert.deepEqual(waived({ ...waiver, ...change }), [false]);
    });
  }

  it("is for that resource only", () => {
    const changes = [postgres("delete"), changeOf("delete", types.vault, "vault")];

    const found = judgeStateful(changes, [waiver], today);

    assert.deepEqual(
      found.map((finding) => finding.waived),
      [true, false],
    );
  });
});
