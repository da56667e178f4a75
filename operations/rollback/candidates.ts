import { areEqual, compareStates } from "../releases/compareStates";
import type { Release } from "../releases/release";
import { type StateResource, stateOf } from "../releases/stateOf";
import type { Deployment } from "../deploy/deployment";
import { table } from "../table";

/** A release that can be gone back to, and what that would change. */
export interface Candidate {
  readonly release: Release;
  /** In words; a release whose state is gone says so. */
  readonly changes: string;
}

/**
 * The releases that succeeded, the newest first, each compared with what is deployed now.
 *
 * @param present The resources that are deployed now.
 */
export async function candidates(
  { storage, releases }: Deployment,
  present: readonly StateResource[],
): Promise<Candidate[]> {
  const succeeded = (await releases.list()).filter(({ result }) => result === "succeeded");
  return Promise.all(
    succeeded.toReversed().map(async (release) => {
      const text = await storage.read(release.checkpoint);
      if (text === undefined)
        return { release, changes: "unknown: its state is gone from the history" };
      const comparison = compareStates(present, stateOf(text, release.checkpoint).resources);
      if (areEqual(comparison)) return { release, changes: "nothing" };
      const { onlyBefore, onlyAfter, changed } = comparison;
      const words = [
        changed.length > 0 ? `changes ${changed.map(({ name }) => name).join(", ")}` : "",
        onlyAfter.length > 0 ? `makes ${onlyAfter.map(({ name }) => name).join(", ")}` : "",
        onlyBefore.length > 0 ? `deletes ${onlyBefore.map(({ name }) => name).join(", ")}` : "",
      ];
      return { release, changes: words.filter(Boolean).join("; ") };
    }),
  );
}

/** The candidates for a person. */
export function candidateTable(found: readonly Candidate[]): string {
  const rows = found.map(({ release, changes }) => [
    String(release.number),
    release.endedAt.slice(0, 16).replace("T", " "),
    release.commit.sha.slice(0, 8),
    release.commit.title,
    changes,
  ]);
  const heading = ["release", "ended (UTC)", "commit", "title", "going back to it"];
  return `${table(rows, { heading }).join("\n")}\n`;
}
