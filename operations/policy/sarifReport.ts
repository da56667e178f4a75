import type { Severity } from "@pulumi/policy";
import type { Verdict } from "../../policy/evaluate";
import { byRule, type PolicyReport, resourceName } from "./report";

/** Severity as GitHub's code scanning ranks it. @see https://docs.github.com/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning */
const ranks: Readonly<Record<Severity, { score: string; level: "error" | "warning" | "note" }>> = {
  critical: { score: "9.5", level: "error" },
  high: { score: "8.0", level: "error" },
  medium: { score: "5.5", level: "warning" },
  low: { score: "2.0", level: "note" },
};

/**
 * A report for code scanning: a result for each breach, at the stack file, with a fingerprint that stays the same
 * while the breach does. A waived one is a suppressed result.
 *
 * @see https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
 */
export function sarifReport({ stack, verdicts }: PolicyReport): string {
  const rules = byRule(verdicts).map(({ rule }) => rule);
  const broken = verdicts.filter(({ outcome }) => !outcome.startsWith("passed"));
  const sarif = {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: {
          driver: {
            name: "ftl-policy",
            informationUri: "https://www.pulumi.com/docs/insights/policy/",
            rules: rules.map((rule) => ({
              id: rule.name,
              shortDescription: { text: rule.description },
              fullDescription: { text: rule.protects },
              help: { text: rule.remediationSteps },
              helpUri: rule.url,
              defaultConfiguration: { level: ranks[rule.severity].level },
              properties: { "security-severity": ranks[rule.severity].score, tags: [rule.group] },
            })),
          },
        },
        results: broken.flatMap((verdict) => resultsOf(verdict, stack, rules)),
      },
    ],
  };
  return `${JSON.stringify(sarif, undefined, 2)}\n`;
}

function resultsOf(verdict: Verdict, stack: string, rules: readonly Verdict["rule"][]) {
  const { rule, urn, outcome, messages } = verdict;
  return messages.map((message, index) => ({
    ruleId: rule.name,
    ruleIndex: rules.indexOf(rule),
    level: outcome === "advised" ? "note" : ranks[rule.severity].level,
    message: { text: `${resourceName(verdict)}: ${message}` },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: `Pulumi.${stack}.yaml` },
          region: { startLine: 1 },
        },
        logicalLocations: [{ fullyQualifiedName: urn, kind: "resource" }],
      },
    ],
    partialFingerprints: { "ruleAndResource/v1": `${rule.name} ${urn} ${index}` },
    ...(outcome === "waived" && {
      suppressions: [{ kind: "external", justification: "policy/waivers.yaml" }],
    }),
  }));
}
