import { X509Certificate } from "node:crypto";
import { rootCertificates } from "node:tls";
import { whyNotFor } from "../certificate/pem";
import type { Presented } from "./tlsClient";

/** What there is to say of a certificate. */
export interface CertificateJudgement {
  /** Most telling part of the issuer's name. */
  readonly issuer: string;
  /** Whole days until it ends; negative when it has. */
  readonly daysLeft: number;
  readonly isExpired: boolean;
  /** What is wrong with it, most telling first; empty for a good one. */
  readonly faults: readonly string[];
}

/** By what a certificate is judged. */
export interface CertificateStandard {
  /** Name that it is to serve. */
  readonly hostname: string;
  readonly now: Date;
  /** PEM of the authorities to trust. @default the ones that Node.js comes with */
  readonly roots?: string | undefined;
}

const dayMs = 86_400_000;

/** What OpenSSL says of a chain that ends in a root, and is not of this machine's time. */
const aboutDates: ReadonlySet<string> = new Set(["CERT_HAS_EXPIRED", "CERT_NOT_YET_VALID"]);

/**
 * Judges what a server presented. Dates are judged by the time that the vantage point has, which may be another than
 * this machine's.
 */
export function judgeCertificate(
  { chain, objection }: Presented,
  { hostname, now, roots }: CertificateStandard,
): CertificateJudgement {
  const [leaf] = chain;
  const end = new Date(leaf.validTo);
  const daysLeft = Math.floor((end.getTime() - now.getTime()) / dayMs);
  const isExpired = end <= now;
  const faults: string[] = [];
  if (isExpired) faults.push(`it expired ${day(end)}`);
  const begin = new Date(leaf.validFrom);
  if (begin > now) faults.push(`it is valid from ${day(begin)} only`);
  const unfit = whyNotFor(hostname, leaf);
  if (unfit !== undefined) faults.push(`it ${unfit}`);
  const distrust = whyNotTrusted(chain, objection, now, roots);
  if (distrust !== undefined) faults.push(distrust);
  return { issuer: issuerOf(leaf), daysLeft, isExpired, faults };
}

/** Why a chain leads to no root that clients trust. */
function whyNotTrusted(
  chain: Presented["chain"],
  objection: string | undefined,
  now: Date,
  roots: string | undefined,
): string | undefined {
  if (objection === undefined) return undefined;
  if (!aboutDates.has(objection)) return `not trusted: ${objection}`;
  // OpenSSL's last word was about dates of this machine's clock, and hides what it had to say before.
  const trusted = roots === undefined ? rootCertificates : pemBlocks(roots);
  const [leaf, ...sent] = chain;
  const issuers = [...sent, ...trusted.map((pem) => new X509Certificate(pem))];
  const found = pathToRoot(leaf, issuers, new Set(trusted.map(fingerprintOf)));
  if (found === undefined)
    return `not trusted: ${issuerOf(leaf)} is no authority that clients know`;
  const old = found.find(({ validFrom, validTo }) => {
    return new Date(validTo) <= now || new Date(validFrom) > now;
  });
  return old && `not trusted: the authority ${old.subject.replaceAll("\n", ", ")} has expired`;
}

/** The authorities from a certificate up to a root, the root last. */
function pathToRoot(
  from: X509Certificate,
  issuers: readonly X509Certificate[],
  roots: ReadonlySet<string>,
  depth = 0,
): X509Certificate[] | undefined {
  const longest = 8;
  if (depth === longest) return undefined;
  for (const issuer of issuers) {
    if (!issuer.ca || !from.checkIssued(issuer) || !from.verify(issuer.publicKey)) continue;
    if (roots.has(issuer.fingerprint256)) return [issuer];
    const rest = pathToRoot(issuer, issuers, roots, depth + 1);
    if (rest !== undefined) return [issuer, ...rest];
  }
  return undefined;
}

function fingerprintOf(pem: string): string {
  return new X509Certificate(pem).fingerprint256;
}

function pemBlocks(pem: string): string[] {
  return pem.match(/-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g) ?? [];
}

/** Cloudflare's Origin CA has no common name. */
function issuerOf({ issuer }: X509Certificate): string {
  const parts = new Map(
    issuer.split("\n").map((part) => part.split(/=(.*)/s, 2) as [string, string]),
  );
  return parts.get("CN") ?? parts.get("OU") ?? parts.get("O") ?? issuer;
}

function day(time: Date): string {
  return time.toISOString().slice(0, 10);
}
