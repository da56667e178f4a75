import { Refusal } from "../refusal";
import type { Release } from "../releases/release";

/**
 * The release that a rollback goes back to.
 *
 * Without a number it is the last one that succeeded before the present one and left another state; and after a rollback
 * that didn't come to its end, the one that it was going to, so that the same command goes on with it. After one that did,
 * a number is asked for: the command given twice must not bring the bad release back.
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
  if (present.kind === "rollback" && present.result === "succeeded") {
    throw new Refusal(
      `Release ${present.number} is a rollback itself, to release ${present.of}: what was left may have been left for a reason. ` +
        "Say which is meant: --to <number>; --list shows what each would change.",
    );
  }
  const before = releases.findLast(
    (release) =>
      release.result === "succeeded" &&
      release.number < present.number &&
      // The same deployed twice is no way back; what was cut short may have changed nothing yet.
      !(present.result === "succeeded" && release.stateHash === present.stateHash),
  );
  if (before !== undefined) return before;
  throw new Refusal(
    `No release of ${stack} before ${Number.isFinite(present.number) ? `release ${present.number}` : "the one that is under way"} succeeded and left another state: there is nothing to go back to.`,
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
