import assert from "node:assert/strict";
import fc from "fast-check";
import { Semaphore } from "../../../../local-cloud/data-plane/workloads/semaphore";

describe("a semaphore", () => {
  it("lets in as many at once as it has permits, and the others in their order", async () => {
    const size = fc.integer({ min: 1, max: 5 });
    const lengths = fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 1, maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(size, lengths, async (permits, ticks) => {
        const semaphore = new Semaphore(permits);
        const begun: number[] = [];
        let inside = 0;
        let most = 0;
        await Promise.all(
          ticks.map(async (length, index) => {
            const release = await semaphore.acquire();
            begun.push(index);
            most = Math.max(most, ++inside);
            for (let tick = 0; tick < length; tick += 1) await Promise.resolve();
            inside -= 1;
            release();
            release();
          }),
        );
        assert.ok(most <= permits, `${most} at once`);
        assert.deepEqual(
          begun,
          ticks.map((_, index) => index),
        );
      }),
    );
  });
});
