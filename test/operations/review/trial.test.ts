import assert from "node:assert/strict";
import type { Place } from "../../../operations/place";
import { thisProgram } from "../../../operations/project";
import { Refusal } from "../../../operations/refusal";
import { Interruption } from "../../../operations/review/interruption";
import { Trial } from "../../../operations/review/trial";
import type { PulumiResult } from "../../../operations/spawnPulumi";
import { Steps } from "../../../operations/steps";

describe("a stack that is tried out", () => {
  let interruption: Interruption;
  beforeEach(() => (interruption = new Interruption()));
  afterEach(() => interruption.stop());

  /** A trial on an engine that answers always the same, and what it was asked. */
  function trialOf(result: Partial<PulumiResult>) {
    const calls: string[] = [];
    const place = {
      pulumi: (args: readonly string[]) => {
        calls.push(args.join(" "));
        return Promise.resolve({ exitCode: 0, stdout: "", stderr: "", ...result });
      },
    } as Place;
    return { calls, trial: new Trial("prd", place, new Steps(() => undefined), interruption) };
  }

  it("goes up without questions, and says nothing when that went well", async () => {
    const { calls, trial } = trialOf({});

    assert.equal(await trial.up("base up", thisProgram), undefined);
    assert.deepEqual(calls, [
      "up --yes --skip-preview --suppress-outputs --color never --stack prd",
    ]);
    assert.deepEqual(
      trial.steps.done.map(({ name, outcome }) => [name, outcome]),
      [["base up", "done"]],
    );
  });

  for (const [what, stdout, expected] of [
    [
      "the engine's errors, each once",
      "Updating\nerror: no zone\n  error: no zone\nerror: no app\nerror: update failed\n",
      "no zone; no app",
    ],
    ["a violation", "x\n  [mandatory] ftl: ws-dns-only\n", "[mandatory] ftl: ws-dns-only"],
    ["the last lines where there is no error", "a\nb\nc\nd\n", "b; c; d"],
  ] as const) {
    it(`says why it doesn't go up: ${what}`, async () => {
      const { trial } = trialOf({ exitCode: 1, stdout });

      assert.equal(await trial.up("up", thisProgram), expected);
    });
  }

  it("says which resources a second update changes, with their properties", async () => {
    const { calls, trial } = trialOf({
      exitCode: 255,
      stdout: [
        " ~  azure-native:app:ContainerApp ws updating (0s) [diff: ~tags]",
        " ~  azure-native:app:ContainerApp ws updated (0.1s) [diff: ~tags,template]",
        " +  azure-native:app:Job migrate created (1s)",
        "    pulumi:pulumi:Stack ftl-prd ",
        "error: no changes were expected for update but changes were proposed",
      ].join("\n"),
    });

    const found = await trial.upAgain("second up", thisProgram);

    assert.equal(found, "ws (tags,template), migrate");
    assert.match(calls[0]!, /--expect-no-changes/);
  });

  it("says why a second update fails where it changes nothing", async () => {
    const { trial } = trialOf({ exitCode: 1, stdout: "error: the engine is tired\n" });

    assert.equal(await trial.upAgain("second up", thisProgram), "the engine is tired");
  });

  it("hands over the refusal of a preview that could not begin", async () => {
    const { trial } = trialOf({ exitCode: 255, stderr: "no such stack" });

    const { preview } = await trial.preview("preview", thisProgram);

    assert.ok(preview instanceof Refusal);
    assert.match(preview.message, /no such stack/);
  });

  it("can't tell anything when the state can't be read", async () => {
    const { trial } = trialOf({ exitCode: 1, stderr: "no key" });

    await assert.rejects(trial.state(thisProgram), { exitCode: 2, message: /no key/ });
  });

  it("ends with the step that somebody interrupts", async () => {
    const { calls, trial } = trialOf({});
    process.emit("SIGTERM", "SIGTERM");

    await assert.rejects(trial.up("base up", thisProgram), { exitCode: 143 });
    assert.deepEqual(calls, []);
  });
});
