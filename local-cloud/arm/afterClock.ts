import type { ArmCloud } from "./armCloud";
import { modelledTypes } from "./types";

/**
 * Lets time do its work on every resource: renewals, rotations. Call it when the clock has moved, and once when a
 * kept state is opened; commit the state afterwards.
 */
export function afterClock(cloud: ArmCloud): void {
  for (const { type, onClock } of modelledTypes()) {
    if (onClock === undefined) continue;
    for (const resource of cloud.list(type)) resource.kept = onClock({ resource, cloud });
  }
}
