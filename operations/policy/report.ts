import type { Verdict } from "../../policy/evaluate";
import type { Outcome } from "../../policy/outcomes";
import type { Origin } from "./recordedResources";

/** What the rules say of a stack. */
export interface PolicyReport {
  readonly stack: string;
  readonly origin: Origin;
  readonly verdicts: readonly Verdict[];
}

/** Outcomes, the worst first. */
export const outcomes: readonly Outcome[] = [
  "failed",
  "advised",
  "waived",
  "passed with unknowns",
  "passed",
];

/** How often each outcome occurs. */
export function countsOf(verdicts: readonly Verdict[]): Record<Outcome, number> {
  const count = (outcome: Outcome) => verdicts.filter((one) => one.outcome === outcome).length;
  return {
    failed: count("failed"),
    advised: count("advised"),
    waived: count("waived"),
    "passed with unknowns": count("passed with unknowns"),
    passed: count("passed"),
  };
}

/** The worst outcome of each rule that had something to say, in the order of rules. */
export function byRule(verdicts: readonly Verdict[]): { rule: Verdict["rule"]; of: Verdict[] }[] {
  const rules = new Map<Verdict["rule"], Verdict[]>();
  for (const verdict of verdicts) {
    rules.set(verdict.rule, [...(rules.get(verdict.rule) ?? []), verdict]);
  }
  return [...rules].map(([rule, of]) => ({ rule, of }));
}

/** The worst of several outcomes. */
export function worstOf(verdicts: readonly Verdict[]): Outcome {
  return outcomes.find((outcome) => verdicts.some((one) => one.outcome === outcome)) ?? "passed";
}

/** Logical name of a resource. */
export function resourceName({ urn }: Verdict): string {
  return urn.split("::").at(-1) ?? urn;
}

/** `12 passed, 1 failed`, without what there is none of. */
export function summary(verdicts: readonly Verdict[]): string {
  const counts = countsOf(verdicts);
  const words = outcomes.flatMap((one) => (counts[one] === 0 ? [] : [`${counts[one]} ${one}`]));
  return words.length === 0 ? "nothing to judge" : words.join(", ");
}

/** 0: all is judged and keeps the rules; 1: something fails; 2: nothing fails, and not everything could be judged. */
export function exitCodeOf(verdicts: readonly Verdict[]): 0 | 1 | 2 {
  const counts = countsOf(verdicts);
  if (counts.failed > 0) return 1;
  return counts["passed with unknowns"] > 0 || verdicts.length === 0 ? 2 : 0;
}
