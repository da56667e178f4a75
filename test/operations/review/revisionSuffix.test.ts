import assert from "node:assert/strict";
import type { Change, Operation } from "../../../operations/changes/change";
import { suffixesTakenAgain } from "../../../operations/review/revisionSuffix";
import { types } from "../../../policy/types";
import { changeOf } from "../guards/changes";

/** Going back with a container app whose template differs. */
function goingBack(
  template: Readonly<Record<string, unknown>>,
  { operation = "update", path = "template.revisionSuffix", type = types.containerApp } = {} as {
    operation?: Operation;
    path?: string;
    type?: string;
  },
): Change {
  const property = { path, kind: "update", replaces: false, before: "v2", after: "v1" } as const;
  return changeOf(operation, type, "ws", { after: { template }, properties: [property] });
}

describe("going back with a revision suffix", () => {
  it("would take again what a revision has: one sentence for all apps", () => {
    const change = goingBack({ revisionSuffix: "v1" });

    assert.deepEqual(suffixesTakenAgain([change, { ...change, name: "api" }]), [
      "the revision suffix v1 would be taken again by api, ws: " +
        "Azure makes no new revision then, and the later one runs on",
    ]);
  });

  it("would do so also where only another part of the template differs", () => {
    const changes = [goingBack({ revisionSuffix: "v1" }, { path: "template.scale.minReplicas" })];

    assert.equal(suffixesTakenAgain(changes).length, 1);
  });

  for (const [why, change] of [
    ["Azure makes the suffix up", goingBack({})],
    ["it is empty, which stands for none", goingBack({ revisionSuffix: "" })],
    ["the template stays", goingBack({ revisionSuffix: "v1" }, { path: "templates" })],
    ["the app is new", goingBack({ revisionSuffix: "v1" }, { operation: "create" })],
    ["the app is made anew", goingBack({ revisionSuffix: "v1" }, { operation: "replace" })],
    ["it is a job", goingBack({ revisionSuffix: "v1" }, { type: types.job })],
  ] as const) {
    it(`is well where ${why}`, () => {
      assert.deepEqual(suffixesTakenAgain([change]), []);
    });
  }
});
