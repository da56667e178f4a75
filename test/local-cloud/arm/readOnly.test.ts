import assert from "node:assert/strict";
import { withoutReadOnly } from "../../../local-cloud/arm/readOnly";
import type { JsonObject } from "../../../local-cloud/json";

describe("What a client writes", () => {
  /** What is left of a body, of a resource for which the client had written `desired`. */
  const left = (body: JsonObject, desired: JsonObject, computed: JsonObject) =>
    withoutReadOnly(
      structuredClone(body),
      { id: "/a", type: "t", name: "a", created: "", desired, kept: {} },
      computed,
    );

  it("is the same without the envelope of a read", () => {
    const envelope = { id: "/a", name: "a", type: "t", etag: "1", systemData: {} };
    assert.deepEqual(withoutReadOnly({ ...envelope, tags: {} }, undefined, undefined), {
      tags: {},
    });
  });

  it("is the same without what the service added, and without what held only that", () => {
    const body = { properties: { size: 1, status: { ready: true } }, sku: { tier: "Basic" } };
    const computed = { properties: { status: { ready: true } }, sku: { tier: "Basic" } };
    assert.deepEqual(left(body, { properties: { size: 1 } }, computed), {
      properties: { size: 1 },
    });
  });

  it("keeps an empty object that the client had written itself", () => {
    const computed = { properties: { status: { ready: true } } };
    assert.deepEqual(left(computed, { properties: { status: {} } }, computed), {
      properties: { status: {} },
    });
  });

  it("has the client's own value again where the service shows another in its place", () => {
    const desired = { properties: { version: "latest" } };
    const computed = { properties: { version: "16.4" } };
    assert.deepEqual(left(computed, desired, computed), desired);
  });

  it("keeps what differs from what the service shows: that is a wish", () => {
    const computed = { properties: { version: "16.4" } };
    const body = { properties: { version: "17.0" } };
    assert.deepEqual(left(body, { properties: { version: "latest" } }, computed), body);
  });
});
