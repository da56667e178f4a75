import { Refusal } from "../refusal";
import { vaultCertificates, type VaultCertificate } from "./names";
import { obtainAll, statuses, type Outcome } from "./obtain";
import { stackSettings } from "../stackSettings";
import type { CertificateState, CertificateStatus } from "./state";
import type { OpenWorkplace, WorkplaceOptions } from "./workplace";

/** What a person asked for. */
export interface CertificateOptions {
  /** On the local cloud. */
  readonly local?: true;
  /** Print JSON. */
  readonly json?: true;
  /** These hostnames only. */
  readonly name?: string[];
  /** Days before its end from which a certificate is due. */
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
  const outcomes = await at(stack, options, say, (certificates, place) =>
    obtainAll(certificates, place, toObtain[command], options.days),
  );
  if (options.json) printJson({ stack, certificates: outcomes });
  else if (outcomes.length === 0) say(noneOf(stack));
  return outcomes.some(({ result }: Outcome) => result === "failed") ? 1 : 0;
}

/** @returns 0 when every certificate serves, due or not; 1 when one does not. */
export async function showCertificates(
  stack: string,
  options: CertificateOptions,
): Promise<number> {
  const found = await at(
    stack,
    options,
    () => undefined,
    (certificates, place) => statuses(certificates, place, options.days),
  );
  if (options.json) printJson({ stack, certificates: found });
  else process.stdout.write(found.length === 0 ? `${noneOf(stack)}\n` : table(found));
  return found.every(({ state }) => state === "valid" || state === "due") ? 0 : 1;
}

async function at<T>(
  stack: string,
  options: CertificateOptions,
  say: (line: string) => void,
  work: (certificates: VaultCertificate[], place: OpenWorkplace) => Promise<T[]>,
): Promise<T[]> {
  const settings = stackSettings(stack);
  const certificates = chosen(vaultCertificates(settings), options.name, stack);
  if (certificates.length === 0) return [];
  const place = await openWorkplace(options, { ...options, stack, settings, say });
  try {
    return await work(certificates, place);
  } finally {
    await place.close();
  }
}

/** Loads what the place needs and nothing else: the local cloud needs no client of Azure, and the other way round. */
function openWorkplace({ local }: CertificateOptions, options: WorkplaceOptions) {
  if (local) {
    const { localWorkplace } = require("./localWorkplace") as typeof import("./localWorkplace");
    return localWorkplace(options);
  }
  const { realWorkplace } = require("./realWorkplace") as typeof import("./realWorkplace");
  return realWorkplace(options);
}

function chosen(
  certificates: VaultCertificate[],
  names: readonly string[] | undefined,
  stack: string,
): VaultCertificate[] {
  if (names === undefined) return certificates;
  const known = certificates.map(({ hostname }) => hostname);
  const strange = names.filter((name) => !known.includes(name));
  if (strange.length > 0) {
    throw new Refusal(
      `${stack} has no certificate in its vault for ${strange.join(", ")}. It has: ${known.join(", ") || "none"}.`,
    );
  }
  return certificates.filter(({ hostname }) => names.includes(hostname));
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

function printJson(value: object): void {
  process.stdout.write(`${JSON.stringify(value, undefined, 2)}\n`);
}
