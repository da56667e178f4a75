import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import { jsonReport } from "../../../operations/policy/jsonReport";
import { markdownReport } from "../../../operations/policy/markdownReport";
import { recordedResources } from "../../../operations/policy/recordedResources";
import { exitCodeOf, type PolicyReport } from "../../../operations/policy/report";
import { ruleJson, rulePage, ruleTable } from "../../../operations/policy/ruleList";
import { sarifReport } from "../../../operations/policy/sarifReport";
import { tableReport } from "../../../operations/policy/tableReport";
import { evaluate } from "../../../policy/evaluate";
import { rules } from "../../../policy/rules";
import { types } from "../../../policy/types";
import type { Waiver } from "../../../policy/waivers";
import { unknown } from "../../support/analyzer";
import { projectFolder } from "../../support/configBag";
import { recordOf } from "../../policy/records";

const today = new Date("2026-11-21T12:00:00Z");
const waiver: Waiver = {
  rule: "log-retention",
  stack: "prd",
  resource: "logs",
  reason: "a trial",
  owner: "platform",
  expires: "2026-12-31",
};
const resources = [
  recordOf(types.stack, "ftl-prd", {}),
  recordOf(types.workspace, "logs", { retentionInDays: 7 }),
  recordOf(types.roleAssignment, "role", { roleDefinitionId: unknown.text, scope: unknown.text }),
  recordOf(types.postgresConfiguration, "tls", {
    configurationName: "require_secure_transport",
    value: "off",
  }),
];
const only = ["log-retention", "role-least", "postgres-tls", "waivers-in-order"];
const report: PolicyReport = {
  stack: "prd",
  origin: "state",
  verdicts: evaluate(resources, [waiver], {}, today).filter(({ rule }) => only.includes(rule.name)),
};

describe("policy reports", () => {
  it("say for each rule and resource how it went, as a table", () => {
    assert.deepEqual(tableReport(report).split("\n"), [
      "prd, judged by its state",
      "postgres-tls      critical    1  failed",
      "    tls: require_secure_transport is off; it must be on.",
      "role-least        critical    1  passed with unknowns",
      "    role: roleDefinitionId",
      "    role: scope",
      "log-retention     medium      1  waived",
      "    logs: retentionInDays is 7; it must be at least 30 days.",
      "waivers-in-order  medium      1  passed",
      "1 failed, 1 waived, 1 passed with unknowns, 1 passed",
      "",
    ]);
  });

  it("say it to other programs as JSON", () => {
    const { counts, verdicts } = JSON.parse(jsonReport(report));

    assert.deepEqual(counts, {
      failed: 1,
      advised: 0,
      waived: 1,
      "passed with unknowns": 1,
      passed: 1,
    });
    assert.deepEqual(verdicts[0], {
      rule: "postgres-tls",
      severity: "critical",
      urn: `urn:pulumi:prd::ftl::${types.postgresConfiguration}::tls`,
      outcome: "failed",
      onKnownValues: true,
      messages: ["require_secure_transport is off; it must be on."],
      unknowns: [],
    });
    assert.equal(verdicts[1].onKnownValues, false);
  });

  it("put what fails first in Markdown, with its mend, and the rest into a table", () => {
    const text = markdownReport(report);

    assert.match(text, /^### Policy: prd\n\n1 failed, 1 waived, .*\n\n- \*\*postgres-tls\*\*/);
    assert.match(text, /Mend: Set the parameter require\\_secure\\_transport to "on"/);
    assert.match(text, /\| role-least \| critical \| 1 \| passed with unknowns \| no \|/);
  });

  it("keep Markdown from taking a resource's name for markup", () => {
    const named = evaluate([recordOf(types.workspace, "a`<b>|c", { retentionInDays: 7 })]);

    const text = markdownReport({ ...report, verdicts: named });

    assert.doesNotMatch(text, /a`<b>/);
  });

  it("hold a result for each breach in SARIF, a waived one as suppressed", () => {
    const { version, runs } = JSON.parse(sarifReport(report));

    assert.equal(version, "2.1.0");
    const [{ tool, results }] = runs;
    assert.deepEqual(
      results.map((one: { ruleId: string; level: string; suppressions?: unknown[] }) => [
        one.ruleId,
        one.level,
        one.suppressions?.length ?? 0,
      ]),
      [
        ["postgres-tls", "error", 0],
        ["log-retention", "warning", 1],
      ],
    );
    for (const { ruleId, ruleIndex } of results) {
      assert.equal(tool.driver.rules[ruleIndex].id, ruleId);
    }
  });

  it("hold what a rule only advises as a note in SARIF", () => {
    const settings = { "postgres-tls": { enforcementLevel: "advisory" } };
    const verdicts = evaluate(resources, [], settings, today).filter(
      ({ rule }) => rule.name === "postgres-tls",
    );

    const { runs } = JSON.parse(sarifReport({ ...report, verdicts }));

    assert.deepEqual(
      runs[0].results.map(({ level }: { level: string }) => level),
      ["note"],
    );
  });

  it("end with 1 when something fails, 2 when something can't be told, 0 otherwise", () => {
    const without = (...outcomes: string[]) =>
      exitCodeOf(report.verdicts.filter(({ outcome }) => !outcomes.includes(outcome)));

    assert.equal(without(), 1);
    assert.equal(without("failed"), 2);
    assert.equal(without("failed", "passed with unknowns"), 0);
    assert.equal(exitCodeOf([]), 2);
  });
});

describe("what a report is made of", () => {
  const urn = "urn:pulumi:prd::ftl::t::one";

  it("reads a state file, without what waits to be deleted", () => {
    const state = {
      deployment: {
        resources: [
          { urn, type: "t", inputs: { a: 1 }, outputs: { b: 2 }, protect: true },
          { urn, type: "t", inputs: { a: 0 }, delete: true },
        ],
      },
    };

    assert.deepEqual(recordedResources(JSON.stringify(state)), {
      origin: "state",
      resources: [
        {
          type: "t",
          urn,
          inputs: { a: 1 },
          outputs: { b: 2 },
          protect: true,
          propertyDependencies: {},
        },
      ],
    });
  });

  it("reads a preview's report, without what it would delete", () => {
    const preview = {
      steps: [
        { op: "create", newState: { urn, type: "t", inputs: { a: 1 } } },
        { op: "delete", newState: { urn: `${urn}2`, type: "t", inputs: {} } },
        {
          op: "same",
          newState: { urn: `${urn}3`, type: "t", inputs: { a: 1 }, outputs: { b: 2 } },
        },
      ],
    };

    const { origin, resources: found } = recordedResources(JSON.stringify(preview));

    assert.equal(origin, "preview");
    assert.deepEqual(
      found.map(({ outputs }) => outputs),
      [{ a: 1 }, { b: 2 }],
    );
  });

  for (const op of ["same", "update"]) {
    it(`knows of a resource with the step '${op}' what its provider has computed, which the step leaves out`, () => {
      const oldState = { urn, type: "t", inputs: { a: 0 }, outputs: { a: 1, computed: 2 } };
      const newState = { urn, type: "t", inputs: { a: 1 } };

      const { resources: found } = recordedResources(
        JSON.stringify({ steps: [{ op, oldState, newState }] }),
      );

      assert.deepEqual(found[0]?.outputs, { a: 1, computed: 2 });
    });
  }

  it("knows nothing of what the old one had computed when a resource is replaced", () => {
    const oldState = { urn, type: "t", inputs: { a: 0 }, outputs: { a: 0, computed: 2 } };
    const newState = { urn, type: "t", inputs: { a: 1 } };

    const { resources: found } = recordedResources(
      JSON.stringify({ steps: [{ op: "replace", oldState, newState }] }),
    );

    assert.deepEqual(found[0]?.outputs, { a: 1 });
  });

  it("doesn't take a stack's outputs of before for those that a preview leads to", () => {
    const stack = { urn, type: "pulumi:pulumi:Stack" };
    const oldState = { ...stack, outputs: { phase: "provision" } };

    const { resources: found } = recordedResources(
      JSON.stringify({ steps: [{ op: "same", oldState, newState: stack }] }),
    );

    assert.equal(found[0]?.outputs, unknown.group);
  });

  it("rejects a preview that leaves out what stays the same", () => {
    const preview = {
      steps: [
        { op: "same", newState: { urn, type: "pulumi:pulumi:Stack" } },
        { op: "create", newState: { urn: `${urn}2`, type: "t", inputs: {} } },
      ],
      changeSummary: { create: 1, same: 108 },
    };

    assert.throws(() => recordedResources(JSON.stringify(preview)), { message: /--show-sames/ });
  });

  for (const text of ["", "no JSON", "[]", "{}", "null"]) {
    it(`rejects ${JSON.stringify(text)}`, () => {
      assert.throws(() => recordedResources(text), { name: "Refusal" });
    });
  }
});

describe("the list of rules", () => {
  it("has a line for each, grouped", () => {
    const lines = ruleTable().split("\n");

    for (const { name } of rules) {
      assert.equal(lines.filter((line) => line.startsWith(`  ${name} `)).length, 1, name);
    }
  });

  it("has every rule for other programs", () => {
    const names = (JSON.parse(ruleJson()) as { name: string }[]).map(({ name }) => name);

    assert.deepEqual(
      names,
      rules.map(({ name }) => name),
    );
  });

  it("is what docs/policies.md says; 'npx ftl policy list --format markdown' writes it anew", () => {
    const page = fs.readFileSync(path.join(projectFolder, "docs", "policies.md"), "utf8");

    assert.equal(page, rulePage());
  });
});

describe("each rule", () => {
  for (const rule of rules) {
    it(`${rule.name} says what it wants, what it protects, how to mend a breach and where that is written`, () => {
      assert.match(rule.name, /^[a-z]+(?:-[a-z]+)+$/);
      assert.match(rule.description, /\.$/);
      assert.match(rule.protects, /\.$/);
      assert.match(rule.remediationSteps, /\.$/);
      assert.match(rule.url, /^https:\/\//);
      assert.ok("alone" in rule || "inStack" in rule, "judges nothing");
    });
  }
});
