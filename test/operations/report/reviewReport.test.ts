import assert from "node:assert/strict";
import * as fc from "fast-check";
import { Redaction } from "../../../operations/report/redact";
import {
  commentLimits,
  markerOf,
  noLimits,
  reviewReport,
} from "../../../operations/report/reviewReport";
import type { Review } from "../../../operations/review/review";
import { imageChange, review, serverReplaced } from "./reviews";

const redaction = new Redaction();
const comment = (of: Partial<Review> = {}) =>
  reviewReport({ ...review, ...of }, redaction, commentLimits);

/** Lines of a report from one that begins so to the next that is empty, without its title. */
function part(text: string, title: string): string[] {
  const lines = text.split("\n");
  const start = lines.findIndex((line) => line.startsWith(title)) + 2;
  return lines.slice(start, lines.indexOf("", start));
}

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
      assert.deepEqual(part(text, why), [
        "- main-server is stateful and would be replaced; no waiver bears it.",
      ]);
    });
  }

  it("has a line for each resource, what costs data first", () => {
    assert.deepEqual(part(comment(), "**Resources**"), [
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
        part(comment({ dns }), "**DNS**").at(-1),
        `| update | CNAME | \`ws.ftljeta.cloud\` | ${cells} |`,
      );
    });
  }

  it("shows each rule that has something to say, and all of them in a table", () => {
    const text = comment();

    assert.deepEqual(part(text, "**Policy**"), [
      "- **failed** `ws-dns-only` (critical): The record of ws is DNS-only.",
      "  - ws-record: proxied is true; it must be false.",
      "  - Mend: Set proxied to false. ([source](https://developers.cloudflare.com/dns/proxy-status/))",
    ]);
    assert.deepEqual(part(text, "<details><summary>Policy: 2 rules, 1 failed, 1 unknown"), [
      "| rule | severity | outcome | resources | judged on known values |",
      "| --- | --- | --- | --- | --- |",
      "| `ws-dns-only` | critical | failed | 1 | yes |",
      "| `role-least` | high | unknown | 3 | no |",
    ]);
  });

  it("makes no link of an address that could do more than be opened", () => {
    const rules = review.rules.map((rule) => ({ ...rule, url: "https://x.example/)<img src=x>" }));

    assert.doesNotMatch(comment({ rules }), /x\.example/);
  });

  it("says which hostnames are claimed twice, and that a waiver bears a finding", () => {
    const guards = [
      ...review.guards,
      { guard: "dns-budget", message: "9 deletes.", mend: "Wait.", waived: true },
    ];

    assert.deepEqual(part(comment({ guards }), "**Guards**"), [
      "- **failed** `hostname-once` (claimed twice): api.ftljeta.cloud is claimed by prd and by stg. " +
        "Mend: Take it out of ftl:hostnames of one of them.",
      "- **waived** `dns-budget`: 9 deletes. Mend: Wait.",
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
    assert.deepEqual(part(comment(), "<details><summary>Time: 31 s").slice(2), [
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

  it("leaves out what there is nothing to say of", () => {
    const text = comment({
      changes: [],
      dns: [],
      rules: [],
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

describe("a comment about a review that is too long", () => {
  const many = <T>(count: number, item: T): T[] => Array.from({ length: count }, () => item);
  const wide = { ...imageChange, properties: many(40, imageChange.properties[0]!) };

  it("cuts diffs first, and says where it does", () => {
    const text = comment({ changes: many(100, wide) });

    assert.match(text, /^# \d+ more properties are in the full report\.\n```$/m);
    assert.equal(part(text, "**Resources**").length, 100);
    assert.ok(text.includes("| `role-least` |"));
  });

  it("then cuts resources, the least grave first, and keeps the table of rules", () => {
    const text = comment({
      changes: [...many(2000, { ...imageChange, operation: "create" as const }), serverReplaced],
    });

    const resources = part(text, "**Resources**");
    assert.match(resources[0]!, /^- replace `main-server`/);
    assert.match(resources.at(-1)!, /^- … and \d+ more, in the full report\.$/);
    assert.ok(text.includes("| `role-least` |"));
  });

  it("then cuts the table of rules, and keeps what the rules say", () => {
    const text = comment({
      rules: [...many(1, review.rules[0]!), ...many(3000, review.rules[1]!)],
    });

    assert.match(text, /^\d+ more rows are in the full report\.$/m);
    assert.equal(part(text, "**Policy**").length, 3);
  });

  it("cuts nothing of the full report", () => {
    const long = "x".repeat(5000);
    const text = reviewReport(
      { ...review, changes: many(100, wide), notes: [long] },
      redaction,
      noLimits,
    );

    assert.doesNotMatch(text, /more/);
    assert.ok(text.includes(long));
    assert.equal(text.split("\n@@ ").length - 1, 100 * 40);
  });

  /** Anything that a change could say, from nothing to far too much. */
  const anyText = fc.oneof(
    fc.string({ unit: "binary", maxLength: 60 }),
    fc.constantFrom(
      "```",
      "`````\n",
      "</details>",
      "<details>",
      "<!-- ftl report stg -->",
      "😀".repeat(800),
      "|",
      "\n\n```diff\n",
    ),
    fc.string({ maxLength: 30 }).map((text) => `${text}\`<@😀|\n`.repeat(100)),
  );
  const several = <T>(item: fc.Arbitrary<T>) =>
    fc
      .tuple(fc.array(item, { maxLength: 5 }), fc.constantFrom(1, 1, 1, 40))
      .map(([items, times]) => many(times, items).flat());
  const anyReview: fc.Arbitrary<Review> = fc.record({
    kind: fc.constant("ftl-review" as const),
    version: fc.constant(1 as const),
    stack: fc.constantFrom("prd", "s".repeat(100)),
    base: fc.record({ sha: fc.option(anyText, { nil: undefined }), title: anyText }),
    change: fc.record({ sha: fc.option(anyText, { nil: undefined }), title: anyText }),
    verdict: fc.constantFrom("pass", "fail", "cannotTell"),
    reasons: several(anyText),
    changes: several(
      fc.record({
        operation: fc.constantFrom("create", "update", "replace", "delete"),
        urn: anyText,
        type: anyText,
        name: anyText,
        stateful: fc.boolean(),
        properties: fc.array(
          fc.record({
            path: anyText,
            kind: fc.constantFrom("add", "delete", "update"),
            replaces: fc.boolean(),
            before: fc.jsonValue(),
            after: anyText,
          }),
          { maxLength: 4 },
        ),
        before: fc.dictionary(anyText, anyText, { maxKeys: 3 }),
        after: fc.dictionary(anyText, anyText, { maxKeys: 3 }),
      }),
    ),
    tally: fc.constant({ create: 2, same: 180 }),
    dns: several(
      fc.record({
        operation: fc.constantFrom("create", "delete"),
        type: anyText,
        name: anyText,
        before: fc.constant(undefined),
        after: fc.record({ ttl: fc.nat(), value: anyText, proxied: fc.boolean() }),
      }),
    ),
    rules: several(
      fc.record({
        rule: anyText,
        severity: anyText,
        description: anyText,
        outcome: fc.constantFrom("passed", "failed", "unknown"),
        resources: fc.nat(),
        onKnownValues: fc.boolean(),
        messages: fc.array(anyText, { maxLength: 3 }),
        mend: anyText,
        url: anyText,
      }),
    ),
    guards: several(
      fc.record({ guard: anyText, message: anyText, mend: anyText, waived: fc.boolean() }),
    ),
    revertible: fc.record({ answer: fc.constantFrom("yes", "no", "unknown"), because: anyText }),
    steps: several(
      fc.record({
        name: anyText,
        seconds: fc.nat(),
        outcome: fc.constantFrom("done", "failed"),
        output: anyText,
      }),
    ),
    notes: several(anyText),
    seconds: fc.nat(),
  });

  it("has at most 65,536 bytes, its verdict and tally, a reason, and nothing that is left open, whatever it is about", function () {
    this.timeout(60_000);
    fc.assert(
      fc.property(anyReview, (any) => {
        const text = reviewReport(any, redaction, commentLimits);

        assert.ok(Buffer.byteLength(text) <= 65_536);
        assert.doesNotMatch(text, /\p{Cs}/u);
        const [marker, title, , tally] = text.split("\n");
        assert.equal(marker, markerOf(any.stack));
        assert.match(title!, /^### Review of `[ps]r?\w*`: (?:✅ pass|❌ fail|❔ cannot tell)$/);
        assert.match(tally!, /^\*\*2 to create, 180 stay the same\.\*\* /);
        if (any.reasons.length > 0)
          assert.match(text, /\*\*(?:Why|What this rests on)\*\*\n\n- (?!…)/);
        assert.deepEqual(openAtTheEnd(text), []);
      }),
      { numRuns: 40 },
    );
  });
});

/** What is still open at the end of a Markdown text: fences, and `<details>` outside of them. */
function openAtTheEnd(text: string): string[] {
  const open: string[] = [];
  let fence: string | undefined;
  for (const line of text.split("\n")) {
    const [, mark] = /^ {0,3}(`{3,})[^`]*$/.exec(line) ?? [];
    if (fence !== undefined) {
      if (mark !== undefined && mark.length >= fence.length && line.trim() === mark)
        fence = undefined;
    } else if (mark !== undefined) fence = mark;
    else if (line.startsWith("<details>")) open.push(line);
    else if (line === "</details>")
      assert.notEqual(open.pop(), undefined, "closed what was not open");
  }
  return fence === undefined ? open : [...open, fence];
}
