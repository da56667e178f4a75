import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { Command } from "commander";
import { addReportCommand } from "../../../operations/commands/report";
import type { Review } from "../../../operations/review/review";
import { temporaryFolder } from "../../support/temporaryFolder";
import { type GitHubServer, serveGitHub, token } from "./gitHubServer";
import { imageChange, review } from "./reviews";

const variables = ["GITHUB_TOKEN", "GITHUB_API_URL", "GITHUB_STEP_SUMMARY", "FTL_TEST_PASSWORD"];

describe("ftl report", () => {
  let folder: string;
  let environment: (readonly [string, string | undefined])[];

  beforeEach(() => {
    folder = temporaryFolder();
    environment = variables.map((name) => [name, process.env[name]]);
    for (const name of variables) delete process.env[name];
  });
  afterEach(() => {
    for (const [name, value] of environment) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  });

  const file = (name: string) => path.join(folder, name);
  const read = (name: string) => fs.readFileSync(file(name), "utf8");
  function written(changes: Partial<Review> | object = {}, name = "review.json"): string {
    fs.writeFileSync(file(name), JSON.stringify({ ...review, ...changes }));
    return file(name);
  }
  /** Runs the command, and gives back its exit code and what it prints. */
  async function report(...args: string[]): Promise<{ exitCode: number | undefined; out: string }> {
    let exitCode: number | undefined;
    let out = "";
    const program = new Command("ftl").exitOverride();
    addReportCommand(program, (code) => (exitCode = code));
    const write = process.stdout.write.bind(process.stdout);
    process.stdout.write = (text) => ((out += String(text)), true);
    try {
      await program.parseAsync(["report", ...args], { from: "user" });
    } finally {
      process.stdout.write = write;
    }
    return { exitCode, out };
  }

  it("ends well also when the verdict is a failure, and writes a comment for each stack", async () => {
    const { exitCode } = await report(
      written(),
      written({ stack: "stg", verdict: "pass" }, "stg.json"),
      "--out",
      file("out.md"),
    );

    assert.equal(exitCode, 0);
    assert.deepEqual(read("out.md").match(/^(?:<!--|###).*$/gm), [
      "<!-- ftl report prd -->",
      "### Review of `prd`: ❌ fail",
      "<!-- ftl report stg -->",
      "### Review of `stg`: ✅ pass",
    ]);
  });

  it("prints the comment when it isn't told where to put it", async () => {
    const { out } = await report(written());

    assert.match(out, /^<!-- ftl report prd -->\n### Review of `prd`: ❌ fail\n/);
  });

  it("refuses to write where it can't", async () => {
    await assert.rejects(report(written(), "--out", file("no/such/out.md")), {
      name: "Refusal",
      message: /^Can't write .*out\.md: ENOENT/,
    });
  });

  it("says so when the job's summary is full, and goes on", async () => {
    process.env.GITHUB_STEP_SUMMARY = file("summary.md");
    fs.writeFileSync(file("summary.md"), "x".repeat(1_000_000));
    let said = "";
    const write = process.stderr.write.bind(process.stderr);
    process.stderr.write = (text) => ((said += String(text)), true);
    try {
      await report(written(), "--summary", "--out", file("out.md"));
    } finally {
      process.stderr.write = write;
    }

    assert.equal(said, "The job's summary has no room for the report of prd.\n");
    assert.equal(read("summary.md").length, 1_000_000);
    assert.match(read("out.md"), /Review of `prd`/);
  });

  it("writes what a comment has no room for into the full report", async () => {
    const notes = Array.from({ length: 5000 }, (_, index) => `note number ${index}`);

    await report(written({ notes }), "--out", file("out.md"), "--full", file("full.md"));

    assert.ok(Buffer.byteLength(read("out.md")) <= 65_536);
    assert.ok(!read("out.md").includes("note number 4999"));
    assert.ok(read("full.md").includes("note number 4999"));
  });

  it("adds to the job's summary no more than fits into it", async () => {
    process.env.GITHUB_STEP_SUMMARY = file("summary.md");
    fs.writeFileSync(file("summary.md"), "of another step\n".repeat(10_000));
    const long = { ...imageChange.properties[0]!, after: "x ".repeat(490) };
    const properties = Array.from({ length: 1_500 }, () => long);

    await report(
      written({ changes: [{ ...imageChange, properties }] }),
      written({ stack: "stg" }, "stg.json"),
      "--summary",
    );

    const { size } = fs.statSync(file("summary.md"));
    assert.ok(size <= 1_048_576 && size > 500_000, String(size));
    assert.match(read("summary.md"), /^of another step\n[^]*Review of `prd`[^]*Review of `stg`/);
  });

  it("shows no secret that its own environment holds", async () => {
    process.env.FTL_TEST_PASSWORD = "correct horse";

    await report(written({ notes: ["it said correct horse"] }), "--out", file("out.md"));

    assert.ok(read("out.md").includes("- it said \\[redacted\\]\n"));
  });

  for (const [what, text, message] of [
    ["that isn't there", undefined, /^Can't read .*review\.json: ENOENT/],
    ["that is no JSON", "{", /review\.json is not JSON: write it with 'ftl review <stack> --out'/],
    ["that is no review", '{"version":1}', /is no review: write one with/],
    ["that is nothing", "null", /is no review: write one with/],
    [
      "of a later version",
      JSON.stringify({ ...review, version: 2 }),
      /is a review of version 2, and this program knows version 1/,
    ],
    [
      "that lacks something",
      JSON.stringify({ ...review, reasons: undefined }),
      /is no review of version 1:\n {2}reasons: /,
    ],
    [
      "with the wrong members",
      JSON.stringify({ ...review, changes: [{ ...imageChange, operation: "explode" }] }),
      /\n {2}changes\.0\.operation: /,
    ],
    [
      "whose stack could end its marker",
      JSON.stringify({ ...review, stack: "x --><b>" }),
      /\n {2}stack: /,
    ],
    [
      "with many mistakes",
      JSON.stringify({ ...review, notes: [1, 2, 3, 4, 5, 6, 7] }),
      /notes\.4: [^\n]*\n {2}and 2 more$/,
    ],
  ] as const) {
    it(`refuses a file ${what}`, async () => {
      if (text !== undefined) fs.writeFileSync(file("review.json"), text);

      await assert.rejects(report(file("review.json")), { name: "Refusal", message });
    });
  }

  for (const [what, args, message] of [
    [
      "two reviews of a stack",
      ["review.json", "review.json"],
      /Two of the files are reviews of prd/,
    ],
    [
      "a summary outside of a job",
      ["review.json", "--summary"],
      /a file named by GITHUB_STEP_SUMMARY/,
    ],
    [
      "to post without a token",
      ["review.json", "--post", "a/b#1"],
      /takes a token in GITHUB_TOKEN/,
    ],
    ["to post to what is no pull request", ["review.json", "--post", "a/b"], /OWNER\/REPO#NUMBER/],
  ] as const) {
    it(`refuses ${what}`, async () => {
      written();
      const inFolder = args.map((arg) => (arg === "review.json" ? file(arg) : arg));

      await assert.rejects(report(...inFolder), { name: "Refusal", message });
    });
  }

  describe("on a GitHub", () => {
    let gitHub: GitHubServer;
    beforeEach(async () => {
      gitHub = await serveGitHub();
      process.env.GITHUB_TOKEN = token;
    });
    afterEach(() => gitHub.close());

    it("posts a comment for each stack, and updates them the next time", async () => {
      const files = [written(), written({ stack: "stg" }, "stg.json")];
      await report(...files, "--out", file("out.md"), "--post", "ftl/infra#7", "--api", gitHub.url);
      written({ verdict: "pass" });

      const { exitCode, out } = await report(
        ...files,
        "--out",
        file("out.md"),
        "--post",
        "ftl/infra#7",
        "--api",
        gitHub.url,
      );

      assert.equal(exitCode, 0);
      assert.deepEqual(out.split("\n"), [
        "prd: https://github.example/ftl/infra/pull/7#issuecomment-1000",
        "stg: https://github.example/ftl/infra/pull/7#issuecomment-1001",
        "",
      ]);
      assert.deepEqual(
        gitHub.comments.map(({ body }) => body.split("\n").slice(0, 2)),
        [
          ["<!-- ftl report prd -->", "### Review of `prd`: ✅ pass"],
          ["<!-- ftl report stg -->", "### Review of `stg`: ❌ fail"],
        ],
      );
      assert.equal(read("out.md"), gitHub.comments.map(({ body }) => body).join("\n"));
    });

    it("takes the longest comment that it makes", async () => {
      process.env.GITHUB_API_URL = gitHub.url;
      const notes = Array.from({ length: 5000 }, () => "a note 😀 of a change that says much");

      await report(written({ notes }), "--post", "ftl/infra#7");

      const bytes = Buffer.byteLength(gitHub.comments[0]!.body);
      assert.ok(bytes > 65_000 && bytes <= 65_536, String(bytes));
    });

    it("refuses when GitHub refuses, and has written the full report by then", async () => {
      process.env.GITHUB_TOKEN = "ghs_no_longer_valid";

      await assert.rejects(
        report(written(), "--full", file("full.md"), "--post", "ftl/infra#7", "--api", gitHub.url),
        /GITHUB_TOKEN is wrong/,
      );
      assert.match(read("full.md"), /Review of `prd`/);
    });
  });
});
