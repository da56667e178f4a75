import { countsOf, type PolicyReport } from "./report";

/** A report for other programs: every rule and resource. */
export function jsonReport({ stack, origin, verdicts }: PolicyReport): string {
  const content = {
    stack,
    origin,
    counts: countsOf(verdicts),
    verdicts: verdicts.map(({ rule, urn, outcome, messages, unknowns }) => ({
      rule: rule.name,
      severity: rule.severity,
      urn,
      outcome,
      onKnownValues: unknowns.length === 0,
      messages,
      unknowns,
    })),
  };
  return `${JSON.stringify(content, undefined, 2)}\n`;
}
