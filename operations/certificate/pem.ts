import { createPrivateKey, X509Certificate } from "node:crypto";

/** A certificate with what goes along with it, as PEM texts. */
export interface IssuedCertificate {
  /** PKCS #8: the form that Key Vault takes. */
  readonly privateKey: string;
  /** The certificate and what leads to its root, leaf first. */
  readonly chain: string;
}

/**
 * Checks that a certificate is what was asked for, and puts it together as Key Vault keeps it: key, leaf, chain.
 *
 * @param now Time at which it must be valid.
 * @throws Error that says what is wrong with it.
 * @see https://learn.microsoft.com/rest/api/keyvault/certificates/import-certificate/import-certificate
 */
export function certificatePem(
  hostname: string,
  { privateKey, chain }: IssuedCertificate,
  now: Date,
): string {
  const leaf = new X509Certificate(chain);
  const wrong =
    whyNotFor(hostname, leaf) ??
    (leaf.checkPrivateKey(createPrivateKey(privateKey)) ? undefined : "has another key") ??
    (isValidAt(leaf, now) ? undefined : `is valid from ${leaf.validFrom} to ${leaf.validTo} only`);
  if (wrong !== undefined) throw new Error(`the certificate that came for ${hostname} ${wrong}`);
  return `${privateKey.trim()}\n${chain.trim()}\n`;
}

/** Why a certificate does not serve a hostname; undefined when it does. */
export function whyNotFor(hostname: string, leaf: X509Certificate): string | undefined {
  const covers = leaf.checkHost(hostname, { subject: "never" }) !== undefined;
  return covers ? undefined : `is for ${leaf.subjectAltName ?? "no name"}`;
}

function isValidAt(leaf: X509Certificate, time: Date): boolean {
  return new Date(leaf.validFrom) <= time && time < new Date(leaf.validTo);
}

/** A text without the private keys that it may hold, for everything that is shown to people. */
export function redacted(text: string): string {
  return text.replaceAll(
    /-----BEGIN ([A-Z ]*)PRIVATE KEY-----[\s\S]*?(?:-----END \1PRIVATE KEY-----|$)/g,
    "[private key]",
  );
}
