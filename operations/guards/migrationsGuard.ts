import type { Release } from "../releases/release";
import type { GuardCheck, GuardResult } from "./guardResult";

const guard = "migrations";

/** Asks whether code can read what the migrations of other releases have left, of killed ones too. */
export function migrationsGuard(
  of: Pick<Release, "migrations">,
  others: readonly Release[],
): GuardCheck {
  return { guard, run: async () => [judgeMigrations(of, others)] };
}

/** Whether the older code can read what the migrations since then have left. */
export function judgeMigrations(
  of: Pick<Release, "migrations">,
  since: readonly Release[],
): GuardResult {
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
    seen: `${Number.isFinite(beyond.number) ? `release ${beyond.number}` : "the deployment that is under way, or was killed,"} brought migration ${latest}, which only code of ${readableSince} or newer can read`,
    mend: "Go forward with a mend instead; or restore the database to before it: npx ftl restore.",
  };
}
