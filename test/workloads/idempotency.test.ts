import assert from "node:assert/strict";
import fc from "fast-check";
import { readOpenRequest } from "../../workloads/api/positions";
import { requestHash, requireKey } from "../../workloads/api/idempotency";
import { RequestRefused } from "../../workloads/http/answer";

const refused = (status: number) => (error: unknown) =>
  error instanceof RequestRefused && error.status === status;

describe("an Idempotency-Key", () => {
  for (const key of ["a", "x".repeat(128)]) {
    it(`may have ${key.length} characters`, () => assert.equal(requireKey(key), key));
  }

  for (const key of [undefined, "", "x".repeat(129), ["a", "b"]]) {
    it(`rejects ${Array.isArray(key) ? "two" : (key?.length ?? "no")} characters`, () => {
      assert.throws(() => requireKey(key), refused(400));
    });
  }

  it("is for a request whatever the order of its fields", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue(), { maxKeys: 5 }), (body) => {
        const turned = Object.fromEntries(Object.entries(body).reverse());
        assert.equal(requestHash(turned), requestHash(body));
      }),
    );
  });

  it("is not for a request with another value", () => {
    assert.notEqual(requestHash({ lotSize: 1 }), requestHash({ lotSize: 2 }));
  });
});

describe("an order for a position", () => {
  const order = { instrumentId: "player-1000", direction: "long", lotSize: 0.01 };

  it("says instrument, direction and lots", () => {
    assert.deepEqual(readOpenRequest({ ...order, more: 1 }), order);
  });

  const bad: readonly (readonly [what: string, body: unknown])[] = [
    ["no body", undefined],
    ["a list", []],
    ["no instrument", { ...order, instrumentId: undefined }],
    ["another direction", { ...order, direction: "up" }],
    ["no lots", { ...order, lotSize: 0 }],
    ["lots below nothing", { ...order, lotSize: -1 }],
    ["lots as text", { ...order, lotSize: "1" }],
    ["more lots than can be", { ...order, lotSize: 1_000_001 }],
  ];
  for (const [what, body] of bad) {
    it(`rejects ${what}`, () => assert.throws(() => readOpenRequest(body), refused(400)));
  }
});
