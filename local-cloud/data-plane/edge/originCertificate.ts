import { X509Certificate } from "node:crypto";
import type { Cloudflare } from "../../cloudflare/cloudflare";
import { CloudflareError } from "../../cloudflare/cloudflareError";
import type { Ground } from "../part";

/** What the edge compares an origin's certificate with. */
export interface OriginRequirements {
  /** Certificates of authorities that are trusted. */
  readonly roots: readonly X509Certificate[];
  /** The certificate has to be for one of them. */
  readonly names: readonly string[];
  readonly now: Date;
  readonly isRevoked: (certificate: X509Certificate) => boolean;
}

/** What Full (strict) asks of an origin that goes by these names. */
export async function requirementsOf(
  { cloudflare, authority, clock }: Pick<Ground, "cloudflare" | "authority" | "clock">,
  names: readonly string[],
): Promise<OriginRequirements> {
  const originRoot = await cloudflare.originCa.root();
  return {
    roots: [authority.root, originRoot.certificate].map((pem) => new X509Certificate(pem)),
    names,
    now: clock.now(),
    isRevoked: (certificate) => isRevoked(cloudflare, certificate),
  };
}

/**
 * Why Full (strict) refuses an origin's certificate: it has to be in time, from a public authority or the Origin CA, for
 * the requested or the target hostname, and not revoked. Undefined when it is accepted.
 *
 * TLS libraries judge dates by the machine's clock, which is why it is done here.
 *
 * @param presented What the origin showed, its own first.
 * @see https://developers.cloudflare.com/ssl/origin-configuration/ssl-modes/full-strict/
 * @see https://developers.cloudflare.com/support/troubleshooting/http-status-codes/cloudflare-5xx-errors/error-526/
 */
export function refusalOf(
  presented: readonly X509Certificate[],
  { roots, names, now, isRevoked: revoked }: OriginRequirements,
): string | undefined {
  const [leaf, ...others] = presented;
  if (leaf === undefined) return "The origin showed no certificate.";
  if (!names.some((name) => leaf.checkHost(name) !== undefined)) {
    return `The origin's certificate is for ${leaf.subjectAltName ?? leaf.subject}, not for ${names.join(" or ")}.`;
  }
  if (revoked(leaf)) return "The origin's certificate is revoked.";

  const path = [leaf];
  for (let last = leaf; ; last = path.at(-1)!) {
    const untimely = timeliness(last, now);
    if (untimely !== undefined) return untimely;
    if (roots.some((root) => isIssuedBy(last, root))) return undefined;
    const issuer = others.find((one) => one.ca && !path.includes(one) && isIssuedBy(last, one));
    if (issuer === undefined) {
      return `${named(last)} is signed neither by a public authority nor by the Origin CA, but by ${oneLine(last.issuer)}.`;
    }
    path.push(issuer);
  }
}

/** Certificates that the other end of a connection showed, its own first. */
export function presentedBy(leaf: X509Certificate | undefined): X509Certificate[] {
  const presented: X509Certificate[] = [];
  for (let one = leaf; one !== undefined; one = one.issuerCertificate) presented.push(one);
  return presented;
}

function timeliness(certificate: X509Certificate, now: Date): string | undefined {
  if (now < new Date(certificate.validFrom)) {
    return `${named(certificate)} is valid from ${certificate.validFrom} on; it is ${now.toISOString()}.`;
  }
  if (now > new Date(certificate.validTo)) {
    return `${named(certificate)} expired on ${certificate.validTo}; it is ${now.toISOString()}.`;
  }
  return undefined;
}

function isIssuedBy(certificate: X509Certificate, issuer: X509Certificate): boolean {
  return certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey);
}

function isRevoked({ originCa }: Cloudflare, { serialNumber }: X509Certificate): boolean {
  try {
    return originCa.certificate(BigInt(`0x${serialNumber}`).toString()).revoked !== undefined;
  } catch (error) {
    // It is not one of the Origin CA's. The public authority revokes nothing.
    if (error instanceof CloudflareError) return false;
    throw error;
  }
}

function named({ subject }: X509Certificate): string {
  return `The certificate ${oneLine(subject)}`;
}

function oneLine(distinguishedName: string): string {
  return distinguishedName.replaceAll("\n", ", ");
}
