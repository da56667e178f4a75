import { guards } from "../guards";
import type { Outcomes } from "../outcomes";
import { rule, type Rule } from "../rule";
import { stackOf } from "../subject";
import { types } from "../types";
import {
  isExpired,
  isTooFarAhead,
  longestWaiverDays,
  matchesResource,
  type Waiver,
} from "../waivers";

/**
 * The rule about the waivers themselves. It must run after all others, because it asks what they said. Whether a
 * guard's waiver is still needed can't be told here: a guard judges a deployment, and its breach is over with it.
 *
 * @param rules The other rules.
 * @param outcomes What they said about the stack, waivers left aside.
 */
export function waiversInOrder(
  rules: readonly Rule[],
  waivers: readonly Waiver[],
  outcomes: Pick<Outcomes, "of">,
  today: () => Date = () => new Date(),
): Rule {
  return rule({
    name: "waivers-in-order",
    description: `Every waiver is for a rule or guard that takes one, lasts ${longestWaiverDays} days at most, has not expired, and is still needed.`,
    protects:
      "The list of known breaches, which is worth nothing once entries outlive their reason.",
    group: "platform",
    severity: "medium",
    remediationSteps:
      "Take the waiver out of policy/waivers.yaml, or agree on a new date with its owner.",
    url: "https://www.pulumi.com/docs/insights/policy/",
    whenUnknown: "judgedLater",
    waivable: false,
    inStack: (stack, about) => {
      for (const resource of stack.ofType(types.stack)) {
        about(resource, (findings) => {
          for (const waiver of waivers) {
            if (waiver.stack !== stackOf(resource)) continue;
            const wrong = fault(waiver);
            if (wrong === undefined) continue;
            findings.breach(
              `The waiver of ${waiver.rule} for ${waiver.resource} (owner: ${waiver.owner}) ${wrong}`,
            );
          }
        });
      }
    },
  });

  function fault(waiver: Waiver): string | undefined {
    const guard = guards.find(({ name }) => name === waiver.rule);
    const waived = guard ?? rules.find(({ name }) => name === waiver.rule);
    if (waived === undefined) return "names no rule of this pack, and no guard.";
    if (!waived.waivable) {
      return `is for a ${guard === undefined ? "rule" : "guard"} that can't be waived.`;
    }
    if (isExpired(waiver, today())) return `expired after ${waiver.expires}.`;
    if (isTooFarAhead(waiver, today())) {
      return `expires on ${waiver.expires}; that must be at most ${longestWaiverDays} days ahead.`;
    }
    if (guard !== undefined) return undefined;
    const outcome = [...outcomes.of(waiver.rule)].find(([urn]) => matchesResource(waiver, urn));
    if (outcome === undefined) return "is of no use: the rule has nothing to say about it.";
    return outcome[1] === "passed"
      ? "is of no use any more: the resource keeps the rule."
      : undefined;
  }
}
