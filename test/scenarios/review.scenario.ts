import assert from "node:assert/strict";
import type { Review, ReviewStep, RuleResult } from "../../operations/review/review";
import { type PreparedChange, PreparedReviews, replaced, both } from "../support/preparedReviews";

const password = "Kanarienvogel-4711";
const moreReplicas = replaced(/ws: \{ minReplicas: 1,/, "ws: { minReplicas: 2,");
const fixedSuffix = replaced(/template: \{/, 'template: {\n          revisionSuffix: "v1",');
const otherServer = replaced(/"ftl_admin"/, '"ftl_owner"');
const fresh = "the next revision suffix, and a tag that is never the same";
const nextWeek = new Date(Date.now() + 7 * 86_400_000).toISOString().slice(0, 10);

const changes = {
  "more replicas": {
    stack: "stg",
    where: "uncommitted",
    change: {
      "Pulumi.stg.yaml": replaced(
        /ws: \{ minReplicas: 1, maxReplicas: 3/,
        "ws: { minReplicas: 1, maxReplicas: 4",
      ),
    },
  },
  "ws proxied while live": {
    stack: "prd",
    base: {
      "Pulumi.prd.yaml": both(
        replaced(/ftl:phase: provision/, "ftl:phase: live"),
        replaced(/record: handover/, "record: standing"),
      ),
    },
    change: {
      "Pulumi.prd.yaml": replaced(
        /name: ws\.ftljeta\.cloud, proxied: false/,
        "name: ws.ftljeta.cloud, proxied: true",
      ),
    },
  },
  "a protected server replaced": {
    stack: "prd",
    change: { "components/postgres.ts": otherServer },
  },
  "an unprotected server replaced, with a waiver for itself alone": {
    stack: "stg",
    change: {
      "components/postgres.ts": otherServer,
      "policy/waivers.yaml": replaced(
        /waivers: \[\]/,
        `waivers:
  - rule: stateful-kept
    stack: stg
    resource: path2-stores-postgres-server
    reason: its data is in a backup that was restored once
    owner: platform
    expires: "${nextWeek}"`,
      ),
    },
  },
  "prd takes stg's hostname": {
    stack: "prd",
    change: {
      "Pulumi.prd.yaml": replaced(/name: prd-api\.ftljeta\.cloud/, "name: stg-api.ftljeta.cloud"),
    },
  },
  "a password in a plain variable": {
    stack: "stg",
    change: {
      "settings/workloadVariables.ts": replaced(
        /PUBLIC_WS_URL: urls\.ws,/,
        `PUBLIC_WS_URL: urls.ws,\n    UPSTREAM: "postgres://ftl:${password}@db.example.com/ftl",`,
      ),
    },
  },
  "another template under the same revision suffix": {
    stack: "stg",
    base: { "components/workload.ts": fixedSuffix },
    change: { "Pulumi.stg.yaml": moreReplicas },
  },
  [fresh]: {
    stack: "stg",
    base: { "components/workload.ts": fixedSuffix },
    change: {
      "Pulumi.stg.yaml": moreReplicas,
      "components/workload.ts": both(
        replaced(/revisionSuffix: "v1"/, 'revisionSuffix: "v2"'),
        replaced(/tags: \{ \.\.\.tags,/, "tags: { ...tags, deployed: String(Date.now()),"),
      ),
    },
  },
  "certificates bound, and a setting that the base doesn't have": {
    stack: "stg",
    where: "checkedOut",
    change: {
      "settings/schema.ts": replaced(/ {2}alerts: z\.strictObject/, "  desk: z.string(),\n$&"),
      "Pulumi.stg.yaml": both(
        replaced(/ftl:phase: provision/, "ftl:phase: bind"),
        replaced(/config:\n/, "config:\n  ftl:desk: Pune\n"),
      ),
      "Pulumi.prd.yaml": replaced(/config:\n/, "config:\n  ftl:desk: Pune\n"),
    },
  },
  "a base that is broken": {
    stack: "stg",
    base: { "index.ts": (text) => `${text}throw new Error("broken since Monday");\n` },
    change: { "index.ts": replaced(/throw new Error.*\n/, "") },
  },
} as const satisfies Record<string, PreparedChange>;

/** The steps of a review that comes to its end. */
const allSteps = [
  "base up",
  "preview",
  "up",
  "policy on what stands",
  "second up",
  "preview of the rollback",
  "rollback",
  "compare with the base",
];

describe("ftl review of a change", function () {
  this.timeout(600_000);
  let reviews: PreparedReviews<keyof typeof changes>;
  before(async () => (reviews = await PreparedReviews.begin(changes)));

  describe("that is harmless, and not committed yet", () => {
    const name = "more replicas";

    it("passes, and can be taken back", async () => {
      const { exitCode, review } = await reviews.of(name);

      assert.equal(exitCode, 0, review.reasons.join("\n"));
      assert.equal(review.verdict, "pass");
      assert.equal(review.revertible.answer, "yes");
    });

    it("changes one property of one resource", async () => {
      const { review } = await reviews.of(name);

      assert.equal(review.tally["update"], 1);
      assert.deepEqual(Object.keys(review.tally).sort(), ["same", "update"]);
      assert.deepEqual(
        review.changes.map(({ name: resource, properties }) => [resource, properties]),
        [
          [
            "path2-apps-ws-container-app",
            [
              {
                path: "template.scale.maxReplicas",
                kind: "update",
                replaces: false,
                before: 3,
                after: 4,
              },
            ],
          ],
        ],
      );
    });

    it("is the working tree against its commit", async () => {
      const { review, clone } = await reviews.of(name);

      assert.equal(review.base.sha, clone.base);
      assert.deepEqual(review.change, {
        title: "everything as it stands, and what isn't committed",
      });
    });

    it("is judged on known values by every rule, and by every guard", async () => {
      const { review } = await reviews.of(name);

      assert.ok(review.rules.length > 20);
      assert.deepEqual(
        review.rules.filter(({ onKnownValues }) => !onKnownValues),
        [],
      );
      assert.deepEqual(review.asked, ["hostname-once", "stateful-kept", "dns-owner", "dns-budget"]);
      assert.deepEqual(review.guards, []);
    });

    it("says how long each step took", async () => {
      const { review } = await reviews.of(name);

      assert.deepEqual(
        review.steps.map(({ name: step }) => step),
        allSteps,
      );
      const ofUpdates = review.steps.filter(({ name: step }) => /up|preview|rollback/.test(step));
      assert.ok(ofUpdates.every(({ seconds }) => seconds > 0));
    });

    it("is reported in the terminal with the verdict first", async () => {
      const { stdout } = await reviews.of(name);

      assert.match(stdout, /^\nPASS {2}stg: 1 update, \d+ same, in \d+ s\n/);
      assert.match(stdout, /Nothing found by: hostname-once, stateful-kept, dns-owner, dns-budget/);
    });
  });

  describe("that puts ws behind the proxy, in a stack that is live", () => {
    const name = "ws proxied while live";

    it("fails at the preview by the rule about ws, before anything is deployed", async () => {
      const { exitCode, review } = await reviews.of(name);

      assert.equal(exitCode, 1);
      assert.equal(review.verdict, "fail");
      assert.deepEqual(rulesThat(review, "failed"), [
        "ws-record-dns-only",
        "managed-certificate-dns-only",
      ]);
      assert.match(review.reasons[0]!, /CNAME ws\.ftljeta\.cloud.* has proxied: true/);
      assert.equal(stepOf(review, "up").outcome, "skipped");
    });

    it("shows the record as grey before, and orange afterwards", async () => {
      const { review } = await reviews.of(name);

      assert.deepEqual(
        review.dns.map(({ operation, type, name: record, before, after }) => [
          operation,
          type,
          record,
          [before?.ttl, before?.proxied],
          [after?.ttl, after?.proxied],
        ]),
        [["update", "CNAME", "ws.ftljeta.cloud", [300, false], [1, true]]],
      );
    });

    it("has brought the base to its phase as people would: certificates in between", async () => {
      const { review } = await reviews.of(name);

      assert.deepEqual(
        review.steps.slice(0, 3).map(({ name: step, outcome }) => [step, outcome]),
        [
          ["base up, at its beginning", "done"],
          ["base's certificates", "done"],
          ["base up", "done"],
        ],
      );
    });
  });

  describe("that makes a Postgres server anew", () => {
    it("fails where it is protected: the server and its database are named", async () => {
      const { exitCode, review } = await reviews.of("a protected server replaced");

      assert.equal(exitCode, 1);
      assert.deepEqual(review.reasons, [
        "path2-stores-postgres-server would be replaced, and it is protected (stateful-kept)",
        "path2-stores-postgres-database would be replaced, and it is protected (stateful-kept)",
      ]);
    });

    describe("where it isn't, with a dated waiver for the server alone", () => {
      const name = "an unprotected server replaced, with a waiver for itself alone";

      it("shows the server as waived, and fails for the database", async () => {
        const { exitCode, review } = await reviews.of(name);

        assert.equal(exitCode, 1);
        assert.deepEqual(
          review.guards.map(({ guard, message, waived }) => [guard, message.split(" ")[0], waived]),
          [
            ["stateful-kept", "path2-stores-postgres-server", true],
            ["stateful-kept", "path2-stores-postgres-database", false],
          ],
        );
        assert.match(review.reasons[0]!, /^path2-stores-postgres-database .* would be replaced/);
        assert.doesNotMatch(review.reasons.join("\n"), /postgres-server/);
      });

      it("counts replacements, and says which property is why", async () => {
        const { review } = await reviews.of(name);
        const server = review.changes.find(({ name: one }) => one.endsWith("postgres-server"))!;

        assert.equal(server.operation, "replace");
        assert.equal(server.stateful, true);
        assert.deepEqual(
          server.properties.filter(({ replaces }) => replaces).map(({ path }) => path),
          ["administratorLogin"],
        );
        assert.ok(review.tally["replace"]! >= 2);
      });

      it("notes that the change touches what it is judged by", async () => {
        const { review } = await reviews.of(name);

        assert.deepEqual(review.notes, [
          "The change touches policy/, by which it is judged itself.",
        ]);
      });
    });
  });

  it("that takes another stack's hostname fails at once, and names both stacks", async () => {
    const { exitCode, review } = await reviews.of("prd takes stg's hostname");

    assert.equal(exitCode, 1);
    assert.deepEqual(review.reasons, [
      "stg-api.ftljeta.cloud is claimed by prd and stg. (hostname-once)",
    ]);
    assert.deepEqual(review.steps, []);
  });

  describe("that has a password in a plain variable", () => {
    const name = "a password in a plain variable";

    it("fails by the rule about variables", async () => {
      const { exitCode, review } = await reviews.of(name);

      assert.equal(exitCode, 1);
      assert.deepEqual(rulesThat(review, "failed"), ["app-variables-not-secret"]);
      assert.match(review.reasons[0]!, /Variable UPSTREAM of (?:api|ws) has a plain value/);
    });

    it("shows the password neither in the terminal, nor in the JSON", async () => {
      const { review, stdout, stderr } = await reviews.of(name);

      assert.ok(!JSON.stringify(review).includes(password));
      assert.ok(!`${stdout}${stderr}`.includes(password));
    });

    it("shows it not in the report either", async () => {
      const { clone, file } = await reviews.of(name);

      const { exitCode, stdout } = await clone.ftl(["report", file]);

      assert.equal(exitCode, 0);
      assert.match(stdout, /Variable UPSTREAM/);
      assert.ok(!stdout.includes(password));
    });
  });

  describe("that has to do with a fixed revision suffix", () => {
    it("fails with Azure's words when another template would have the same one", async () => {
      const { exitCode, review } = await reviews.of(
        "another template under the same revision suffix",
      );

      assert.equal(exitCode, 1);
      assert.match(review.reasons[0]!, /^The update fails on the local cloud: /);
      assert.match(review.reasons[0]!, /revision with suffix v1 already exists/);
      assert.equal(stepOf(review, "second up").outcome, "skipped");
    });

    it("can't be taken back when the base's would be used again", async () => {
      const { review } = await reviews.of(fresh);

      assert.equal(review.revertible.answer, "no");
      assert.match(
        review.revertible.because,
        /the revision suffix v1 would be taken again by .*path2-apps-ws-container-app/,
      );
    });
  });

  it("that is another one at every update fails for what the second one finds", async () => {
    const { exitCode, review } = await reviews.of(fresh);

    assert.equal(exitCode, 1);
    assert.equal(stepOf(review, "second up").outcome, "failed");
    assert.match(
      review.reasons[0]!,
      /^A second update still finds something to do: .*path2-apps-ws-container-app \(tags\)/,
    );
  });

  it("that binds certificates passes, also with a setting that its base doesn't have", async () => {
    const { exitCode, review } = await reviews.of(
      "certificates bound, and a setting that the base doesn't have",
    );

    assert.equal(exitCode, 0, review.reasons.join("\n"));
    assert.equal(review.revertible.answer, "yes");
    assert.ok(review.changes.some(({ name }) => name.endsWith("-certificate")));
    assert.deepEqual(
      review.steps.map(({ name }) => name).filter((name) => name === "certificates"),
      ["certificates"],
    );
  });

  it("can't be told anything of when its base doesn't go up", async () => {
    const { exitCode, stdout, review } = await reviews.of("a base that is broken");

    assert.equal(exitCode, 2);
    assert.equal(review.verdict, "cannotTell");
    assert.match(stdout, /^\nCAN'T TELL {2}stg/);
    assert.match(stepOf(review, "base up").output, /broken since Monday/);
    assert.equal(review.steps.length, 1);
  });
});

function rulesThat({ rules }: Review, outcome: RuleResult["outcome"]): string[] {
  return rules.filter((one) => one.outcome === outcome).map(({ rule }) => rule);
}

function stepOf({ steps }: Review, name: string): ReviewStep {
  const step = steps.find((one) => one.name === name);
  assert.ok(step, `there is no step ${name}`);
  return step;
}
