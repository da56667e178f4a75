import { byRule, type PolicyReport, resourceName, summary, worstOf } from "./report";

/** A report for a person at a terminal: a line a rule, and under it what is not in order. */
export function tableReport({ stack, origin, verdicts }: PolicyReport): string {
  const rules = byRule(verdicts);
  const width = Math.max(0, ...rules.map(({ rule }) => rule.name.length));
  const lines = rules.flatMap(({ rule, of }) => {
    const line = `${rule.name.padEnd(width)}  ${rule.severity.padEnd(8)}  ${String(of.length).padStart(3)}  ${worstOf(of)}`;
    const details = of
      .filter(({ outcome }) => outcome !== "passed")
      .flatMap((verdict) => {
        const texts = verdict.messages.length > 0 ? verdict.messages : verdict.unknowns;
        return texts.map((text) => `    ${resourceName(verdict)}: ${text.split("\n")[0] ?? ""}`);
      });
    return [line, ...details];
  });
  return [`${stack}, judged by its ${origin}`, ...lines, summary(verdicts), ""].join("\n");
}
