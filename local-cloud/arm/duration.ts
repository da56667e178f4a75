import type { ResourceType } from "./resourceType";

/**
 * How long a service takes for a change of a resource of a type, in seconds; 0 where no figure is known.
 *
 * The services promise none. Where the source of a figure is the log of a test, it was seen there; where it is a page
 * that says how the change is made, it is an estimate.
 */
export function secondsFor(
  model: ResourceType | undefined,
  change: "create" | "update" | "delete",
): number {
  const { duration } = model ?? {};
  if (duration === undefined) return 0;
  return duration[change] ?? (change === "update" ? duration.create : 0);
}
