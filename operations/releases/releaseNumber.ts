import { Refusal } from "../refusal";
import type { ReleaseStore } from "./releaseStore";

/**
 * The number of the release that somebody names: `12`, `latest`, `latest-1`.
 *
 * @throws Refusal when there is no such release, or when it is no name of one.
 */
export async function releaseNumber(store: ReleaseStore, name: string): Promise<number> {
  const numbers = await store.numbers();
  const plain = /^\d+$/.test(name) ? Number(name) : undefined;
  const latest = /^latest(?:-(\d+))?$/.exec(name);
  if (plain !== undefined && numbers.includes(plain)) return plain;
  const found = latest === null ? undefined : numbers.at(-1 - Number(latest[1] ?? 0));
  if (found !== undefined) return found;
  const known =
    numbers.length === 0
      ? "there is none yet"
      : `there are ${numbers.length}, ${numbers[0]} to ${numbers.at(-1)}`;
  throw new Refusal(
    `There is no release '${name}': ${known}. Name one by its number, or as latest, latest-1, …`,
  );
}
