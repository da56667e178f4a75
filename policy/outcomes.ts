import type { Findings } from "./findings";
import type { Rule } from "./rule";
import { isWaived, type Waiver } from "./waivers";

/** How a rule went on a resource; `advised` is a breach of one that the configuration makes no more than advisory. */
export type Outcome = "passed" | "passed with unknowns" | "failed" | "waived" | "advised";

/** What a rule's findings amount to. */
export function outcomeOf(
  rule: Rule,
  findings: Findings,
  urn: string,
  waivers: readonly Waiver[],
  today: Date = new Date(),
): Outcome {
  const unknownFails = rule.whenUnknown === "fails" && findings.unknowns.length > 0;
  if (findings.breaches.length > 0 || unknownFails) {
    return isWaived(waivers, rule, urn, today) ? "waived" : "failed";
  }
  return findings.unknowns.length > 0 ? "passed with unknowns" : "passed";
}

/** What the rules said so far, for the one rule that asks whether every waiver is still of use. */
export class Outcomes {
  private readonly outcomes = new Map<string, Outcome>();

  /** Adds what a rule found; a resource that is judged twice keeps the worse of both. */
  add(rule: Rule, urn: string, findings: Findings): void {
    const key = `${rule.name} ${urn}`;
    const outcome = outcomeOf(rule, findings, urn, []);
    const before = this.outcomes.get(key);
    if (before === undefined || worst.indexOf(outcome) < worst.indexOf(before)) {
      this.outcomes.set(key, outcome);
    }
  }

  /** The outcomes of one rule, waivers left aside, by the URN of the resource. */
  of(ruleName: string): Map<string, Outcome> {
    const prefix = `${ruleName} `;
    return new Map(
      [...this.outcomes]
        .filter(([key]) => key.startsWith(prefix))
        .map(([key, outcome]) => [key.slice(prefix.length), outcome]),
    );
  }
}

const worst: readonly Outcome[] = ["failed", "passed with unknowns", "passed"];
