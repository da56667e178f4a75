import { types } from "../../policy/types";
import type { BackendStorage } from "../backend/backendStorage";
import { stackHistory } from "../releases/history";
import type { Release } from "../releases/release";
import { type StateResource, stateOf } from "../releases/stateOf";
import type { EarlierUpdate } from "./fastChoice";

/** An earlier update that Pulumi has kept. */
export interface KeptUpdate extends EarlierUpdate {
  /** Undefined for one that was no release. */
  readonly release: Release | undefined;
}

/** Updates that are looked at, the last ones. More than that nobody goes back to without a build. */
const most = 10;

/**
 * Updates that succeeded, the newest first, with the revision of each app that each of them left. One whose state is
 * gone from the history is left out, as is one whose release failed.
 */
export async function keptUpdates(storage: BackendStorage, stack: string): Promise<KeptUpdate[]> {
  const entries = await stackHistory(storage, stack, most);
  const kept = await Promise.all(
    entries.toReversed().map(async ({ update, release }): Promise<KeptUpdate[]> => {
      if (update?.kind !== "update" || update.result !== "succeeded") return [];
      // Pulumi is content with an update whose revisions never ran; the release isn't.
      if (release !== undefined && release.result !== "succeeded") return [];
      const text = await storage.read(update.checkpoint);
      if (text === undefined) return [];
      const name =
        release === undefined
          ? `the update of ${update.endedAt.slice(0, 16).replace("T", " ")}`
          : `release ${release.number}`;
      return [
        { name, release, revisions: latestRevisions(stateOf(text, update.checkpoint).resources) },
      ];
    }),
  );
  return kept.flat();
}

/** By the container app's name, the newest revision that Azure named when the app was written or read last. */
function latestRevisions(resources: readonly StateResource[]): Record<string, string> {
  return Object.fromEntries(
    resources.flatMap(({ type, outputs }) => {
      const { name, latestRevisionName } = outputs;
      return type === types.containerApp &&
        typeof name === "string" &&
        typeof latestRevisionName === "string"
        ? [[name, latestRevisionName] as const]
        : [];
    }),
  );
}
