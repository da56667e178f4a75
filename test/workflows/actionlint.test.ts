import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { getActionlint } from "../support/actionlint/buildActionlint";
import { temporaryFolder } from "../support/temporaryFolder";
import { workflowPaths } from "./workflowFiles";

/** Half a minute for the one build. */
const buildMs = 180_000;

describe("actionlint", function () {
  let program: string;

  before(async function () {
    this.timeout(buildMs);
    const found = await getActionlint();
    if (found === undefined) {
      process.stderr.write("skipped: there is no Go on PATH to build actionlint with\n");
      assert.ok(!process.env["CI"], "CI has Go");
      this.skip();
    }
    program = found;
  });

  /** What it prints, without the linters of shell and Python that a machine may have. */
  function lint(...files: string[]): string {
    const args = ["-shellcheck=", "-pyflakes=", "-no-color", "-oneline", ...files];
    const { stdout, stderr, error } = spawnSync(program, args, { encoding: "utf8" });
    assert.equal(error, undefined);
    return stdout + stderr;
  }

  for (const file of workflowPaths()) {
    it(`has nothing to say against ${path.basename(file)}`, () => {
      assert.equal(lint(file), "");
    });
  }

  it("speaks up when a workflow puts a stranger's text into a command", () => {
    const file = path.join(temporaryFolder(), "careless.yml");
    fs.writeFileSync(
      file,
      [
        "on: pull_request",
        "jobs:",
        "  greet:",
        "    runs-on: ubuntu-24.04",
        "    steps:",
        "      - run: echo ${{ github.event.pull_request.title }}",
        "",
      ].join("\n"),
    );

    assert.match(lint(file), /potentially untrusted/);
  });
});
