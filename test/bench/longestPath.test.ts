import assert from "node:assert/strict";
import fc from "fast-check";
import { longestPath, type StateResource } from "../../bench/longestPath";

/** A resource that is called by its URN. */
function resource(urn: string, more: Partial<StateResource> = {}): StateResource {
  return { urn, type: "test:index:Resource", custom: true, ...more };
}

describe("the longest path through a stack's resources", () => {
  const waits: readonly (readonly [why: string, more: Partial<StateResource>, by: string])[] = [
    ["its inputs", { propertyDependencies: { name: [], server: ["slow"] } }, "server"],
    ["an option", { dependencies: ["slow"] }, "dependsOn"],
    ["its parent", { parent: "slow" }, "parent"],
  ];
  for (const [why, more, by] of waits) {
    it(`leads through what a resource waits for by ${why}`, () => {
      const state = [resource("quick"), resource("slow"), resource("last", more)];
      const secondsOf = ({ urn }: StateResource) => ({ quick: 3, slow: 5, last: 1 })[urn]!;

      const path = longestPath(state, secondsOf);

      assert.deepEqual(
        path.map((step) => [step.resource.urn, step.doneAfterSeconds, step.waitsBy]),
        [
          ["slow", 5, ""],
          ["last", 6, by],
        ],
      );
    });
  }

  it("is as long as the longest of all chains, in any graph", () => {
    const graph = fc.array(
      fc.record({
        seconds: fc.integer({ min: 0, max: 9 }),
        needs: fc.array(fc.nat(), { maxLength: 3 }),
      }),
      { minLength: 1, maxLength: 9 },
    );
    fc.assert(
      fc.property(graph, (nodes) => {
        const needsOf = (index: number) =>
          index === 0 ? [] : nodes[index]!.needs.map((need) => need % index);
        const chain = (index: number): number =>
          nodes[index]!.seconds + Math.max(0, ...needsOf(index).map(chain));
        const state = nodes.map((_, index) =>
          resource(String(index), { dependencies: needsOf(index).map(String) }),
        );

        const path = longestPath(state, ({ urn }) => nodes[Number(urn)]!.seconds);

        const longest = Math.max(...nodes.map((_, index) => chain(index)));
        assert.equal(path.at(-1)!.doneAfterSeconds, longest);
        assert.equal(
          path.reduce((sum, { seconds }) => sum + seconds, 0),
          longest,
        );
      }),
    );
  });

  it("rejects a state in which something comes before what it waits for", () => {
    const state = [resource("a", { dependencies: ["b"] }), resource("b")];

    assert.throws(() => longestPath(state, () => 1), /b comes after what waits for it/);
  });
});
