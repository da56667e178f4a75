import path from "node:path";
import { evaluate } from "../../policy/evaluate";
import { readWaivers } from "../../policy/waivers";
import { recordedResources } from "../policy/recordedResources";
import { byRule, resourceName, worstOf } from "../policy/report";
import type { Program } from "../project";
import type { RuleResult } from "./review";

/**
 * What the rules say of what previews and states hold, with the waivers of the program.
 *
 * @param records What `pulumi preview --json --show-sames` or `pulumi stack export` wrote. Of a resource that several
 * have, the last one counts.
 */
export function ruleResults(records: readonly string[], { policyPack }: Program): RuleResult[] {
  const resources = new Map(
    records
      .flatMap((record) => recordedResources(record).resources)
      .map((resource) => [resource.urn, resource]),
  );
  const verdicts = evaluate(
    [...resources.values()],
    readWaivers(path.join(policyPack, "waivers.yaml")),
  );
  return byRule(verdicts).map(({ rule, of }) => {
    const worst = worstOf(of);
    return {
      rule: rule.name,
      severity: rule.severity,
      description: rule.description,
      outcome: worst === "passed with unknowns" ? "unknown" : worst,
      resources: of.length,
      onKnownValues: of.every(({ unknowns }) => unknowns.length === 0),
      unknowns: of.flatMap((verdict) =>
        verdict.unknowns.map((property) => `${resourceName(verdict)}: ${property}`),
      ),
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
