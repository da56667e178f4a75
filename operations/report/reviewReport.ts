import { code, shortened } from "../markdown";
import type { Review, ReviewVerdict, Revision } from "../review/review";
import { byGravity, diffSection, resourceSection } from "./changeSections";
import {
  dnsSection,
  guardSection,
  listSection,
  outputSection,
  prose,
  ruleSection,
  ruleTableSection,
  secondsOf,
  stepSection,
} from "./findingSections";
import { fittedTogether, type Section } from "./fit";
import { Redaction } from "./redact";

/** How long a report may be. */
export interface ReportLimits {
  /** Bytes of UTF-8 of the whole. */
  readonly maxBytes: number;
  /** Characters of a single value, name or sentence. */
  readonly maxLength: number;
}

/**
 * A comment on GitHub. It refuses more than 65,536 characters; counted in bytes, that is never more.
 *
 * @see https://github.com/telia-oss/github-pr-resource/issues/259
 */
export const commentLimits: ReportLimits = { maxBytes: 65_536, maxLength: 1_000 };

/** Bytes that the summaries of one step of a job may have. @see https://docs.github.com/actions/using-workflows/workflow-commands-for-github-actions#adding-a-markdown-summary */
export const maxSummaryBytes = 1_048_576;

/** Nothing is left out. */
export const noLimits: ReportLimits = { maxBytes: Infinity, maxLength: Infinity };

const verdicts: Readonly<Record<ReviewVerdict, string>> = {
  pass: "✅ pass",
  fail: "❌ fail",
  cannotTell: "❔ cannot tell",
};

/** What a comment about a stack begins with, by which it is found again. Nothing else in a comment looks like it. */
export function markerOf(stack: string): string {
  return `<!-- ftl report ${stack} -->`;
}

/**
 * What a review found, in Markdown. When it is too long, diffs are cut first, then outputs of steps, resources, the table
 * of rules and the other findings; the reasons last, the verdict and the tally never.
 */
export function reviewReport(review: Review, redaction: Redaction, limits: ReportLimits): string {
  const { maxLength } = limits;
  const { reasons, notes, asked, guards, rules, dns, steps, seconds, ...rest } =
    redaction.review(review);
  const changes = byGravity(rest.changes);
  // The lower the rank, the sooner it is cut.
  const ranked: { readonly section: Section; readonly rank: number }[] = [
    {
      section: verdictSection({ ...review, ...rest, stack: review.stack, seconds }, maxLength),
      rank: 99,
    },
    {
      section: listSection(
        review.verdict === "pass" ? "What this rests on" : "Why",
        reasons,
        maxLength,
      ),
      rank: 10,
    },
    { section: guardSection({ guards, asked }, maxLength), rank: 9 },
    { section: ruleSection(rules, maxLength), rank: 8 },
    { section: listSection("Notes", notes, maxLength), rank: 6 },
    { section: dnsSection(dns, maxLength), rank: 7 },
    { section: resourceSection(changes, maxLength), rank: 3 },
    { section: revertibleSection(rest.revertible, maxLength), rank: 98 },
    { section: diffSection(changes, maxLength), rank: 1 },
    { section: ruleTableSection(rules, maxLength), rank: 4 },
    { section: stepSection(steps, seconds, maxLength), rank: 5 },
    { section: outputSection(steps, maxLength), rank: 2 },
  ];
  const shown = ranked.filter(({ section, rank }) => rank > 90 || section.entries.length > 0);
  return fittedTogether(shown, limits.maxBytes);
}

/** Marker, verdict and tally. None of it can be left out, so that all of it is short. */
function verdictSection(review: Review, maxLength: number): Section {
  const { stack, verdict, tally, base, change, seconds } = review;
  const counts = Object.entries(tally).flatMap(([operation, count]) =>
    count > 0 ? [operation === "same" ? `${count} stay the same` : `${count} to ${operation}`] : [],
  );
  return fixed([
    markerOf(stack),
    `### Review of ${code(stack)}: ${verdicts[verdict]}`,
    "",
    `**${counts.join(", ") || "Nothing changes"}.** Reviewed in ${secondsOf(seconds)}: ` +
      `${revision(change, maxLength)}, on top of ${revision(base, maxLength)}.`,
    "",
  ]);
}

function revertibleSection({ answer, because }: Review["revertible"], maxLength: number): Section {
  return fixed([`**Revertible: ${answer}.** ${prose(because, maxLength)}`, ""]);
}

function revision({ sha, title }: Revision, maxLength: number): string {
  const hash = sha === undefined ? "what isn't committed" : code(shortened(sha, 64).slice(0, 12));
  return `${hash} “${prose(title, Math.min(maxLength, 200))}”`;
}

function fixed(lines: readonly string[]): Section {
  return { head: lines, entries: [], tail: [], leftOut: () => "" };
}
