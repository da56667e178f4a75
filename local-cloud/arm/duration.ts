import type { ResourceType } from "./resourceType";

/** How long a service takes for a change of a resource of a type, in seconds; 0 where no figure is known. */
export function secondsFor(
  model: ResourceType | undefined,
  change: "create" | "update" | "delete",
): number {
  const { duration } = model ?? {};
  if (duration === undefined) return 0;
  return duration[change] ?? (change === "update" ? duration.create : 0);
}
