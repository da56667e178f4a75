import assert from "node:assert/strict";
import { migrate } from "../../operations/azure/migrate";
import {
  brokenStack,
  faultsOfBundle,
  faultsOfClouds,
  faultsOfRows,
} from "../operations/verify/faults";
import { type Fault, FaultWorld } from "../operations/verify/faultWorld";
import { Platform } from "../support/platform";
import { stackSettings } from "../support/stackSettings";

describe("ftl verify of a stack that works", function () {
  this.timeout(60_000);
  let platform: Platform;
  let world: FaultWorld;
  let restore: () => Promise<void>;

  before(async function () {
    this.timeout(120_000);
    platform = await Platform.open();
    const outputs = await platform.cutOver("stg", brokenStack);
    await platform.settled();
    world = new FaultWorld(platform, outputs, stackSettings("stg", brokenStack));
    await migrated();
    await world.deployFrontend();
    await platform.settled();
    restore = world.snapshot();
  });
  after(() => platform.close());

  /** Runs the migrate job. */
  async function migrated(): Promise<void> {
    const { outputs } = world;
    const target = { stack: "stg", local: true, access: platform.access(), outputs };
    assert.equal((await migrate(target)).status, "Succeeded");
  }

  /** What doesn't pass, by outcome. */
  async function found(): Promise<{ readonly fail: string[]; readonly saw: string }> {
    await platform.settled();
    const results = await platform.verify("stg");
    const open = results.filter(({ outcome }) => outcome !== "pass");
    return {
      fail: open.filter(({ outcome }) => outcome === "fail").map(({ name }) => name),
      saw: open.map(({ name, outcome, saw }) => `${name}: ${outcome}: ${saw}`).join("\n"),
    };
  }

  it("has every check pass", async () => {
    assert.equal((await found()).saw, "");
  });

  describe("and in which one thing is broken, has that check fail and no other:", () => {
    function catches(fault: Fault, putBack: () => Promise<void>): void {
      const { what, caughtBy } = fault;
      it(`${what}: ${caughtBy}`, async () => {
        try {
          await fault.put(world);

          const { fail, saw } = await found();

          assert.deepEqual(fail, [caughtBy], saw);
        } finally {
          await putBack();
          await platform.settled();
        }
      });
    }
    for (const fault of faultsOfClouds) catches(fault, () => restore());
    for (const fault of faultsOfBundle) catches(fault, () => world.deployFrontend());
    for (const fault of faultsOfRows) {
      catches(fault, async () => {
        await restore();
        await platform.settled();
        await migrated();
      });
    }
  });

  describe("and in which everything was mended", () => {
    it("has every check pass again", async () => {
      assert.equal((await found()).saw, "");
    });
  });
});
