import type { Target } from "../deploy/target";
import type { GuardCheck, GuardResult } from "../guards/guardResult";
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
    { guard: "migrations", run: async () => [judgeMigrations(of, since)] },
    { guard: "certificates", run: () => judgeCertificates(place, target) },
  ];
}

/** Whether the older code can read what the migrations since then have left. */
export function judgeMigrations(
  of: Pick<Release, "migrations">,
  since: readonly Release[],
): GuardResult {
  const guard = "migrations";
  const subject = `code of migration ${of.migrations.latest}`;
  // Also one that failed may have run its migrations.
  const beyond = since.find(({ migrations }) => migrations.readableSince > of.migrations.latest);
  if (beyond === undefined) {
    const newest = Math.max(
      of.migrations.latest,
      ...since.map(({ migrations }) => migrations.latest),
    );
    return {
      guard,
      subject,
      outcome: "pass",
      seen: `can read the database after migration ${newest}`,
    };
  }
  const { latest, readableSince } = beyond.migrations;
  return {
    guard,
    subject,
    outcome: "fail",
    seen: `release ${beyond.number} brought migration ${latest}, which only code of ${readableSince} or newer can read`,
    mend: "Go forward with a mend instead; or restore the database to before it: npx ftl restore.",
  };
}
