import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { projectFolder } from "../../operations/project";
import { temporaryFolder } from "../support/temporaryFolder";
import { LocalStacks } from "./localStacks";

/** The parts of an exported state that this test changes. */
interface ExportedState {
  readonly deployment: {
    readonly resources: {
      readonly urn: string;
      readonly inputs?: Record<string, unknown>;
      readonly outputs?: Record<string, unknown>;
    }[];
  };
}

interface Report {
  readonly verdicts: readonly { readonly rule: string; readonly outcome: string }[];
}

describe("the second policy pass, over what an up has left", function () {
  this.timeout(120_000);
  let folder: string;
  let exported: string;

  function ftl(...args: string[]): { status: number | null; stdout: string; output: string } {
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      ["operations/bin/ftl.js", ...args],
      { cwd: projectFolder, env: { ...process.env, FTL_LOCAL: folder }, encoding: "utf8" },
    );
    return { status, stdout, output: stdout + stderr };
  }

  const analyze = (file: string) =>
    ftl("local", "--", "policy", "analyze", "--policy-pack", "policy", "--file", file);

  before(async () => {
    folder = path.join(temporaryFolder(), "local");
    exported = path.join(temporaryFolder(), "prd.json");
    const local = await LocalStacks.open(folder);
    // So that a preview of the committed settings has something harmless to change.
    await local.up("prd", "--config-path", "-c", "ftl:apps.api.maxReplicas=9");
    fs.writeFileSync(exported, await local.succeeds("stack export --stack prd"));
    await local.close();
  });

  it("finds nothing in prd, and knows every value", () => {
    const { status, stdout, output } = ftl("policy", "report", "prd", "--local", "--json");

    assert.equal(status, 0, output);
    const { verdicts } = JSON.parse(stdout) as Report;
    assert.deepEqual([...new Set(verdicts.map(({ outcome }) => outcome))], ["passed"]);
  });

  it("judges by every rule what a preview would change in a stack that is deployed, and finds nothing", () => {
    const rulesIn = (stdout: string) =>
      new Set((JSON.parse(stdout) as Report).verdicts.map(({ rule }) => rule));
    const state = ftl("policy", "report", "prd", "--local", "--json");
    const preview = ftl("policy", "report", "prd", "--local", "--preview", "--json");

    assert.equal(preview.status, 2, preview.output);
    assert.deepEqual(rulesIn(preview.stdout), rulesIn(state.stdout));
    const { verdicts } = JSON.parse(preview.stdout) as Report;
    const open = verdicts.filter(({ outcome }) => outcome !== "passed");
    // What the stack's outputs will be is in no preview.
    assert.deepEqual([...new Set(open.map(({ outcome }) => outcome))], ["passed with unknowns"]);
    assert.ok(open.some(({ rule }) => rule === "outputs-not-secret"));
    assert.ok(open.length < 5, JSON.stringify(open));
  });

  it("finds nothing in the exported state with the engine's own command", () => {
    const { status, output } = analyze(exported);

    assert.equal(status, 0, output);
  });

  it("finds a ws record that somebody has had proxied since", () => {
    const state = JSON.parse(fs.readFileSync(exported, "utf8")) as ExportedState;
    const record = state.deployment.resources.find(({ urn }) =>
      urn.endsWith("::path2-apps-ws-ws.ftljeta.cloud-cname"),
    )!;
    Object.assign(record.inputs!, { proxied: true, ttl: 1 });
    Object.assign(record.outputs!, { proxied: true, ttl: 1 });
    const changed = path.join(temporaryFolder(), "changed.json");
    fs.writeFileSync(changed, JSON.stringify(state));

    const { status, output } = analyze(changed);

    assert.notEqual(status, 0);
    assert.match(output, /ws-record-dns-only/);
  });

  it("writes what is deployed as a Resource Manager template, without a secret in it", () => {
    const { status, stdout, output } = ftl("export", "prd", "--local", "--format", "arm");

    assert.equal(status, 0, output);
    const template = JSON.parse(stdout) as { $schema: string; resources: { type: string }[] };
    assert.match(template.$schema, /deploymentTemplate\.json/);
    assert.ok(template.resources.some(({ type }) => type === "Microsoft.App/containerApps"));
    assert.doesNotMatch(stdout, /postgresql?:\/\/[^"]*:[^"]*@/);
  });
});
