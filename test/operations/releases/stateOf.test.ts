import assert from "node:assert/strict";
import { stateOf } from "../../../operations/releases/stateOf";

describe("a state", () => {
  const resource = {
    urn: "urn:pulumi:stg::ftl::azure-native:app:ContainerApp::api",
    type: "azure-native:app:ContainerApp",
    custom: true,
    id: "/subscriptions/s/api",
    protect: true,
    inputs: { a: 1 },
    outputs: { b: 2 },
  };
  const snapshot = { manifest: {}, resources: [resource] };

  for (const [what, content] of [
    ["a checkpoint", { version: 3, checkpoint: { stack: "stg", latest: snapshot } }],
    ["an export", { version: 3, deployment: snapshot }],
  ] as const) {
    it(`is read from ${what}`, () => {
      const { resources, pendingOperations } = stateOf(JSON.stringify(content), "it");

      assert.deepEqual(pendingOperations, []);
      assert.deepEqual(resources, [
        {
          urn: resource.urn,
          type: resource.type,
          name: "api",
          id: resource.id,
          parent: undefined,
          provider: undefined,
          custom: true,
          protect: true,
          pendingDeletion: false,
          initErrors: [],
          inputs: { a: 1 },
          outputs: { b: 2 },
        },
      ]);
    });
  }

  for (const [what, content] of [
    ["a checkpoint of a stack that never was deployed", { checkpoint: { stack: "stg" } }],
    ["one with nothing in it", { checkpoint: { stack: "stg", latest: null } }],
    ["an export of an empty stack", { deployment: { manifest: {} } }],
    ["one whose resources are null", { deployment: { resources: null } }],
  ] as const) {
    it(`is empty in ${what}`, () => {
      assert.deepEqual(stateOf(JSON.stringify(content), "it"), {
        resources: [],
        pendingOperations: [],
      });
    });
  }

  it("says what an interrupted update did not see the end of", () => {
    const pending = [{ type: "creating", resource }];
    const text = JSON.stringify({ deployment: { ...snapshot, pending_operations: pending } });

    assert.deepEqual(stateOf(text, "it").pendingOperations, [`creating ${resource.urn}`]);
  });

  it("marks what a replacement has left to be deleted", () => {
    const text = JSON.stringify({ deployment: { resources: [{ ...resource, delete: true }] } });

    assert.equal(stateOf(text, "it").resources[0]?.pendingDeletion, true);
  });

  for (const text of ["", "{", "null", "[]", "{}", '{"steps":[]}']) {
    it(`rejects ${JSON.stringify(text)}, and says what it was read from`, () => {
      assert.throws(() => stateOf(text, "the key x.json"), {
        name: "Refusal",
        message: /^the key x\.json is no state/,
      });
    });
  }
});
