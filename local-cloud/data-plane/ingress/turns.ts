import type { Backend } from "../part";

/**
 * Whose turn it is. Revisions take turns by their weights and replicas one after the other, so that shares are exact
 * from the first requests on; Container Apps draws lots, with the same shares in the long run.
 *
 * @see https://learn.microsoft.com/azure/container-apps/traffic-splitting
 */
export class Turns {
  /** What each revision is owed, by app and revision. */
  private readonly owed = new Map<string, Map<string, number>>();
  /** How many turns were taken, by app and revision. */
  private readonly taken = new Map<string, number>();

  /**
   * The revision whose turn it is.
   *
   * @param key Of the app.
   * @returns undefined when none has a weight.
   */
  revision(key: string, backends: readonly Backend[]): Backend | undefined {
    const owed = this.owed.get(key) ?? new Map<string, number>();
    const weighted = backends.filter(({ weight }) => weight > 0);
    const now = new Map(
      weighted.map(({ revisionName, weight }) => [
        revisionName,
        (owed.get(revisionName) ?? 0) + weight,
      ]),
    );
    const most = Math.max(...now.values());
    const next = weighted.find(({ revisionName }) => now.get(revisionName) === most);
    if (next === undefined) return undefined;
    const whole = weighted.reduce((sum, { weight }) => sum + weight, 0);
    this.owed.set(key, now.set(next.revisionName, most - whole));
    return next;
  }

  /** Ports of a revision's ready replicas, the one whose turn it is first and the others as they follow. */
  replicas(key: string, { revisionName, ports }: Backend): number[] {
    if (ports.length === 0) return [];
    const own = `${key}|${revisionName}`;
    const count = this.taken.get(own) ?? 0;
    this.taken.set(own, count + 1);
    const first = count % ports.length;
    return [...ports.slice(first), ...ports.slice(0, first)];
  }
}
