import assert from "node:assert/strict";
import { stackNames } from "../../operations/project";
import { job, runsOf, workflow, workflows } from "./workflowFiles";

describe("the review of a pull request", () => {
  const review = workflow("review");

  it("has no secret and no right to write, so that it may run a stranger's code", () => {
    assert.doesNotMatch(review.text, /secrets\.|vars\.|github\.token|id-token/);
    assert.deepEqual(
      review.jobs.map(({ permissions }) => permissions),
      [{ contents: "read" }],
    );
    assert.deepEqual(Object.keys(review.on), ["pull_request"]);
  });

  it("reports also when it has found something", () => {
    const { steps } = job("review", "review");
    const after = steps.slice(steps.findIndex(({ name }) => name === "Review") + 1);

    assert.equal(after.length, 2);
    for (const { if: condition } of after) assert.equal(condition, "${{ !cancelled() }}");
  });
});

describe("the comment on a pull request", () => {
  const { steps, permissions, if: condition } = job("comment", "comment");

  it("follows the review, and is of a pull request", () => {
    assert.deepEqual(workflow("comment").on, {
      workflow_run: { workflows: ["review"], types: ["completed"] },
    });
    assert.match(condition ?? "", /workflow_run\.event == 'pull_request'/);
  });

  it("may write to pull requests, and has no other right that its reading doesn't take", () => {
    assert.deepEqual(permissions, {
      contents: "read",
      actions: "read",
      "pull-requests": "write",
    });
    assert.doesNotMatch(workflow("comment").text, /secrets\.|id-token/);
  });

  it("runs the default branch's code and none of the change's", () => {
    const checkouts = steps.filter(({ uses }) => uses?.startsWith("actions/checkout@"));

    assert.deepEqual(
      checkouts.map((step) => step.with),
      [{ "persist-credentials": false }],
    );
    const fetched = steps.find(({ uses }) => uses?.startsWith("actions/download-artifact@"));
    assert.equal(fetched?.with?.["path"], "reviews");
  });

  it("is told by GitHub, and not by the review, which pull request it is about", () => {
    const [find, post] = steps.slice(-2);

    assert.match(find?.run ?? "", /env\.SHA/);
    assert.equal(find?.env?.["SHA"], "${{ github.event.workflow_run.head_sha }}");
    assert.equal(post?.env?.["NUMBER"], "${{ steps.pull.outputs.number }}");
    assert.equal(post?.if, "${{ steps.pull.outputs.number != '' }}");
  });
});

describe("the preview of a pull request", () => {
  it("is not for forks", () => {
    const { if: condition } = job("preview", "preview");

    assert.match(condition ?? "", /head\.repo\.full_name == github\.repository/);
  });

  it("deploys nothing, as no workflow does but deploy.yml in the Environments stg and prd", () => {
    const jobs = workflows().flatMap(({ name, jobs: all }) => all.map((one) => ({ name, one })));
    const deploying = jobs.filter(({ one }) =>
      runsOf(one).some((run) => run.startsWith("npx ftl deploy")),
    );

    assert.deepEqual(
      deploying.map(({ name, one }) => `${name}: ${one.environment}`),
      ["deploy: stg", "deploy: prd"],
    );
  });
});

describe("a deployment", () => {
  const { on } = workflow("deploy");
  const order = (id: string) =>
    job("deploy", id).steps.flatMap(({ run, name }) => (run === undefined ? [] : [name]));

  it("is of what is on main", () => {
    assert.deepEqual(on, { push: { branches: ["main"] }, workflow_dispatch: null });
  });

  it("takes stg first, then plans prd, and deploys that plan in the Environment with the approval", () => {
    const stages = workflow("deploy").jobs.map(({ id, needs, environment }) => ({
      id,
      needs,
      environment,
    }));

    assert.deepEqual(stages, [
      { id: "stg", needs: undefined, environment: "stg" },
      { id: "plan-prd", needs: "stg", environment: "read-prd" },
      { id: "prd", needs: "plan-prd", environment: "prd" },
    ]);
    assert.ok(
      runsOf(job("deploy", "prd")).includes(
        'npx ftl deploy prd --plan "$RUNNER_TEMP/plan-prd" --yes',
      ),
    );
    assert.ok(
      runsOf(job("deploy", "stg")).includes(
        'npx ftl deploy stg --plan "$RUNNER_TEMP/plan-stg" --yes',
      ),
    );
  });

  for (const stack of stackNames()) {
    it(`has the frontend of ${stack} deployed once the backend answers`, () => {
      assert.deepEqual(order(stack).slice(-3), [
        "Deploy",
        "Wait for the backend",
        "Have the frontend deployed",
      ]);
      const { run = "", env } = job("deploy", stack).steps.at(-2)!;
      assert.match(run, /--retry-all-errors "\$API_URL\/health"$/);
      assert.equal(env?.["API_URL"], "${{ vars.API_URL }}");
      assert.match(job("deploy", stack).steps.at(-1)!.run ?? "", new RegExp(`stack=${stack}$`));
    });
  }

  it("leaves the clone as it was committed: its plans lie elsewhere", () => {
    const places = workflow("deploy").text.match(/(?:--out|--plan|path:) \S.*?plan-/g) ?? [];

    assert.equal(places.length, 6);
    for (const place of places) assert.match(place, /runner\.temp|RUNNER_TEMP/);
  });

  it("is never cut off by the next one", () => {
    for (const { concurrency } of workflow("deploy").jobs) {
      assert.equal(concurrency?.["cancel-in-progress"], false);
    }
  });

  it("gives no secret to a step that doesn't take it", () => {
    const holders = workflow("deploy").jobs.flatMap(({ steps }) =>
      steps.filter((step) => /secrets\./.test(JSON.stringify(step))).map(({ name }) => name),
    );

    assert.deepEqual(new Set(holders), new Set(["Plan", "Deploy", "Have the frontend deployed"]));
  });
});

describe("the look for drift", () => {
  it("happens every night", () => {
    const { schedule } = workflow("drift").on as { schedule: { cron: string }[] };

    assert.deepEqual(
      schedule.map(({ cron }) => /^\d+ \d+ \* \* \*$/.test(cron)),
      [true],
    );
  });

  it("fails its run on drift: nothing stands between ftl's exit code and the run's", () => {
    const { run, if: condition } = job("drift", "drift").steps.at(-1)!;

    assert.deepEqual([run, condition], ["npx ftl drift ${{ matrix.stack }}", undefined]);
    assert.doesNotMatch(workflow("drift").text, /continue-on-error/);
  });
});
