import type { Release } from "../releases/release";
import type { ReleaseStore } from "../releases/releaseStore";
import type { UnderWay } from "./underWay";

/** Every release of a stack, and the one that is under way or was killed: it may have run its migrations already. */
export async function everyRelease({
  releases,
  underWay,
}: {
  readonly releases: ReleaseStore;
  readonly underWay: UnderWay;
}): Promise<Release[]> {
  const begun = await underWay.begun();
  const all = await releases.list();
  return begun === undefined ? all : [...all, begun];
}
