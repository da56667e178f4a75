import type { Target } from "../deploy/target";
import type { GuardCheck } from "../guards/guardResult";
import { migrationsGuard } from "../guards/migrationsGuard";
import type { Place } from "../place";
import type { Release } from "../releases/release";
import { judgeCertificates } from "./certificates";

/** What is asked before an earlier release is deployed again, beside what is asked of every deployment. */
export function rollbackGuards(
  place: Place,
  target: Target,
  { of, since }: { readonly of: Release; readonly since: readonly Release[] },
): GuardCheck[] {
  return [
    migrationsGuard(of, since),
    { guard: "certificates", run: () => judgeCertificates(place, target) },
  ];
}
