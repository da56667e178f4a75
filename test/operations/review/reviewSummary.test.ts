import assert from "node:assert/strict";
import { reviewSummary } from "../../../operations/review/reviewSummary";
import { review } from "../report/reviews";

const lines = (more = {}) => reviewSummary({ ...review, ...more }).split("\n");

describe("what a review says in the terminal", () => {
  it("is the verdict first, then why", () => {
    assert.deepEqual(lines().slice(1, 3), [
      "FAIL  prd: 1 replace, 1 update, 181 same, in 31 s",
      "  - main-server is stateful and would be replaced; no waiver bears it.",
    ]);
  });

  it("is how to mend what failed, and only that", () => {
    assert.deepEqual(
      lines().filter((line) => line.startsWith("  Mend:")),
      ["  Mend: Take it out of ftl:hostnames of one of them.", "  Mend: Set proxied to false."],
    );
  });

  it("is nothing of how to mend what a waiver bears", () => {
    const guards = review.guards.map((guard) => ({ ...guard, waived: true }));

    assert.deepEqual(
      lines({ guards, rules: [] }).filter((line) => line.startsWith("  Mend:")),
      [],
    );
  });

  it("is which guards looked and found nothing", () => {
    assert.ok(lines().includes("  Nothing found by: stateful-kept"));
  });

  it("is each record with its colour before and after, however long its value", () => {
    const [row] = lines().slice(lines().indexOf("DNS") + 1);

    assert.match(
      row!,
      /^ {2}update {2}CNAME {2}ws\.ftljeta\.cloud {2}grey → orange {2}ws\.calmsea-1\.azurecontainerapps\.io$/,
    );
  });

  it("is why the change can't be taken back", () => {
    assert.ok(
      lines().includes(
        "  Revertible: no, because main-server would be replaced again, and be empty.",
      ),
    );
  });
});
