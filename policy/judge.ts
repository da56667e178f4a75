import { Findings } from "./findings";
import { defaultsOf, type Rule } from "./rule";
import { StackView } from "./stackView";
import type { StackSubject, Subject } from "./subject";
import { isType } from "./types";

/** What a rule says of a resource on its own; nothing when it doesn't apply to it. */
export function judgeAlone(
  rule: Rule,
  subject: Subject,
  settings: Readonly<Record<string, unknown>> = defaultsOf(rule.settings),
): Findings | undefined {
  if (rule.alone === undefined) return undefined;
  if (rule.types?.some((token) => isType(token, subject.type)) === false) return undefined;
  const findings = new Findings();
  let applies = true;
  findings.check(() => {
    applies = rule.appliesTo?.(subject, settings) ?? true;
    if (applies) rule.alone?.(subject, findings, settings);
  });
  return applies ? findings : undefined;
}

/** What a rule says of the resources of a stack by what they say about each other. */
export function judgeInStack(
  rule: Rule,
  resources: readonly StackSubject[],
  settings: Readonly<Record<string, unknown>> = defaultsOf(rule.settings),
): Map<StackSubject, Findings> {
  const all = new Map<StackSubject, Findings>();
  rule.inStack?.(
    new StackView(resources),
    (resource, judge) => {
      const findings = all.get(resource) ?? new Findings();
      all.set(resource, findings);
      findings.check(() => judge(findings));
    },
    settings,
  );
  return all;
}
