import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { readPackConfig } from "../../../operations/policy/packConfig";
import { exitCodeOf } from "../../../operations/policy/report";
import { evaluate } from "../../../policy/evaluate";
import { types } from "../../../policy/types";
import { recordOf } from "../../policy/records";
import { unknown } from "../../support/analyzer";
import { temporaryFolder } from "../../support/temporaryFolder";
import { ftl } from "../commandLine";

describe("the policy configuration of a report", () => {
  const shortLived = recordOf(types.workspace, "logs", { retentionInDays: 7 });
  const oddName = recordOf(types.workspace, "logs", {
    retentionInDays: 30,
    workspaceName: "acme-prd-log-cin",
  });

  function written(content: unknown): string {
    const file = path.join(temporaryFolder(), "config.json");
    fs.writeFileSync(file, typeof content === "string" ? content : JSON.stringify(content));
    return file;
  }
  function outcomesOf(rule: string, resource: typeof shortLived, content: unknown): string[] {
    return evaluate([resource], [], readPackConfig(written(content)))
      .filter((verdict) => verdict.rule.name === rule)
      .map(({ outcome }) => outcome);
  }

  for (const [what, content, wanted] of [
    ["no settings", {}, ["failed"]],
    ["an empty file", "", ["failed"]],
    ["a rule that is off", { "log-retention": "disabled" }, []],
    ["a rule that is off, in a group", { "log-retention": { enforcementLevel: "disabled" } }, []],
    ["a rule that only advises", { "log-retention": "advisory" }, ["advised"]],
    ["rules that all only advise", { all: "advisory" }, ["advised"]],
    ["all off but this", { all: "disabled", "log-retention": "mandatory" }, ["failed"]],
    ["a rule that would mend, which none does", { "log-retention": "remediate" }, ["failed"]],
  ] as const) {
    it(`judges with ${what} as the engine does`, () => {
      assert.deepEqual(outcomesOf("log-retention", shortLived, content), wanted);
    });
  }

  it("gives a rule its settings", () => {
    const outcome = (content: unknown) => outcomesOf("names-by-convention", oddName, content);

    assert.deepEqual(outcome({}), ["failed"]);
    assert.deepEqual(outcome({ "names-by-convention": { prefix: "acme" } }), ["passed"]);
  });

  it("says what follows from a value that isn't known", () => {
    const unclear = recordOf(types.workspace, "logs", { retentionInDays: unknown.text });
    const outcome = (whenUnknown: string) =>
      outcomesOf("log-retention", unclear, { "log-retention": { whenUnknown } });

    assert.deepEqual(outcome("fails"), ["failed"]);
    assert.deepEqual(outcome("judgedLater"), ["passed with unknowns"]);
  });

  it("ends a report with 0 when a rule does no more than advise", () => {
    const verdicts = evaluate([shortLived], [], {
      "log-retention": { enforcementLevel: "advisory" },
    });
    const ofRule = verdicts.filter(({ rule }) => rule.name === "log-retention");

    assert.equal(exitCodeOf(ofRule), 0);
  });

  it("is what 'ftl policy report --policy-pack-config' takes", async () => {
    const { urn, type, inputs, outputs } = shortLived;
    const state = written({ deployment: { resources: [{ urn, type, inputs, outputs }] } });
    const line = `policy report prd --json --file ${state}`;
    const without = await ftl(line);
    const config = written({ all: "disabled", "log-retention": "advisory" });
    const withConfig = await ftl(`${line} --policy-pack-config ${config}`);

    assert.deepEqual([without.exitCode, withConfig.exitCode], [1, 0]);
    const { counts } = JSON.parse(withConfig.out) as { counts: Record<string, number> };
    assert.deepEqual([counts["failed"], counts["advised"]], [0, 1]);
  });

  for (const [what, content, message] of [
    ["what is no JSON", "{", /can't be read/],
    ["a list", [], /JSON object/],
    ["a rule that isn't there", { "log-retentions": "disabled" }, /no rule 'log-retentions'/],
    ["a level that isn't one", { "log-retention": "off" }, /enforcementLevel of log-retention/],
    ["a level for all that isn't one", { all: "off" }, /enforcementLevel of all/],
    ["a number for a rule", { "log-retention": 3 }, /must be a level or a group/],
    [
      "a setting that isn't there",
      { "region-allowed": { region: [] } },
      /region-allowed has no setting 'region'/,
    ],
    [
      "a setting of another type",
      { "region-allowed": { regions: "westeurope" } },
      /regions must be of type array of string/,
    ],
    [
      "a list of another type",
      { "region-allowed": { regions: [1] } },
      /regions must be of type array of string/,
    ],
    [
      "a choice that there isn't",
      { "log-retention": { whenUnknown: "passes" } },
      /whenUnknown must be one of fails, judgedLater/,
    ],
  ] as const) {
    it(`refuses ${what}`, () => {
      const file = written(content);

      assert.throws(() => readPackConfig(file), { name: "Refusal", message });
    });
  }

  it("refuses a file that isn't there", () => {
    assert.throws(() => readPackConfig("/nowhere/config.json"), { name: "Refusal" });
  });
});
