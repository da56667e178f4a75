import assert from "node:assert/strict";
import { environmentName, type Purpose, purposes } from "../../bootstrap/environments";
import { stackNames } from "../../operations/project";
import { ftl } from "../operations/commandLine";
import {
  forEachStack,
  ftlRunsOf,
  inputsOf,
  otherRunsOf,
  runsOf,
  stacksOf,
  workflows,
} from "./workflowFiles";

const all = workflows();
const jobs = all.flatMap((workflow) => workflow.jobs.map((job) => ({ workflow, job })));

/** Every `ftl` command line that a workflow runs, once. */
const commandLines = [...new Set(jobs.flatMap(({ job: one }) => ftlRunsOf(one)))];

/** What else they may run: none of it decides anything. */
const otherRuns = [/^npm ci$/, /^gh api --method GET /, /^gh workflow run /, /^curl --fail /];

describe("every workflow", () => {
  it("is one of these", () => {
    assert.deepEqual(
      all.map(({ name }) => name),
      ["certificates", "comment", "deploy", "drift", "preview", "review", "rollback"],
    );
  });

  it("has no right but what a job says, and every job says", () => {
    for (const { permissions, name } of all) assert.deepEqual(permissions, {}, name);
    for (const {
      workflow: { name },
      job: one,
    } of jobs)
      assert.ok(one.permissions, name);
  });

  it("never runs a change's code with this repository's rights", () => {
    for (const { on, name } of all) assert.equal("pull_request_target" in on, false, name);
  });

  it("names each action by a whole commit, with the version beside it", () => {
    const lines = all.flatMap(({ text }) =>
      text.split("\n").filter((line) => line.includes("uses:")),
    );

    assert.ok(lines.length > 20);
    for (const line of lines) {
      assert.match(line, /uses: [\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
    }
  });

  it("names the same action by the same commit everywhere", () => {
    const pins = all.flatMap(({ text }) => text.match(/[\w-]+\/[\w-]+@[0-9a-f]{40}/g) ?? []);
    const names = new Set([...new Set(pins)].map((pin) => pin.split("@")[0]));

    assert.equal(new Set(pins).size, names.size);
  });

  it("leaves no token in the clone", () => {
    const checkouts = jobs.flatMap(({ job: { steps } }) =>
      steps.filter(({ uses }) => uses?.startsWith("actions/checkout@")),
    );

    const ofFtl = jobs.filter(({ job: one }) => ftlRunsOf(one).length > 0);
    assert.equal(checkouts.length, ofFtl.length);
    for (const { with: options } of checkouts)
      assert.equal(options?.["persist-credentials"], false);
  });

  it("has a time limit and a concurrency group in each job", () => {
    for (const {
      workflow: { name },
      job: one,
    } of jobs) {
      assert.ok((one["timeout-minutes"] ?? 0) > 0, name);
      assert.ok(one.concurrency, name);
    }
  });

  it("keeps the runs of one stack from those of another", () => {
    const perStack = jobs.filter(({ workflow, job: one }) => stacksOf(one, workflow).length > 0);

    assert.ok(perStack.length >= 5);
    for (const { workflow, job: one } of perStack) {
      assert.deepEqual(stacksOf(one, workflow).toSorted(), stackNames(), workflow.name);
      assert.match(one.concurrency!.group, /\$\{\{ (?:matrix|inputs)\.stack \}\}/, workflow.name);
      assert.equal(one.strategy?.["fail-fast"] ?? false, false, workflow.name);
    }
  });

  it("puts nothing into a command but the stack, which stands in the file itself", () => {
    for (const {
      workflow: { name },
      job: one,
    } of jobs) {
      for (const run of runsOf(one)) {
        assert.doesNotMatch(run.replaceAll("${{ matrix.stack }}", ""), /\$\{\{/, name);
      }
    }
  });

  it("puts what a person enters into the environment of a step, or into what GitHub itself reads", () => {
    for (const { workflow, job: one } of jobs) {
      for (const name of Object.keys(inputsOf(workflow))) {
        const { steps, ...rest } = one;
        for (const step of steps) {
          const elsewhere = JSON.stringify({ ...step, env: undefined });
          assert.ok(!elsewhere.includes(`inputs.${name}`), workflow.name);
        }
        const places = Object.entries(rest).filter(([, value]) =>
          JSON.stringify(value).includes(`inputs.${name}`),
        );
        for (const [place] of places) {
          assert.ok(["name", "environment", "concurrency", "if"].includes(place), place);
        }
      }
    }
  });

  it("decides nothing by itself: it calls ftl, and these few", () => {
    const others = jobs.flatMap(({ job: one }) => otherRunsOf(one));

    for (const run of others) {
      assert.ok(
        otherRuns.some((known) => known.test(run)),
        run,
      );
      assert.doesNotMatch(run, /[;`]|&&|\|\||\$\(|\n./, run);
    }
  });

  for (const line of commandLines) {
    it(`calls a command that there is: ${line}`, async () => {
      const words = line.replace("npx ftl ", "").split(" ");
      // Up to the first argument: a stack, a file or an expression.
      const isName = (word: string) => /^[a-z]+$/.test(word) && !stackNames().includes(word);
      const command = words
        .slice(
          0,
          words.findIndex((word) => !isName(word)),
        )
        .join(" ");

      const { out, exitCode } = await ftl(`${command} --help`);

      assert.equal(exitCode, 0);
      assert.ok(out.startsWith(`Usage: ftl ${command} [options] <`), out);
      const flags = line.match(/(?<=[\s-])--[a-z-]+/g) ?? [];
      for (const flag of flags) assert.match(out, new RegExp(`\\s${flag}\\s`));
    });
  }
});

describe("the Environments of the workflows", () => {
  it("are those that bootstrap makes an identity for", () => {
    const named = jobs.flatMap(({ workflow, job: one }) =>
      one.environment === undefined ? [] : forEachStack(one, workflow, one.environment),
    );
    const made = stackNames().flatMap((stack) =>
      (Object.keys(purposes) as Purpose[]).map((purpose) => environmentName(purpose, stack)),
    );
    assert.deepEqual([...new Set(named)].toSorted(), made.toSorted());
  });

  it("are named by every job that signs in or takes a secret, and by no other", () => {
    for (const {
      workflow: { name },
      job: one,
    } of jobs) {
      const signsIn = one.permissions?.["id-token"] === "write";
      const takesSecret = /secrets\./.test(JSON.stringify(one));

      assert.equal(one.environment !== undefined, signsIn || takesSecret, name);
      assert.equal(
        one.steps.some(({ uses }) => uses?.startsWith("azure/login@")),
        signsIn,
        name,
      );
    }
  });
});
