import assert from "node:assert/strict";
import { evaluate } from "../../policy/evaluate";
import { rules } from "../../policy/rules";
import { type Described, RunningPack } from "../support/analyzer";
import { mutations } from "./mutations";
import { type DescribedStack, describedStack } from "./realStacks";
import { recordsOf } from "./records";

describe("each change to a real stack trips the rules it must, and only those", () => {
  let pack: RunningPack;
  before(async function () {
    // Loading the SDKs takes a busy machine its time.
    this.timeout(60_000);
    pack = await RunningPack.start();
    for (const { stack = "prd", phase = "live" } of mutations) await describedStack(stack, phase);
  });
  after(() => pack.stop());

  /** The names of the rules that speak. What is asked for as in the unchanged stack was judged with that. */
  async function tripped(before: DescribedStack, after: DescribedStack): Promise<string[]> {
    const known = new Set<Described>(before.asked);
    const news = after.asked.filter((resource) => !known.has(resource));
    const alone = await Promise.all(news.map((resource) => pack.analyze(resource)));
    const together = await pack.analyzeStack(after.made);
    return [...new Set([...alone.flat(), ...together].map(({ policy }) => policy))].toSorted();
  }

  for (const { title, stack = "prd", phase = "live", change, trips } of mutations) {
    it(`${stack}: ${title}`, async () => {
      const real = await describedStack(stack, phase);

      assert.deepEqual(await tripped(real, change(real)), [...trips].toSorted());
    });
  }

  for (const { title, stack = "prd", phase = "live", change, trips } of mutations) {
    it(`${stack}: ${title}; the report says the same`, async () => {
      const records = recordsOf(change(await describedStack(stack, phase)));

      const failed = evaluate(records).filter(({ outcome }) => outcome === "failed");

      assert.deepEqual(
        [...new Set(failed.map(({ rule }) => rule.name))].toSorted(),
        [...trips].toSorted(),
      );
    });
  }

  it("has no change that nothing catches", () => {
    const harmless = mutations.filter(({ trips }) => trips.length === 0);

    assert.deepEqual(
      harmless.map(({ title }) => title),
      [],
    );
  });

  it("leaves no rule without a change that trips it", () => {
    const trippable = new Set(mutations.flatMap(({ trips }) => trips));

    const idle = rules.map(({ name }) => name).filter((name) => !trippable.has(name));

    assert.deepEqual(idle, []);
  });
});
