import type { X509Certificate } from "node:crypto";
import type { VaultCertificate } from "./names";
import { whyNotFor } from "./pem";

/**
 * What there is to do about a certificate. `due`: it serves, and is to be renewed; `unfit`: it is for other names.
 */
export type CertificateState = "valid" | "due" | "expired" | "unfit" | "missing";

/** One certificate as it stands. Dates are ISO 8601. */
export interface CertificateStatus {
  readonly hostname: string;
  readonly kind: VaultCertificate["kind"];
  readonly issuer: string | undefined;
  readonly expires: string | undefined;
  /** Whole days until it expires; negative when it has. */
  readonly daysLeft: number | undefined;
  readonly state: CertificateState;
}

const dayMs = 86_400_000;

/**
 * @param leaf What the vault holds.
 * @param dueDays Days before its end from which a certificate counts as due.
 */
export function statusOf(
  { hostname, kind }: VaultCertificate,
  leaf: X509Certificate | undefined,
  now: Date,
  dueDays: number,
): CertificateStatus {
  if (leaf === undefined) {
    const unknown = { issuer: undefined, expires: undefined, daysLeft: undefined };
    return { hostname, kind, ...unknown, state: "missing" };
  }
  const end = new Date(leaf.validTo);
  const daysLeft = Math.floor((end.getTime() - now.getTime()) / dayMs);
  return {
    hostname,
    kind,
    issuer: commonName(leaf.issuer),
    expires: end.toISOString(),
    daysLeft,
    state: stateOf(hostname, leaf, end <= now, daysLeft < dueDays),
  };
}

function stateOf(
  hostname: string,
  leaf: X509Certificate,
  expired: boolean,
  due: boolean,
): CertificateState {
  if (whyNotFor(hostname, leaf) !== undefined) return "unfit";
  if (expired) return "expired";
  return due ? "due" : "valid";
}

/** The most telling part of an issuer's name: Cloudflare's Origin CA has no common name. */
function commonName(issuer: string): string {
  const parts = new Map(
    issuer.split("\n").map((part) => part.split(/=(.*)/s, 2) as [string, string]),
  );
  return parts.get("CN") ?? parts.get("OU") ?? parts.get("O") ?? issuer;
}
