import type { Policies, ResourceValidationPolicy, StackValidationPolicy } from "@pulumi/policy";
import type { Findings } from "./findings";
import { judgeAlone, judgeInStack } from "./judge";
import type { Outcomes } from "./outcomes";
import { defaultsOf, type Rule, type SettingsSchema } from "./rule";
import { isWaived, type Waiver } from "./waivers";

/** Setting of every rule: what follows from a value that a preview doesn't know. */
export function unknownSetting({ whenUnknown }: Rule): SettingsSchema {
  return {
    whenUnknown: {
      type: "string",
      enum: ["fails", "judgedLater"],
      default: whenUnknown,
      description:
        "Whether a preview fails when it doesn't know a value, or leaves it to the update. That judges a resource on its own before it writes it, and resources together after it has written all.",
    },
  };
}

/** A rule as CrossGuard runs it. What it said of each resource goes into the outcomes. */
export function toPolicy(
  declared: Rule,
  waivers: readonly Waiver[],
  outcomes: Outcomes,
): Policies[number] {
  const schema = { ...declared.settings, ...unknownSetting(declared) };
  const configured = (settings: Readonly<Record<string, unknown>>) => {
    const all = { ...defaultsOf(schema), ...settings };
    return { settings: all, rule: withUnknown(declared, all["whenUnknown"]) };
  };
  const tell = (rule: Rule, urn: string, findings: Findings, report: (text: string) => void) => {
    outcomes.add(rule, urn, findings);
    if (isWaived(waivers, rule, urn)) return;
    for (const message of messages(rule, findings)) report(message);
  };
  const policy = {
    name: declared.name,
    description: declared.description,
    enforcementLevel: "mandatory",
    severity: declared.severity,
    remediationSteps: declared.remediationSteps,
    url: declared.url,
    tags: [declared.group],
    configSchema: { properties: schema },
  } as const;
  const alone: Partial<ResourceValidationPolicy> = {
    validateResource: (args, report) => {
      const { rule, settings } = configured(args.getConfig());
      const findings = judgeAlone(rule, args, settings);
      if (findings !== undefined) tell(rule, args.urn, findings, report);
    },
  };
  const inStack: Partial<StackValidationPolicy> = {
    validateStack: (args, report) => {
      const { rule, settings } = configured(args.getConfig());
      for (const [{ urn }, findings] of judgeInStack(rule, args.resources, settings)) {
        tell(rule, urn, findings, (message) => report(message, urn));
      }
    },
  };
  return {
    ...policy,
    tags: [...policy.tags],
    ...(declared.alone && alone),
    ...(declared.inStack && inStack),
  } as Policies[number];
}

/** What a rule reports: its breaches, and what it couldn't know where that counts as one. */
export function messages(rule: Rule, { breaches, unknowns }: Findings): string[] {
  if (rule.whenUnknown === "judgedLater") return breaches;
  return [
    ...breaches,
    ...unknowns.map(
      (path) =>
        `${path} is not known in a preview, so that nobody can tell whether it is right. Write the value out.`,
    ),
  ];
}

/** A rule with another answer to what it can't know, if one is configured. */
export function withUnknown(rule: Rule, whenUnknown: unknown): Rule {
  return whenUnknown === "fails" || whenUnknown === "judgedLater" ? { ...rule, whenUnknown } : rule;
}
