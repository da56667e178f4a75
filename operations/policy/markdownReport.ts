import type { Verdict } from "../../policy/evaluate";
import { escaped } from "../markdown";
import { byRule, type PolicyReport, resourceName, summary, worstOf } from "./report";

/** A report for a comment on a change: what fails in full, the rest as a table that can be opened. */
export function markdownReport({ stack, origin, verdicts }: PolicyReport): string {
  const failed = verdicts.filter(({ outcome }) => outcome === "failed");
  const rows = byRule(verdicts).map(
    ({ rule, of }) =>
      `| ${rule.name} | ${rule.severity} | ${of.length} | ${worstOf(of)} | ${
        of.some(({ unknowns }) => unknowns.length > 0) ? "no" : "yes"
      } |`,
  );
  return [
    `### Policy: ${stack}`,
    "",
    `${summary(verdicts)} (judged by its ${origin}).`,
    "",
    ...failed.flatMap(failure),
    "<details><summary>All rules</summary>",
    "",
    "| rule | severity | resources | outcome | on known values |",
    "| --- | --- | --: | --- | --- |",
    ...rows,
    "",
    "</details>",
    "",
  ].join("\n");
}

function failure(verdict: Verdict): string[] {
  const { rule, messages } = verdict;
  return [
    `- **${rule.name}** (${rule.severity}), ${escaped(resourceName(verdict))}: ${escaped(rule.description)}`,
    ...messages.map((message) => `  - ${escaped(message.replaceAll("\n", " "))}`),
    `  - Mend: ${escaped(rule.remediationSteps)} ([source](${rule.url}))`,
    "",
  ];
}
