import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { stackNames } from "../../operations/project";
import { ftlRunsOf, inputsOf, job, workflow, workflows } from "./workflowFiles";

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

  it("deploys nothing, as nothing does but deploy.yml and rollback.yml in a stack's own Environment", () => {
    const jobs = workflows().flatMap(({ name, jobs: all }) => all.map((one) => ({ name, one })));
    const deploying = jobs.filter(({ one }) =>
      ftlRunsOf(one).some((run) => /^npx ftl (?:deploy|rollback) /.test(run)),
    );

    assert.deepEqual(
      deploying.map(({ name, one }) => `${name}: ${one.environment}`),
      ["deploy: stg", "deploy: prd", "rollback: ${{ inputs.stack }}"],
    );
  });
});

describe("whatever changes a stack", () => {
  const changing = [job("deploy", "stg"), job("deploy", "prd"), job("rollback", "rollback")];

  it("does so one at a time: a deployment and a rollback of a stack wait for each other", () => {
    assert.deepEqual(
      changing.map(({ concurrency }) => concurrency),
      ["stg", "prd", "${{ inputs.stack }}"].map((stack) => ({
        group: `deploy-${stack}`,
        "cancel-in-progress": false,
      })),
    );
  });

  for (const { id, steps, "timeout-minutes": minutes } of changing) {
    const at = steps.findIndex((step) => step.id === "update");
    const [update, unlock] = steps.slice(at);

    it(`is told when its run is cancelled: ${id}`, () => {
      assert.match(
        update?.run ?? "",
        /^exec node operations\/bin\/ftl\.js (?:deploy|rollback) [^|;&]+ --yes$/,
      );
    });

    it(`gives back what it left locked, on the machine that can tell: ${id}`, () => {
      const stack = /ftl\.js \w+ (\S+)/.exec(update!.run!)![1]!;

      assert.equal(unlock?.run, `npx ftl unlock ${stack} --yes`);
      assert.equal(unlock.if, "${{ !success() && steps.update.outcome != 'skipped' }}");
      for (const name of ["STACK", "PULUMI_BACKEND_URL", "AZURE_TOKEN_CREDENTIALS"]) {
        assert.equal(unlock.env?.[name], update?.env?.[name], name);
      }
    });

    it(`is signed in shortly before, and ends within the hour that this lasts: ${id}`, () => {
      assert.match(steps[at - 1]?.uses ?? "", /^azure\/login@/);
      assert.ok(minutes! <= 50);
    });
  }
});

describe("a deployment", () => {
  const { on } = workflow("deploy");
  const order = (id: string) =>
    job("deploy", id).steps.flatMap(({ run, name }) => (run === undefined ? [] : [name]));

  it("is of what is on main", () => {
    assert.deepEqual(on["push"], { branches: ["main"] });
    assert.deepEqual(Object.keys(on), ["push", "workflow_dispatch"]);
  });

  it("takes stg first, then plans prd, and deploys that plan in the Environment with the approval", () => {
    const stages = workflow("deploy").jobs.map(({ id, needs, environment }) => ({
      id,
      needs,
      environment,
    }));

    assert.deepEqual(stages, [
      { id: "stg", needs: undefined, environment: "stg" },
      { id: "frontend-stg", needs: "stg", environment: "stg" },
      { id: "plan-prd", needs: "stg", environment: "read-prd" },
      { id: "prd", needs: "plan-prd", environment: "prd" },
    ]);
    assert.equal(
      ftlRunsOf(job("deploy", "prd"))[0],
      'npx ftl deploy prd --plan "$RUNNER_TEMP/plan-prd" --yes',
    );
  });

  it("of stg plans and deploys at once, and so goes on by itself after one that was killed", () => {
    assert.equal(ftlRunsOf(job("deploy", "stg"))[0], "npx ftl deploy stg --yes");
  });

  it("leaves stg out only for who asks for it by hand, and prd never goes on from a stg that failed", () => {
    const skip = inputsOf(workflow("deploy"))["skip-stg"];
    const conditions = workflow("deploy").jobs.map(({ id, if: condition }) => [id, condition]);

    assert.deepEqual([skip?.type, skip?.default], ["boolean", false]);
    assert.deepEqual(conditions, [
      ["stg", "${{ !inputs.skip-stg }}"],
      ["frontend-stg", "${{ !cancelled() && needs.stg.outputs.backend == 'success' }}"],
      [
        "plan-prd",
        "${{ !cancelled() && (needs.stg.result == 'success' || (needs.stg.result == 'skipped' && inputs.skip-stg)) }}",
      ],
      ["prd", "${{ !cancelled() && needs.plan-prd.result == 'success' }}"],
    ]);
  });

  for (const stack of stackNames()) {
    it(`of ${stack} isn't done before the backend answers`, () => {
      const { run = "", env } = job("deploy", stack).steps.find(
        ({ name }) => name === "Wait for the backend",
      )!;

      assert.match(run, /--retry-all-errors "\$API_URL\/health"$/);
      assert.equal(env?.["API_URL"], "${{ vars.API_URL }}");
    });
  }

  for (const stack of stackNames()) {
    const { steps } = job("deploy", stack);
    const at = steps.findIndex(({ name }) => name === "Verify");

    it(`of ${stack} migrates, waits for the backend, and is then verified`, () => {
      assert.deepEqual(order(stack).slice(order(stack).indexOf("Migrate")).slice(0, 3), [
        "Migrate",
        "Wait for the backend",
        "Verify",
      ]);
    });

    it(`of ${stack} succeeds only when verify says so: nothing stands between its exit code and the job's`, () => {
      const { run, if: condition } = steps[at]!;

      assert.deepEqual(
        [run, condition],
        [
          `npx ftl verify ${stack} --summary --junit "$RUNNER_TEMP/verify-${stack}.xml" ` +
            '--skip websocket "websocket foreign origin"',
          undefined,
        ],
      );
      assert.doesNotMatch(workflow("deploy").text, /continue-on-error/);
    });

    it(`of ${stack} keeps what verify found, also when that isn't good`, () => {
      const { if: condition, with: options } = steps[at + 1]!;

      assert.equal(condition, "${{ !cancelled() && steps.verify.outcome != 'skipped' }}");
      assert.equal(options?.["path"], `\${{ runner.temp }}/verify-${stack}.xml`);
    });
  }

  it("has a first frontend deployed though verify fails without one, once the backend answers", () => {
    const { if: condition } = job("deploy", "prd").steps.at(-1)!;

    assert.deepEqual(job("deploy", "stg").outputs, { backend: "${{ steps.backend.outcome }}" });
    assert.match(
      condition ?? "",
      /^\$\{\{ !cancelled\(\) && steps\.backend\.outcome == 'success' && /,
    );
  });

  it("has the frontend deployed after the backend, and nothing waits for that", () => {
    const { needs, steps } = job("deploy", "frontend-stg");
    const { run = "" } = job("deploy", "prd").steps.at(-1)!;

    assert.equal(needs, "stg");
    assert.match(steps[0]?.run ?? "", /^gh workflow run .* stack=stg$/);
    assert.match(run, /^gh workflow run .* stack=prd$/);
    assert.deepEqual(order("prd").slice(-3), [
      "Wait for the backend",
      "Verify",
      "Have the frontend deployed",
    ]);
    assert.ok(workflow("deploy").jobs.every((one) => one.needs !== "frontend-stg"));
  });

  it("leaves the clone as it was committed: its plans lie elsewhere", () => {
    const places = workflow("deploy").text.match(/(?:--out|--plan|path:) \S.*?plan-/g) ?? [];

    assert.equal(places.length, 4);
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

describe("a rollback", () => {
  const { on } = workflow("rollback");
  const { release, stack } = inputsOf({ on });

  it("is started by hand, for a stack there is, and goes to the last release before unless told", () => {
    assert.deepEqual(Object.keys(on), ["workflow_dispatch"]);
    assert.deepEqual([stack?.type, stack?.required], ["choice", true]);
    assert.equal(release?.required, false);
  });

  for (const [entered, given] of [
    ["", ["stg", "--yes"]],
    ["11", ["stg", "--to", "11", "--yes"]],
    ["1; touch x --yes", ["stg", "--to", "1; touch x --yes", "--yes"]],
    ["$(touch x)", ["stg", "--to", "$(touch x)", "--yes"]],
  ] as const) {
    it(`gives ftl ${given.join(" ")} when '${entered}' was entered as the release`, () => {
      const [run] = ftlRunsOf(job("rollback", "rollback"));
      const shown = run!.replace("npx ftl rollback", `printf '%s\\n'`);

      const { stdout, status } = spawnSync("bash", ["-e", "-c", shown], {
        env: { STACK: "stg", RELEASE: entered },
        encoding: "utf8",
      });

      assert.equal(status, 0);
      assert.deepEqual(stdout.trimEnd().split("\n"), given);
    });
  }

  it("has the commits of all releases", () => {
    const [checkout] = job("rollback", "rollback").steps;

    assert.equal(checkout?.with?.["fetch-depth"], 0);
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
