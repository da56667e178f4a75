import assert from "node:assert/strict";
import type { Phase } from "../../settings/schema";
import { RunningPack, unknown } from "../support/analyzer";
import type { StackName } from "../support/stackSettings";
import { put } from "./mutations/change";
import { prd } from "./mutations/prd";
import { describedStack } from "./realStacks";

describe("the real stacks, judged by the running pack", () => {
  let pack: RunningPack;
  before(async () => {
    pack = await RunningPack.start();
  });
  after(() => pack.stop());

  for (const stack of ["stg", "prd"] satisfies StackName[]) {
    for (const phase of ["provision", "bind", "live"] satisfies Phase[]) {
      it(`pass with nothing to say: ${stack} in phase ${phase}`, async function () {
        // Loading the SDKs takes a busy machine its time.
        this.timeout(60_000);
        const { asked, made } = await describedStack(stack, phase);

        const alone = await Promise.all(asked.map((resource) => pack.analyze(resource)));
        const together = await pack.analyzeStack(made);

        assert.deepEqual([...alone.flat(), ...together], []);
      });
    }
  }

  it("pass in a first preview, in which no certificate's id is known: prd in phase live", async () => {
    const { made } = put(
      prd.api,
      "configuration.ingress.customDomains.0.certificateId",
      unknown.text,
    )(await describedStack("prd", "live"));

    assert.deepEqual(await pack.analyzeStack(made), []);
  });
});
