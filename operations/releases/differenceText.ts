import type { StateComparison } from "./compareStates";

/** What differs between two states, in one line: each resource, with the paths of what differs. */
export function differenceText({ onlyBefore, onlyAfter, changed }: StateComparison): string {
  return [
    ...onlyBefore.map(({ name }) => `${name} (gone)`),
    ...onlyAfter.map(({ name }) => `${name} (new)`),
    ...changed.map(
      ({ name, differences }) => `${name} (${differences.map(({ path }) => path).join(", ")})`,
    ),
  ].join("; ");
}
