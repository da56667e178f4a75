import assert from "node:assert/strict";
import type { GuardFinding, RuleResult } from "../../../operations/review/review";
import { type Facts, judge } from "../../../operations/review/verdict";

/** A review in which all is well. */
const well: Facts = {
  guards: [],
  rules: [],
  revertible: { answer: "yes", because: "It comes back as it was." },
  steps: [],
  stopped: [],
  cannotTell: [],
};

const finding: GuardFinding = {
  guard: "stateful-kept",
  message: "The server would be replaced",
  mend: "Take it back.",
  waived: false,
};

function rule(outcome: RuleResult["outcome"], more: Partial<RuleResult> = {}): RuleResult {
  return {
    rule: "ws-record-dns-only",
    severity: "high",
    description: "ws is DNS-only.",
    outcome,
    resources: 1,
    onKnownValues: true,
    unknowns: [],
    messages: ["ws: proxied is true.\nWhy: it cuts."],
    mend: "Set it to false.",
    url: "https://example.com",
    ...more,
  };
}

describe("verdict of a review", () => {
  it("is a pass when nothing speaks against it, and says what it rests on", () => {
    const { verdict, reasons } = judge(well);

    assert.equal(verdict, "pass");
    assert.equal(reasons.at(-1), "It comes back as it was.");
  });

  const failures: readonly (readonly [why: string, facts: Partial<Facts>, reason: string])[] = [
    [
      "a guard finds something",
      { guards: [finding] },
      "The server would be replaced (stateful-kept)",
    ],
    [
      "a rule is broken, and its first line is the reason",
      { rules: [rule("failed")] },
      "ws: proxied is true. (ws-record-dns-only)",
    ],
    ["a step went wrong", { stopped: ["The update fails."] }, "The update fails."],
    [
      "there is no way back",
      { revertible: { answer: "no", because: "v1 is taken." } },
      "It can't be taken back: v1 is taken.",
    ],
  ];
  for (const [why, facts, reason] of failures) {
    it(`is a failure when ${why}`, () => {
      assert.deepEqual(judge({ ...well, ...facts }), { verdict: "fail", reasons: [reason] });
    });
  }

  const open: readonly (readonly [why: string, facts: Partial<Facts>, reason: string])[] = [
    ["the base doesn't go up", { cannotTell: ["The base fails."] }, "The base fails."],
    [
      "a rule couldn't see all that it looks at",
      { rules: [rule("unknown", { messages: [], unknowns: ["ws: proxied"] })] },
      "ws-record-dns-only looks at what isn't known: ws: proxied",
    ],
    [
      "nobody knows the way back",
      { revertible: { answer: "unknown", because: "it wasn't tried." } },
      "Whether it can be taken back is not known: it wasn't tried.",
    ],
  ];
  for (const [why, facts, reason] of open) {
    it(`can't be told when ${why}`, () => {
      assert.deepEqual(judge({ ...well, ...facts }), { verdict: "cannotTell", reasons: [reason] });
    });
  }

  it("is a failure, and not open, when both are the case", () => {
    const { verdict, reasons } = judge({ ...well, guards: [finding], cannotTell: ["Open."] });

    assert.equal(verdict, "fail");
    assert.deepEqual(reasons, ["The server would be replaced (stateful-kept)"]);
  });

  for (const outcome of ["passed", "waived", "advised"] as const) {
    it(`is a pass with a rule that is ${outcome}`, () => {
      assert.equal(judge({ ...well, rules: [rule(outcome)] }).verdict, "pass");
    });
  }

  it("is a pass with a finding that a waiver bears", () => {
    assert.equal(judge({ ...well, guards: [{ ...finding, waived: true }] }).verdict, "pass");
  });
});
