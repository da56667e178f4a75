import { stackStorage } from "../backend/stackStorage";
import { diffReleases, type ReleaseDiff } from "./diffReleases";
import { diffText } from "./diffText";
import { releaseNumber } from "./releaseNumber";
import { ReleaseStore } from "./releaseStore";

/** What `ftl diff` is told. */
export interface DiffOptions {
  readonly local?: boolean;
  readonly json?: boolean;
}

/** `ftl diff <stack> A B` */
export async function showDiff(
  stack: string,
  before: string,
  after: string,
  { local = false, json = false }: DiffOptions,
): Promise<number> {
  const storage = await stackStorage(stack, local);
  const store = new ReleaseStore(storage, stack);
  const [old, now] = await Promise.all([
    releaseNumber(store, before).then((number) => store.get(number)),
    releaseNumber(store, after).then((number) => store.get(number)),
  ]);
  const diff = await diffReleases(storage, old, now);
  process.stdout.write(json ? `${JSON.stringify(diff, undefined, 2)}\n` : diffText(diff));
  return exitCodeOf(diff);
}

/** 0 all was compared, 2 when something can't be told. */
export function exitCodeOf({ commits, settings, resources }: ReleaseDiff): number {
  return [commits, settings, resources].some((part) => "cannotTell" in part) ? 2 : 0;
}
