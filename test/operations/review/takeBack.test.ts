import assert from "node:assert/strict";
import type { Place } from "../../../operations/place";
import { type Program, thisProgram } from "../../../operations/project";
import { Interruption } from "../../../operations/review/interruption";
import { takeBack } from "../../../operations/review/takeBack";
import { Trial } from "../../../operations/review/trial";
import type { PulumiResult } from "../../../operations/spawnPulumi";
import { stackSettings } from "../../../operations/stackSettings";
import { Steps } from "../../../operations/steps";
import { types } from "../../../policy/types";

const type = types.containerApp;
const urn = `urn:pulumi:prd::ftl::${type}::ws`;
const done: PulumiResult = { exitCode: 0, stdout: "", stderr: "" };

/** A state with one container app. */
function state(maxReplicas: number): string {
  const inputs = { template: { scale: { maxReplicas } } };
  const resources = [{ urn, type, custom: true, id: "/apps/ws", inputs, outputs: inputs }];
  return JSON.stringify({ deployment: { resources } });
}

/** A preview in which the app's template differs. */
function preview(after: object, diagnostics: object[] = []): string {
  const detailedDiff = { "template.scale.maxReplicas": { kind: "update" } };
  const newState = { type, inputs: { template: after } };
  return JSON.stringify({
    steps: [{ op: "update", urn, newState, oldState: newState, detailedDiff }],
    diagnostics,
  });
}

describe("taking a change back", () => {
  let interruption: Interruption;
  beforeEach(() => (interruption = new Interruption()));
  afterEach(() => interruption.stop());

  /** Goes back on an engine that answers so to each command, from a state where the base had 3 replicas. */
  async function answer(answers: Partial<Record<"preview" | "up" | "stack", PulumiResult>>) {
    const packs: string[] = [];
    const place = {
      pulumi: (args: readonly string[], options: { program: Program }) => {
        packs.push(options.program.policyPack);
        const command = args[0] as "preview" | "up" | "stack";
        return Promise.resolve(answers[command] ?? done);
      },
    } as Place;
    const trial = new Trial("prd", place, new Steps(() => undefined), interruption);
    const settings = stackSettings("prd");
    const program = { ...thisProgram, policyPack: "the base's" };
    const back = await takeBack(trial, {
      base: { stack: "prd", program, settings },
      before: state(3),
      change: { stack: "prd", program: thisProgram, settings },
      changed: state(4),
    });
    return { ...back, packs, steps: trial.steps.done.map(({ name }) => name) };
  }
  const harmless = { ...done, stdout: preview({ scale: { maxReplicas: 3 } }) };

  it("works when the base's state comes back, judged by the change's pack", async () => {
    const result = await answer({ preview: harmless, stack: { ...done, stdout: state(3) } });

    assert.equal(result.answer, "yes");
    assert.deepEqual(new Set(result.packs), new Set([thisProgram.policyPack]));
    assert.deepEqual(result.steps, [
      "preview of the rollback",
      "rollback",
      "compare with the base",
    ]);
  });

  it("doesn't when something differs afterwards, which is named", async () => {
    const result = await answer({ preview: harmless, stack: { ...done, stdout: state(4) } });

    assert.equal(result.answer, "no");
    assert.match(result.because, /these differ: .*ws.*maxReplicas/);
  });

  const refused: readonly (readonly [why: string, preview: PulumiResult, because: RegExp])[] = [
    ["its preview can't begin", { ...done, exitCode: 1, stderr: "no stack" }, /no stack/],
    [
      "its preview fails",
      {
        ...done,
        exitCode: 1,
        stdout: preview({}, [{ severity: "error", message: "error: no zone" }]),
      },
      /^no zone$/,
    ],
    [
      "a revision suffix would be taken again",
      { ...done, stdout: preview({ revisionSuffix: "v1" }) },
      /^the revision suffix v1 would be taken again by ws/,
    ],
  ];
  for (const [why, result, because] of refused) {
    it(`isn't tried when ${why}`, async () => {
      const found = await answer({ preview: result });

      assert.equal(found.answer, "no");
      assert.match(found.because, because);
      assert.deepEqual(found.steps, ["preview of the rollback"]);
    });
  }

  it("doesn't when the update fails, with the engine's words", async () => {
    const result = await answer({
      preview: harmless,
      up: { ...done, exitCode: 1, stdout: "error: the vault is gone\n" },
    });

    assert.equal(result.answer, "no");
    assert.equal(result.because, "the vault is gone");
  });
});
