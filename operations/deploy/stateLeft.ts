import type { BackendStorage } from "../backend/backendStorage";
import { type PulumiUpdate, pulumiUpdates } from "../releases/history";
import { outputsOf } from "../releases/outputsOf";
import type { Release } from "../releases/release";
import { stateHash } from "../releases/stableState";
import { type StateResource, stateOf } from "../releases/stateOf";

/** What a deployment left behind, as its release record has it. */
export type StateLeft = Pick<Release, "stateHash" | "checkpoint" | "tally" | "records">;

/** The same, with the update itself, and what it says is there. */
export interface Left {
  readonly update: PulumiUpdate | undefined;
  readonly resources: readonly StateResource[];
  readonly left: StateLeft;
}

const nothing: StateLeft = { stateHash: "", checkpoint: "", tally: {}, records: [] };

/** Pulumi's times have no fractions of a second. */
const roundedMs = 1000;

/**
 * What the update left that a deployment began; nothing when it was killed, or ended before it changed anything. An
 * update that had begun before is somebody else's.
 *
 * @param startedAt When the deployment began, ISO 8601.
 */
export async function stateLeft(
  storage: BackendStorage,
  stack: string,
  startedAt: string,
): Promise<Left> {
  const update = (await pulumiUpdates(storage, stack, 1)).at(-1);
  const since = Date.parse(startedAt) - roundedMs;
  if (update === undefined || update.kind !== "update" || Date.parse(update.startedAt) < since) {
    return { left: nothing, resources: [], update: undefined };
  }
  const text = await storage.read(update.checkpoint);
  if (text === undefined) return { left: nothing, resources: [], update };
  const { resources } = stateOf(text, update.checkpoint);
  const left = {
    stateHash: stateHash(resources),
    checkpoint: update.checkpoint,
    tally: update.tally,
    records: outputsOf(resources).records ?? [],
  };
  return { left, resources, update };
}
