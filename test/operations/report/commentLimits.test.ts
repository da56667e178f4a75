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
import { imageChange, partOf, review, serverReplaced } from "./reviews";

const redaction = new Redaction();
const comment = (of: Partial<Review> = {}) =>
  reviewReport({ ...review, ...of }, redaction, commentLimits);

describe("a comment about a review that is too long", () => {
  const many = <T>(count: number, item: T): T[] => Array.from({ length: count }, () => item);
  const wide = { ...imageChange, properties: many(40, imageChange.properties[0]!) };

  it("cuts diffs first, and says where it does", () => {
    const text = comment({ changes: many(100, wide) });

    assert.match(text, /^# \d+ more properties are in the full report\.\n```$/m);
    assert.equal(partOf(text, "**Resources**").length, 100);
    assert.ok(text.includes("| `role-least` |"));
  });

  it("then cuts resources, the least grave first, and keeps the table of rules", () => {
    const text = comment({
      changes: [...many(2000, { ...imageChange, operation: "create" as const }), serverReplaced],
    });

    const resources = partOf(text, "**Resources**");
    assert.match(resources[0]!, /^- replace `main-server`/);
    assert.match(resources.at(-1)!, /^- … and \d+ more, in the full report\.$/);
    assert.ok(text.includes("| `role-least` |"));
  });

  it("then cuts the table of rules, and keeps what the rules say", () => {
    const text = comment({
      rules: [...many(1, review.rules[0]!), ...many(3000, review.rules[1]!)],
    });

    assert.match(text, /^\d+ more rows are in the full report\.$/m);
    assert.equal(partOf(text, "**Policy**").length, 3);
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
        unknowns: fc.array(anyText, { maxLength: 3 }),
        messages: fc.array(anyText, { maxLength: 3 }),
        mend: anyText,
        url: anyText,
      }),
    ),
    asked: several(anyText),
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
