import { groups, type Rule } from "../../policy/rule";
import { rules } from "../../policy/rules";

/** What the list calls each part of the topology. */
const titles: Readonly<Record<Rule["group"], string>> = {
  dns: "DNS and certificates",
  apps: "Apps",
  data: "Data",
  platform: "The rest",
};

/** All rules for a person at a terminal: a line each. */
export function ruleTable(): string {
  const width = Math.max(...rules.map(({ name }) => name.length));
  const lines = groups.flatMap((group) => [
    titles[group],
    ...rules
      .filter((rule) => rule.group === group)
      .map(
        (rule) => `  ${rule.name.padEnd(width)}  ${rule.severity.padEnd(8)}  ${rule.description}`,
      ),
  ]);
  return `${lines.join("\n")}\n`;
}

/** All rules for other programs. */
export function ruleJson(): string {
  const content = rules.map((rule) => ({
    name: rule.name,
    group: rule.group,
    severity: rule.severity,
    description: rule.description,
    protects: rule.protects,
    remediationSteps: rule.remediationSteps,
    url: rule.url,
    whenUnknown: rule.whenUnknown,
    waivable: rule.waivable,
    settings: rule.settings ?? {},
  }));
  return `${JSON.stringify(content, undefined, 2)}\n`;
}

/** All rules as a page: `docs/policies.md` is what this returns. */
export function rulePage(): string {
  const sections = groups.flatMap((group) => [
    `## ${titles[group]}`,
    "",
    ...rules.filter((rule) => rule.group === group).flatMap(section),
  ]);
  return [
    "# The rules of the policy pack",
    "",
    "Made by `npx ftl policy list --format markdown`; a test compares it with the rules.",
    "",
    `${rules.length} rules, and one about their waivers. Each fails a preview or an update that breaks it. ` +
      "A value that a preview doesn't know is either a failure, or left to the update. A rule about one resource " +
      "is judged before the update writes it. A rule about what resources say of each other is judged after the " +
      "update has written all of them: it reports a breach that it can't prevent.",
    "",
    ...sections,
  ].join("\n");
}

function section(rule: Rule): string[] {
  const settings = Object.entries(rule.settings ?? {}).map(
    ([key, setting]) =>
      `- \`${key}\`: ${setting.description} Default: \`${JSON.stringify(setting.default)}\`.`,
  );
  return [
    `### ${rule.name}`,
    "",
    `${rule.description} Severity: ${rule.severity}.`,
    "",
    `- Protects: ${rule.protects}`,
    `- Mend: ${rule.remediationSteps}`,
    `- A value that isn't known in a preview: ${whenUnknown(rule)}.`,
    `- Waivers: ${rule.waivable ? "yes" : "none"}.`,
    `- Source: <${rule.url}>`,
    ...(settings.length === 0 ? [] : ["", "Settings:", "", ...settings]),
    "",
  ];
}

function whenUnknown(rule: Rule): string {
  if (rule.whenUnknown === "fails") return "the preview fails";
  return rule.inStack === undefined
    ? "the update judges it before it writes the resource"
    : "the update judges it after it has written all resources";
}
