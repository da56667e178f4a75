import assert from "node:assert/strict";
import fc from "fast-check";
import { Turns } from "../../../../local-cloud/data-plane/ingress/turns";
import type { Backend } from "../../../../local-cloud/data-plane/part";

/** Weights that make up a hundred percent. */
const weights = fc
  .array(fc.nat({ max: 100 }), { minLength: 1, maxLength: 6 })
  .filter((parts) => parts.some((part) => part > 0))
  .map((parts) => {
    const whole = parts.reduce((sum, part) => sum + part, 0);
    const shares = parts.map((part) => Math.floor((part * 100) / whole));
    shares[0]! += 100 - shares.reduce((sum, share) => sum + share, 0);
    return shares;
  });

function backendsOf(shares: readonly number[]): Backend[] {
  return shares.map((weight, index) => ({ revisionName: `api--${index}`, weight, ports: [] }));
}

function countOf(turns: Turns, backends: readonly Backend[], requests: number): number[] {
  const counts = backends.map(() => 0);
  for (let request = 0; request < requests; request++) {
    const { revisionName } = turns.revision("api", backends)!;
    counts[backends.findIndex((one) => one.revisionName === revisionName)]! += 1;
  }
  return counts;
}

describe("turns of revisions and replicas", () => {
  it("give each revision exactly its share of every hundred requests", () => {
    fc.assert(
      fc.property(weights, fc.integer({ min: 1, max: 3 }), (shares, hundreds) => {
        const counts = countOf(new Turns(), backendsOf(shares), hundreds * 100);

        assert.deepEqual(
          counts,
          shares.map((share) => share * hundreds),
        );
      }),
    );
  });

  it("give a revision its new share once the weights have changed", () => {
    fc.assert(
      fc.property(weights, weights, (before, after) => {
        const turns = new Turns();
        countOf(turns, backendsOf(before), 37);

        const counts = countOf(turns, backendsOf(after), 10_000);

        for (const [index, share] of after.entries()) {
          assert.ok(Math.abs(counts[index]! - share * 100) <= 100, `${counts[index]} of ${share}%`);
        }
      }),
      { numRuns: 20 },
    );
  });

  it("give a revision without a weight none", () => {
    assert.equal(new Turns().revision("api", backendsOf([0, 0])), undefined);
  });

  it("lead to each replica as often as to any other, with all the others behind it", () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer(), { minLength: 1, maxLength: 8 }), (ports) => {
        const turns = new Turns();
        const backend = { revisionName: "api--1", weight: 100, ports };

        const orders = ports.map(() => turns.replicas("api", backend));

        assert.deepEqual(
          orders.map(([first]) => first),
          ports,
        );
        for (const order of orders) assert.deepEqual(new Set(order), new Set(ports));
      }),
    );
  });
});
