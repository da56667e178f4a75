import type { Findings } from "./findings";
import { judgeAlone, judgeInStack } from "./judge";
import { withSecretsRead } from "./known";
import { type Outcome, outcomeOf, Outcomes } from "./outcomes";
import { defaultsOf, type Rule } from "./rule";
import { rules } from "./rules";
import { waiversInOrder } from "./rules/waiversInOrder";
import type { StackSubject } from "./subject";
import { messages, withUnknown } from "./toPolicy";
import { types } from "./types";
import type { Waiver } from "./waivers";

/** A resource as a state file or the report of a preview has it. */
export interface RecordedResource {
  readonly type: string;
  readonly urn: string;
  /** What the program asked for. */
  readonly inputs: unknown;
  /** What there is now, or will be as far as it is known. */
  readonly outputs: unknown;
  readonly protect: boolean;
  /** URNs of the resources that each input comes from. */
  readonly propertyDependencies: Readonly<Record<string, readonly string[]>>;
}

/** What one rule says of one resource. */
export interface Verdict {
  readonly rule: Rule;
  readonly urn: string;
  readonly outcome: Outcome;
  /** What is wrong, a sentence each. */
  readonly messages: readonly string[];
  /** Paths of values that weren't known. */
  readonly unknowns: readonly string[];
}

/** Settings of rules and their `enforcementLevel`, by the name of the rule, as CrossGuard's configuration has them. */
export type PolicySettings = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/**
 * Judges recorded resources by every rule, as the engine would: each on its own by its inputs, all together by
 * their outputs.
 *
 * @returns One verdict for every rule and resource that it applies to, in the order of rules.
 */
export function evaluate(
  resources: readonly RecordedResource[],
  waivers: readonly Waiver[] = [],
  settings: PolicySettings = {},
  today: Date = new Date(),
): Verdict[] {
  const asked = resources.map((resource) => subjectOf(resource, resource.inputs));
  const made = linked(resources);
  const outcomes = new Outcomes();
  const all = [...rules, waiversInOrder(rules, waivers, outcomes, () => today)];
  return all.flatMap((declared) => {
    const { enforcementLevel, ...given } = settings[declared.name] ?? {};
    if (enforcementLevel === "disabled") return [];
    const own = { ...defaultsOf(declared.settings), ...given };
    const rule = withUnknown(declared, own["whenUnknown"]);
    const found: (readonly [string, Findings])[] = [];
    for (const subject of asked) {
      const findings = judgeAlone(rule, subject, own);
      if (findings !== undefined) found.push([subject.urn, findings]);
    }
    for (const [{ urn }, findings] of judgeInStack(rule, made, own)) found.push([urn, findings]);
    return found.map(([urn, findings]) => {
      outcomes.add(rule, urn, findings);
      const outcome = outcomeOf(rule, findings, urn, waivers, today);
      const advised = outcome === "failed" && enforcementLevel === "advisory";
      return {
        rule,
        urn,
        outcome: advised ? "advised" : outcome,
        messages: messages(rule, findings),
        unknowns: findings.unknowns,
      };
    });
  });
}

function subjectOf({ type, urn, protect }: RecordedResource, recorded: unknown): StackSubject {
  const name = urn.split("::").at(-1) ?? "";
  // What the stack says of itself is judged by whether its secrets are marked.
  const props = type === types.stack ? recorded : withSecretsRead(recorded);
  return { type, urn, name, props, opts: { protect }, propertyDependencies: {} };
}

/** The resources with what their inputs come from, which may be any other of them. */
function linked(resources: readonly RecordedResource[]): StackSubject[] {
  const made = resources.map((resource) => {
    const propertyDependencies: Record<string, readonly StackSubject[]> = {};
    return { ...subjectOf(resource, resource.outputs), propertyDependencies };
  });
  const byUrn = new Map(made.map((subject) => [subject.urn, subject]));
  for (const [index, { propertyDependencies }] of resources.entries()) {
    for (const [property, urns] of Object.entries(propertyDependencies)) {
      const from = urns.flatMap((urn) => byUrn.get(urn) ?? []);
      const subject = made[index];
      if (subject !== undefined) subject.propertyDependencies[property] = from;
    }
  }
  return made;
}
