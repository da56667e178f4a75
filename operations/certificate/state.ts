import type { X509Certificate } from "node:crypto";
import type { ServedName } from "../../settings";
import { Refusal } from "../refusal";
import { whyNotFor } from "./pem";

/**
 * How a certificate stands. `due`: it serves, and is to be renewed, or should have been by whoever renews it;
 * `unfit`: it is for other names; `unbound`: its app does not serve the hostname yet; `unknown`: the vault or the app
 * can't be reached.
 */
export type CertificateState =
  | "valid"
  | "due"
  | "expired"
  | "unfit"
  | "missing"
  | "unbound"
  | "unknown";

/** A hostname, and where its certificate comes from. */
export interface CertifiedName {
  readonly hostname: string;
  readonly kind: ServedName["certificate"];
}

/** One certificate as it stands. Dates are ISO 8601. */
export interface CertificateStatus extends CertifiedName {
  readonly issuer: string | undefined;
  readonly expires: string | undefined;
  /** Whole days until it expires; negative when it has. */
  readonly daysLeft: number | undefined;
  readonly state: CertificateState;
  /** Why it is not known, or what is wrong with it, and the mend. */
  readonly reason?: string;
}

/** What of a certificate decides how it stands. */
export interface CertificateFacts {
  /** Distinguished name, a part a line: `CN=…`. */
  readonly issuer: string;
  readonly end: Date;
  /** Whether it is for the hostname that it is to serve. */
  readonly isForHostname: boolean;
}

const dayMs = 86_400_000;

/** The facts of a certificate that is to serve a hostname. */
export function factsOf(hostname: string, leaf: X509Certificate): CertificateFacts {
  return {
    issuer: leaf.issuer,
    end: new Date(leaf.validTo),
    isForHostname: whyNotFor(hostname, leaf) === undefined,
  };
}

/** @param dueDays Days before its end from which a certificate counts as due. */
export function statusOf(
  { hostname, kind }: CertifiedName,
  { issuer, end, isForHostname }: CertificateFacts,
  now: Date,
  dueDays: number,
): CertificateStatus {
  const daysLeft = Math.floor((end.getTime() - now.getTime()) / dayMs);
  const state = (): CertificateState => {
    if (!isForHostname) return "unfit";
    if (end <= now) return "expired";
    return daysLeft < dueDays ? "due" : "valid";
  };
  return {
    hostname,
    kind,
    issuer: commonName(issuer),
    expires: end.toISOString(),
    daysLeft,
    state: state(),
  };
}

/** How a name stands that no certificate is seen of. */
export function withoutCertificate(
  { hostname, kind }: CertifiedName,
  state: "missing" | "unbound" | "unknown",
): CertificateStatus {
  return { hostname, kind, issuer: undefined, expires: undefined, daysLeft: undefined, state };
}

/** How a name stands: `unknown`, with the reason, when a refusal with exit code 2 says that nobody can tell. */
export async function orUnknown(
  name: CertifiedName,
  look: () => Promise<CertificateStatus>,
): Promise<CertificateStatus> {
  try {
    return await look();
  } catch (error) {
    if (!(error instanceof Refusal && error.exitCode === 2)) throw error;
    return { ...withoutCertificate(name, "unknown"), reason: error.message };
  }
}

/**
 * The exit code that a command ends with: 1 when a certificate does not serve, or a managed one is due, which nobody
 * renews by asking for it; 2 when one is not known; 0 otherwise. A name that is not bound yet serves nobody.
 */
export function exitCodeOf(statuses: readonly CertificateStatus[]): number {
  const failed = statuses.some(({ kind, state }) =>
    state === "due" ? kind === "managed" : ["expired", "unfit", "missing"].includes(state),
  );
  if (failed) return 1;
  return statuses.some(({ state }) => state === "unknown") ? 2 : 0;
}

/** The most telling part of an issuer's name: Cloudflare's Origin CA has no common name. */
function commonName(issuer: string): string {
  const parts = new Map(
    issuer.split("\n").map((part) => part.split(/=(.*)/s, 2) as [string, string]),
  );
  return parts.get("CN") ?? parts.get("OU") ?? parts.get("O") ?? issuer;
}
