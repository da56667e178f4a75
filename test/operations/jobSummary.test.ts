import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { appendVerbatim, jobSummaryFile } from "../../operations/jobSummary";
import { Refusal } from "../../operations/refusal";
import { temporaryFolder } from "../support/temporaryFolder";

describe("the summary of a job on GitHub", () => {
  it("rejects a machine where no job runs", () => assert.throws(() => jobSummaryFile({}), Refusal));

  it("keeps what other steps have written", () => {
    const file = path.join(temporaryFolder(), "summary.md");
    fs.writeFileSync(file, "before\n");

    appendVerbatim(file, "  a  pass\n\n");

    assert.equal(fs.readFileSync(file, "utf8"), "before\n```text\n  a  pass\n```\n");
  });

  it("isn't left by text that has a fence of its own", () => {
    const file = path.join(temporaryFolder(), "summary.md");

    appendVerbatim(file, "```\n# a title");

    assert.equal(fs.readFileSync(file, "utf8"), "````text\n```\n# a title\n````\n");
  });
});
