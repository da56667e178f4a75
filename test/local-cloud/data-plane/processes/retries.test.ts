import assert from "node:assert/strict";
import { setTimeout as pause } from "node:timers/promises";
import { Retries } from "../../../../local-cloud/data-plane/processes/retries";

describe("what failed", () => {
  it("is tried again", async () => {
    await new Promise<void>((resolve) => {
      // The timer alone does not keep the process.
      const kept = setInterval(() => undefined, 1000);
      new Retries(() => resolve(clearInterval(kept)), 1).failed();
    });
  });

  it("is not tried again once it is stopped", async () => {
    let tries = 0;
    const retries = new Retries(() => (tries += 1), 5);
    retries.failed();
    retries.stop();
    await pause(20);
    assert.equal(tries, 0);
  });
});
