import assert from "node:assert/strict";
import { Redaction } from "../../../operations/report/redact";
import { commentLimits, reviewReport } from "../../../operations/report/reviewReport";
import type { Review } from "../../../operations/review/review";
import { imageChange, partOf, review, serverReplaced } from "./reviews";

const redaction = new Redaction();
const comment = (of: Partial<Review> = {}) =>
  reviewReport({ ...review, ...of }, redaction, commentLimits);

describe("a comment about a review", () => {
  it("begins with its marker, the verdict and the tally", () => {
    assert.deepEqual(comment().split("\n").slice(0, 4), [
      "<!-- ftl report prd -->",
      "### Review of `prd`: ❌ fail",
      "",
      "**1 to update, 1 to replace, 181 stay the same.** Reviewed in 31 s: `4f3a2b1c90ab` “feat: move to Europe”, " +
        "on top of `1234567890ab` “feat: alerts”.",
    ]);
  });

  for (const [verdict, title, why] of [
    ["pass", "✅ pass", "**What this rests on**"],
    ["fail", "❌ fail", "**Why**"],
    ["cannotTell", "❔ cannot tell", "**Why**"],
  ] as const) {
    it(`says ${verdict}, and then why`, () => {
      const text = comment({ verdict });

      assert.ok(text.includes(`### Review of \`prd\`: ${title}\n`));
      assert.deepEqual(partOf(text, why), [
        "- main-server is stateful and would be replaced; no waiver bears it.",
      ]);
    });
  }

  it("has a line for each resource, what costs data first", () => {
    assert.deepEqual(partOf(comment(), "**Resources**"), [
      "- replace `main-server` `azure-native:dbforpostgresql:Server`, **stateful**",
      "- update `api-app` `azure-native:app:ContainerApp`, 1 property",
    ]);
  });

  for (const [what, before, after, cells] of [
    [
      "what was and what is",
      { ttl: 300, value: "a", proxied: false },
      { ttl: 1, value: "b", proxied: true },
      "300 s → automatic | `a` → `b` | ⚪ grey → 🟠 orange",
    ],
    [
      "once what stays",
      { ttl: 60, value: "a", proxied: true },
      { ttl: 60, value: "a", proxied: true },
      "60 s | `a` | 🟠 orange",
    ],
    ["what goes", { ttl: 60, value: "a", proxied: false }, undefined, "60 s | `a` | ⚪ grey"],
    [
      "what only the update will tell",
      undefined,
      { ttl: undefined, value: undefined, proxied: undefined },
      "not known yet | not known yet | not known yet",
    ],
  ] as const) {
    it(`shows in the table of DNS records ${what}`, () => {
      const dns = [
        { operation: "update", type: "CNAME", name: "ws.ftljeta.cloud", before, after },
      ] as const;

      assert.equal(
        partOf(comment({ dns }), "**DNS**").at(-1),
        `| update | CNAME | \`ws.ftljeta.cloud\` | ${cells} |`,
      );
    });
  }

  it("shows each rule that has something to say, and all of them in a table", () => {
    const text = comment();

    assert.deepEqual(partOf(text, "**Policy**"), [
      "- **failed** `ws-dns-only` (critical): The record of ws is DNS-only.",
      "  - ws-record: proxied is true; it must be false.",
      "  - Mend: Set proxied to false. ([source](https://developers.cloudflare.com/dns/proxy-status/))",
    ]);
    assert.deepEqual(partOf(text, "<details><summary>Policy: 2 rules, 1 failed, 1 unknown"), [
      "| rule | severity | outcome | resources | judged on known values |",
      "| --- | --- | --- | --- | --- |",
      "| `ws-dns-only` | critical | failed | 1 | yes |",
      "| `role-least` | high | unknown | 3 | no: api-role: roleDefinitionId |",
    ]);
  });

  it("makes no link of an address that could do more than be opened", () => {
    const rules = review.rules.map((rule) => ({ ...rule, url: "https://x.example/)<img src=x>" }));

    assert.doesNotMatch(comment({ rules }), /x\.example/);
  });

  it("says which hostnames are claimed twice, that a waiver bears a finding, and what else was asked", () => {
    const guards = [
      ...review.guards,
      { guard: "dns-budget", message: "9 deletes.", mend: "Wait.", waived: true },
    ];

    assert.deepEqual(partOf(comment({ guards }), "**Guards**"), [
      "- **failed** `hostname-once` (claimed twice): api.ftljeta.cloud is claimed by prd and by stg. " +
        "Mend: Take it out of ftl:hostnames of one of them.",
      "- **waived** `dns-budget`: 9 deletes. Mend: Wait.",
      "- passed `stateful-kept`: No deployment replaces or deletes what can't be got back.",
    ]);
  });

  it("says whether the change can be taken back, and why", () => {
    assert.ok(
      comment().includes(
        "**Revertible: no.** main-server would be replaced again, and be empty.\n",
      ),
    );
  });

  it("says how long each step took", () => {
    assert.deepEqual(partOf(comment(), "<details><summary>Time: 31 s").slice(2), [
      "| base up | done | 21 s |",
      "| preview | failed | 9.2 s |",
      "| rollback | skipped | 0 s |",
    ]);
  });

  it("shows a diff for each resource, collapsed", () => {
    const text = comment({ changes: [serverReplaced] });

    assert.ok(
      text.includes(
        [
          "<details><summary>replace <code>main-server</code> " +
            "<code>azure-native:dbforpostgresql:Server</code>: 1 property</summary>",
          "",
          "```diff",
          "@@ location, which replaces the resource @@",
          '- "centralindia"',
          '+ "westeurope"',
          "```",
          "",
          "</details>",
        ].join("\n"),
      ),
    );
  });

  it("shows what a new resource is made of", () => {
    const made = {
      ...imageChange,
      operation: "create",
      properties: [],
      after: { min: 2 },
    } as const;

    assert.ok(comment({ changes: [made] }).includes("```diff\n@@ min @@\n+ 2\n```"));
  });

  it("shows what Pulumi said last in a step that failed, collapsed, whatever it said", () => {
    const output = "error: x\n```\n</details>";
    const text = comment({ steps: [{ name: "up", seconds: 1, outcome: "failed", output }] });

    assert.ok(
      text.includes(
        "<details><summary><code>up</code></summary>\n\n````text\nerror: x\n```\n</details>\n````\n\n</details>",
      ),
    );
  });

  it("leaves out what there is nothing to say of", () => {
    const text = comment({
      changes: [],
      dns: [],
      rules: [],
      asked: [],
      guards: [],
      steps: [],
      notes: [],
      tally: { same: 183 },
    });

    assert.deepEqual(
      text
        .split("\n")
        .filter((line) => /^(?:\*\*|<)/.test(line))
        .map((line) => line.slice(0, 24)),
      [
        "<!-- ftl report prd --> ".trim(),
        "**183 stay the same.** R",
        "**Why**",
        "**Revertible: no.** main",
      ],
    );
  });
});
