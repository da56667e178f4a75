import assert from "node:assert/strict";
import { Steps } from "../../operations/steps";

describe("steps", () => {
  const result = { exitCode: 0, stdout: "", stderr: "" };

  it("are kept in order, with how each ended, and told one by one", async () => {
    const said: string[] = [];
    const steps = new Steps((line) => said.push(line));

    await steps.pulumi("up", () => Promise.resolve(result));
    await steps.work("compare", () => 1);
    steps.skip("rollback", "nothing to take back");

    assert.deepEqual(
      steps.done.map(({ name, outcome, output }) => [name, outcome, output]),
      [
        ["up", "done", ""],
        ["compare", "done", ""],
        ["rollback", "skipped", "nothing to take back"],
      ],
    );
    assert.deepEqual(
      said.map((line) => line.trim().split(" ")[0]),
      ["up", "compare", "rollback"],
    );
  });

  it("keep the last 40 lines of a command that failed", async () => {
    const steps = new Steps(() => undefined);
    const stdout = Array.from({ length: 50 }, (_, index) => `line ${index}`).join("\n\n");

    const { ok } = await steps.pulumi("up", () =>
      Promise.resolve({ ...result, exitCode: 1, stdout }),
    );

    assert.equal(ok, false);
    assert.deepEqual(steps.done[0]!.output.split("\n").slice(0, 1), ["line 10"]);
  });

  it("keep why a piece of work failed, which fails itself", async () => {
    const steps = new Steps(() => undefined);

    const failing = steps.work("compare", () => {
      throw new Error("no state");
    });

    await assert.rejects(failing, /no state/);
    assert.deepEqual(
      steps.done.map(({ outcome, output }) => [outcome, output]),
      [["failed", "no state"]],
    );
  });
});
