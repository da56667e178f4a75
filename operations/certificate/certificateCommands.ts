import { printJson } from "../printJson";
import { Refusal } from "../refusal";
import { managedStatus } from "./managed";
import { managedNames, vaultCertificates, type ManagedName, type VaultCertificate } from "./names";
import { obtainAll, statuses, type Outcome } from "./obtain";
import { stackSettings } from "../stackSettings";
import {
  exitCodeOf,
  orUnknown,
  type CertificateState,
  type CertificateStatus,
  type CertifiedName,
} from "./state";
import type { OpenWorkplace, WorkplaceOptions } from "./workplace";

/** What a person asked for. */
export interface CertificateOptions {
  /** On the local cloud. */
  readonly local?: true;
  /** Print JSON. */
  readonly json?: true;
  /** These hostnames only. */
  readonly name?: string[];
  /** Days before its end from which a certificate in the vault is due. */
  readonly days: number;
  readonly directory?: string;
  readonly directoryCa?: string;
  readonly dnsPort: number;
}

/** States in which each command obtains a new certificate. */
const toObtain: Readonly<Record<"issue" | "renew", readonly CertificateState[]>> = {
  issue: ["missing", "unfit", "expired"],
  renew: ["missing", "unfit", "expired", "due"],
};

/** @returns 0 when every certificate is there, 1 when one could not be obtained. */
export async function obtainCertificates(
  command: keyof typeof toObtain,
  stack: string,
  options: CertificateOptions,
): Promise<number> {
  const say = (line: string) => (options.json ? process.stderr : process.stdout).write(`${line}\n`);
  const settings = stackSettings(stack);
  const all = vaultCertificates(settings);
  const certificates = chosen(all, options.name, `${stack} has no certificate in its vault for`);
  const outcomes =
    certificates.length === 0
      ? []
      : await at(options.local, { ...options, stack, settings, say }, (place) =>
          obtainAll(certificates, place, toObtain[command], options.days),
        );
  if (options.json) printJson({ stack, certificates: outcomes });
  else if (outcomes.length === 0) say(noneOf(stack));
  return outcomes.some(({ result }: Outcome) => result === "failed") ? 1 : 0;
}

/**
 * Shows what the vault holds, and what the apps serve of the managed ones.
 *
 * @returns 0 when every certificate serves; 1 when one does not, or when the renewal of a managed one has failed; 2
 * when the vault or an app can't be reached.
 */
export async function showCertificates(
  stack: string,
  options: CertificateOptions,
): Promise<number> {
  const settings = stackSettings(stack);
  const all = [...vaultCertificates(settings), ...managedNames(settings)];
  const names = chosen(all, options.name, `${stack} has no certificate for`);
  const say = () => undefined;
  const found = await at(options.local, { ...options, stack, settings, say }, (place) =>
    allStatuses(names, place, options.days),
  );
  if (options.json) printJson({ stack, certificates: found });
  else process.stdout.write(table(found));
  const reasons = new Set(found.flatMap(({ reason }) => reason ?? []));
  for (const reason of reasons) process.stderr.write(`${reason}\n`);
  return exitCodeOf(found);
}

/** One after the other; one that can't be looked at does not keep the others from it. */
export async function allStatuses(
  names: readonly (VaultCertificate | ManagedName)[],
  place: Pick<OpenWorkplace, "vault" | "origins" | "now">,
  dueDays: number,
): Promise<CertificateStatus[]> {
  const found: CertificateStatus[] = [];
  for (const name of names) {
    const look = async () =>
      name.kind === "managed"
        ? managedStatus(name, place)
        : (await statuses([name], place, dueDays))[0]!;
    found.push(await orUnknown(name, look));
  }
  return found;
}

async function at<T>(
  local: true | undefined,
  options: WorkplaceOptions,
  work: (place: OpenWorkplace) => Promise<T>,
): Promise<T> {
  const place = await openWorkplace(local, options);
  try {
    return await work(place);
  } finally {
    await place.close();
  }
}

/** Loads what the place needs and nothing else: the local cloud needs no client of Azure, and the other way round. */
function openWorkplace(local: true | undefined, options: WorkplaceOptions) {
  if (local) {
    const { localWorkplace } = require("./localWorkplace") as typeof import("./localWorkplace");
    return localWorkplace(options);
  }
  const { realWorkplace } = require("./realWorkplace") as typeof import("./realWorkplace");
  return realWorkplace(options);
}

function chosen<T extends CertifiedName>(
  all: readonly T[],
  names: readonly string[] | undefined,
  refusal: string,
): T[] {
  if (names === undefined) return [...all];
  const known = all.map(({ hostname }) => hostname);
  const strange = names.filter((name) => !known.includes(name));
  if (strange.length > 0) {
    throw new Refusal(`${refusal} ${strange.join(", ")}. It has: ${known.join(", ") || "none"}.`);
  }
  return all.filter(({ hostname }) => names.includes(hostname));
}

function noneOf(stack: string): string {
  return `${stack} has no hostname whose certificate is 'keyvault' or 'origin': there is nothing to do.`;
}

/** The certificates in columns. */
function table(found: readonly CertificateStatus[]): string {
  const rows = found.map(({ hostname, kind, issuer, expires, daysLeft, state }) => [
    hostname,
    kind,
    issuer ?? "-",
    expires?.slice(0, 10) ?? "-",
    daysLeft === undefined ? "-" : String(daysLeft),
    state,
  ]);
  const all = [["NAME", "KIND", "ISSUER", "EXPIRES", "DAYS LEFT", "STATE"], ...rows];
  const widths = all[0]!.map((_, column) => Math.max(...all.map((row) => row[column]!.length)));
  return all
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column]!))
        .join("  ")
        .trimEnd(),
    )
    .map((line) => `${line}\n`)
    .join("");
}
