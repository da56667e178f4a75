import assert from "node:assert/strict";
import fc from "fast-check";
import {
  allPass,
  type GuardCheck,
  guardJson,
  type GuardResult,
  guardTable,
  runGuards,
} from "../../../operations/guards/guardResult";

const pass: GuardResult = {
  guard: "source",
  subject: "working tree",
  outcome: "pass",
  seen: "no change",
};
const fail: GuardResult = {
  guard: "images",
  subject: "image of api",
  outcome: "fail",
  seen: "r.example has no ftl-api",
  mend: "Push the image.",
};
const check = (guard: GuardCheck["guard"], ...results: GuardResult[]): GuardCheck => ({
  guard,
  run: async () => results,
});

describe("guards, run side by side", () => {
  it("say what they saw in the order in which they were given", async () => {
    let slow: () => void = () => undefined;
    const first: GuardCheck = {
      guard: "source",
      run: () => new Promise((resolve) => (slow = () => resolve([pass]))),
    };
    const second: GuardCheck = {
      guard: "images",
      run: async () => {
        // Would wait for ever, were the first one not under way.
        slow();
        return [fail];
      },
    };

    assert.deepEqual(await runGuards([first, second]), [pass, fail]);
  });

  it("can't tell when one fails to look, and the others still look", async () => {
    const broken: GuardCheck = {
      guard: "account",
      run: async () => {
        throw new Error("no network");
      },
    };

    const results = await runGuards([broken, check("source", pass)]);

    assert.deepEqual(
      results.map(({ guard, outcome, seen }) => [guard, outcome, seen]),
      [
        ["account", "cannotTell", "no network"],
        ["source", "pass", "no change"],
      ],
    );
  });

  it("can't tell when one looks at nothing", async () => {
    const [result] = await runGuards([check("images")]);

    assert.equal(result!.outcome, "cannotTell");
  });

  it("let a deployment through only when every one of them passes", () => {
    const outcome = fc.constantFrom("pass" as const, "fail" as const, "cannotTell" as const);
    fc.assert(
      fc.property(fc.array(outcome, { minLength: 1 }), (outcomes) => {
        const results = outcomes.map((one) => ({ ...pass, outcome: one }));

        assert.equal(allPass(results), new Set(outcomes).size === 1 && outcomes[0] === "pass");
      }),
    );
  });

  it("let nothing through when there are none", () => {
    assert.equal(allPass([]), false);
  });

  it("are a line each in the table, with the mend below", () => {
    assert.equal(
      guardTable([pass, fail]),
      [
        "ok      source  working tree  no change",
        "FAILED  images  image of api  r.example has no ftl-api",
        "        fix: Push the image.",
        "",
      ].join("\n"),
    );
  });

  it("say in JSON whether all passed, and what each wants", () => {
    const { pass: all, guards } = JSON.parse(guardJson([pass, fail])) as {
      pass: boolean;
      guards: { outcome: string; description: string }[];
    };

    assert.equal(all, false);
    assert.deepEqual(
      guards.map(({ outcome }) => outcome),
      ["pass", "fail"],
    );
    assert.match(guards[1]!.description, /by its digest/);
  });
});
