import { DefaultAzureCredential } from "@azure/identity";
import { hostnamePhase, phases, publicAppNames } from "../../settings";
import { azureVault } from "../certificate/azureVault";
import { localVault } from "../certificate/localVault";
import { type VaultCertificate, vaultCertificates, vaultNameOf } from "../certificate/names";
import type { CertificateVault } from "../certificate/places";
import type { DeployedSettings, Target } from "../deploy/target";
import type { GuardCheck, GuardResult } from "../guards/guardResult";
import type { Place } from "../place";
import type { Release } from "../releases/release";

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
export function judgeMigrations(of: Release, since: readonly Release[]): GuardResult {
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

/** Whether the certificates are in the vault that the release's hostnames are bound with. */
async function judgeCertificates(place: Place, target: Target): Promise<GuardResult[]> {
  const guard = "certificates";
  const needed = boundCertificates(target.settings);
  if (needed.length === 0) {
    return [
      {
        guard,
        subject: "vault",
        outcome: "pass",
        seen: "the release binds no certificate of the vault",
      },
    ];
  }
  const { vault, now } = vaultOf(place, target);
  return Promise.all(
    needed.map(async ({ hostname, secretName }): Promise<GuardResult> => {
      const found = await vault.certificate(secretName);
      const subject = `certificate of ${hostname}`;
      const mend = `npx ftl certificate issue ${target.stack}${place.kind === "local" ? " --local" : ""}`;
      if (found === undefined) {
        return { guard, subject, outcome: "fail", seen: "it is not in the vault any more", mend };
      }
      const expires = new Date(found.validTo);
      return expires > now
        ? {
            guard,
            subject,
            outcome: "pass",
            seen: `holds until ${expires.toISOString().slice(0, 10)}`,
          }
        : {
            guard,
            subject,
            outcome: "fail",
            seen: `expired on ${expires.toISOString().slice(0, 10)}`,
            mend,
          };
    }),
  );
}

/** Those of the vault's certificates that a stack in this phase has bound. */
function boundCertificates({ hostnames, phase }: DeployedSettings): VaultCertificate[] {
  const bound = publicAppNames
    .flatMap((app) => hostnames[app])
    .filter((name) => phases.indexOf(hostnamePhase(phase, name)) >= phases.indexOf("bind"))
    .map(({ name }) => name);
  return vaultCertificates({ hostnames }).filter(({ hostname }) => bound.includes(hostname));
}

function vaultOf(
  place: Place,
  { stack, settings }: Target,
): { vault: CertificateVault; now: Date } {
  const name = vaultNameOf(stack, settings);
  if (place.local === undefined) {
    return { vault: azureVault(name, new DefaultAzureCredential()), now: new Date() };
  }
  const { cloud } = place.local;
  if (cloud === undefined) {
    throw new Error(
      "The vault of a local cloud that another process runs can't be looked into: end 'ftl local serve' first.",
    );
  }
  return { vault: localVault(cloud, { name, stack }, () => undefined), now: cloud.clock.now() };
}
