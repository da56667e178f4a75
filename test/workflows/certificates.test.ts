import assert from "node:assert/strict";
import { stackNames } from "../../operations/project";
import { stacksOf, workflows } from "./workflowFiles";

describe("the workflow that renews certificates and watches them", () => {
  const workflow = workflows().find(({ name }) => name === "certificates")!;
  const job = workflow.jobs[0]!;
  const commands = job.steps.flatMap(({ run }) => (run?.startsWith("npx ftl ") ? [run] : []));

  it("runs every week", () => {
    const weekly = /^\d+ \d+ \* \* [0-6]$/;
    const { schedule } = workflow.on as { schedule: { cron: string }[] };

    assert.deepEqual(
      schedule.map(({ cron }) => weekly.test(cron)),
      [true],
    );
  });

  it("runs for every stack, the others too when one fails, and one run of a stack at a time", () => {
    assert.deepEqual(stacksOf(job, workflow).toSorted(), stackNames());
    assert.equal(job.strategy?.["fail-fast"], false);
    assert.deepEqual(job.concurrency, {
      group: "certificates-${{ matrix.stack }}",
      "cancel-in-progress": false,
    });
  });

  it("may read the repository and sign in by federation, and nothing else", () => {
    assert.equal(workflow.jobs.length, 1);
    assert.deepEqual(job.permissions, { contents: "read", "id-token": "write" });
  });

  it("renews, and then shows how every certificate stands, though a renewal has failed", () => {
    assert.deepEqual(commands, [
      "npx ftl certificate renew ${{ matrix.stack }}",
      "npx ftl certificate status ${{ matrix.stack }}",
    ]);
    const status = job.steps.find(({ run }) => run === commands[1])!;
    assert.equal(status.if, "${{ !cancelled() }}");
  });

  it("gives the Cloudflare token to the one step that takes it, and has no other secret", () => {
    const secrets = [...workflow.text.matchAll(/secrets\.(\w+)/g)].map(([, name]) => name);
    const holders = job.steps.filter((step) => JSON.stringify(step).includes("secrets."));

    assert.deepEqual(secrets, ["CLOUDFLARE_API_TOKEN"]);
    assert.deepEqual(
      holders.map(({ run }) => run),
      [commands[0]],
    );
  });
});
