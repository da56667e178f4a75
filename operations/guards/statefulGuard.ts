import { type GuardName, guards } from "../../policy/guards";
import { isStateful } from "../../policy/statefulTypes";
import { isWaived, type Waiver } from "../../policy/waivers";
import type { Change } from "../changes/change";
import type { GuardFinding } from "../review/review";

const name: GuardName = "stateful-kept";
const waivable = guards.some((guard) => guard.name === name && guard.waivable);

/**
 * What holds data, or a name that can't be got back, and would be replaced or deleted: a failure unless a waiver of
 * `stateful-kept` for that resource holds today.
 */
export function judgeStateful(
  changes: readonly Change[],
  waivers: readonly Waiver[],
  today: Date = new Date(),
): GuardFinding[] {
  return changes.flatMap((change) => {
    const lost = change.operation === "replace" || change.operation === "delete";
    if (!lost || !isStateful(change.type)) return [];
    const because = change.properties.filter(({ replaces }) => replaces).map(({ path }) => path);
    const why = because.length > 0 ? ` because of ${because.join(", ")}` : "";
    return [
      {
        guard: name,
        message: `${change.name} (${change.type}) would be ${change.operation}d${why}, and what it holds would be lost`,
        mend:
          "Take the change back. If the loss is meant, and a backup is proven, give it a waiver of " +
          `${name} in policy/waivers.yaml.`,
        waived: isWaived(waivers, { name, waivable }, change.urn, today),
      },
    ];
  });
}
