import path from "node:path";
import { evaluate } from "../../policy/evaluate";
import { readWaivers } from "../../policy/waivers";
import { recordedResources } from "../policy/recordedResources";
import { byRule, resourceName, worstOf } from "../policy/report";
import type { Program } from "../project";
import type { RuleResult } from "./review";

/**
 * What the rules say of what a preview or a state holds, with the waivers of the program.
 *
 * @param record What `pulumi preview --json --show-sames` or `pulumi stack export` wrote.
 */
export function ruleResults(record: string, { policyPack }: Program): RuleResult[] {
  const { resources } = recordedResources(record);
  const verdicts = evaluate(resources, readWaivers(path.join(policyPack, "waivers.yaml")));
  return byRule(verdicts).map(({ rule, of }) => {
    const worst = worstOf(of);
    return {
      rule: rule.name,
      severity: rule.severity,
      description: rule.description,
      outcome: worst === "passed with unknowns" ? "unknown" : worst,
      resources: of.length,
      onKnownValues: of.every(({ unknowns }) => unknowns.length === 0),
      messages: of
        .filter(({ outcome }) => outcome !== "passed")
        .flatMap((verdict) =>
          verdict.messages.map((message) => `${resourceName(verdict)}: ${message}`),
        ),
      mend: rule.remediationSteps,
      url: rule.url,
    };
  });
}
