import { Refusal } from "../refusal";
import type { Release } from "../releases/release";

/**
 * The release that a rollback goes back to.
 *
 * Without a number it is the last one that succeeded before the present one; and after a rollback that didn't come to its
 * end, the one that it was going to, so that the same command goes on with it.
 *
 * @param releases Of one stack, the first one first.
 * @throws Refusal when there is none, or when the one that is named did not succeed.
 */
export function chooseRelease(releases: readonly Release[], number: number | undefined): Release {
  const stack = releases[0]?.stack ?? "the stack";
  const present = releases.at(-1);
  if (present === undefined) {
    throw new Refusal(
      "There is no release yet: nothing to go back to. 'ftl deploy' makes releases.",
    );
  }
  if (number !== undefined) return named(releases, number);
  if (present.kind === "rollback" && present.result !== "succeeded" && present.of !== undefined) {
    return named(releases, present.of);
  }
  const before = releases.findLast(
    (release) => release.result === "succeeded" && release.number < present.number,
  );
  if (before !== undefined) return before;
  throw new Refusal(
    `No release of ${stack} before release ${present.number} succeeded: there is nothing to go back to.`,
  );
}

function named(releases: readonly Release[], number: number): Release {
  const release = releases.find((one) => one.number === number);
  if (release === undefined) {
    const numbers = releases.map((one) => one.number).join(", ");
    throw new Refusal(`There is no release ${number}. There are: ${numbers}.`);
  }
  if (release.result === "succeeded") return release;
  throw new Refusal(
    `Release ${number} ${release.result === "failed" ? "failed" : "was interrupted"}: only one that succeeded can be deployed again.`,
  );
}
