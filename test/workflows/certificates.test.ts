import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { parse } from "yaml";
import { projectFolder, stackNames } from "../../operations/project";
import { ftl } from "../operations/commandLine";

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly if?: string;
  readonly env?: Record<string, string>;
  readonly with?: Record<string, string | boolean>;
}

interface Job {
  readonly permissions: object;
  readonly environment: string;
  readonly concurrency: { readonly group: string; readonly "cancel-in-progress": boolean };
  readonly strategy: {
    readonly "fail-fast": boolean;
    readonly matrix: { readonly include: readonly { readonly stack: string }[] };
  };
  readonly steps: readonly Step[];
}

interface Workflow {
  readonly on: { readonly schedule: readonly { readonly cron: string }[] };
  readonly permissions: object;
  readonly jobs: Record<string, Job>;
}

const file = path.join(projectFolder, ".github", "workflows", "certificates.yml");

describe("the workflow that renews certificates and watches them", () => {
  const text = fs.readFileSync(file, "utf8");
  const workflow = parse(text) as Workflow;
  const job = workflow.jobs["certificates"]!;
  const commands = job.steps.flatMap(({ run }) => (run?.startsWith("npx ftl ") ? [run] : []));

  it("runs every week", () => {
    const weekly = /^\d+ \d+ \* \* [0-6]$/;

    assert.deepEqual(
      workflow.on.schedule.map(({ cron }) => weekly.test(cron)),
      [true],
    );
  });

  it("runs for every stack, the others too when one fails, and one run of a stack at a time", () => {
    const { "fail-fast": failFast, matrix } = job.strategy;

    assert.deepEqual(matrix.include.map(({ stack }) => stack).toSorted(), stackNames());
    assert.equal(failFast, false);
    assert.deepEqual(job.concurrency, {
      group: "certificates-${{ matrix.stack }}",
      "cancel-in-progress": false,
    });
  });

  it("may read the repository and sign in by federation, and nothing else", () => {
    assert.deepEqual(Object.keys(workflow.jobs), ["certificates"]);
    assert.deepEqual(workflow.permissions, {});
    assert.deepEqual(job.permissions, { contents: "read", "id-token": "write" });
  });

  it("names each action by a whole commit, with the version beside it", () => {
    const lines = text.split("\n").filter((line) => line.includes("uses:"));

    assert.equal(lines.length, job.steps.filter(({ uses }) => uses !== undefined).length);
    for (const line of lines) {
      assert.match(line, /uses: [\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
    }
  });

  it("renews, and then shows how every certificate stands, though a renewal has failed", () => {
    assert.deepEqual(commands, [
      "npx ftl certificate renew ${{ matrix.stack }}",
      "npx ftl certificate status ${{ matrix.stack }}",
    ]);
    const status = job.steps.find(({ run }) => run === commands[1])!;
    assert.equal(status.if, "${{ !cancelled() }}");
  });

  for (const command of commands) {
    it(`calls a command that there is: ${command}`, async () => {
      const words = command.replace("npx ftl ", "").replace(" ${{ matrix.stack }}", "");

      const { out, exitCode } = await ftl(`${words} --help`);

      assert.equal(exitCode, 0);
      assert.ok(out.startsWith(`Usage: ftl ${words} [options] <stack>\n`), out);
    });
  }

  it("has no logic of its own: beside ftl it installs, and that is all", () => {
    const runs = job.steps.flatMap(({ run }) => run ?? []);

    assert.deepEqual(runs, ["npm ci", ...commands]);
  });

  it("gives the Cloudflare token to the one step that takes it, and has no other secret", () => {
    const secrets = [...text.matchAll(/secrets\.(\w+)/g)].map(([, name]) => name);
    const holders = job.steps.filter((step) => JSON.stringify(step).includes("secrets."));

    assert.deepEqual(secrets, ["CLOUDFLARE_API_TOKEN"]);
    assert.deepEqual(
      holders.map(({ run }) => run),
      [commands[0]],
    );
  });
});
