/**
 * Reads the certificate and the private key that somebody has uploaded, or that a Key Vault secret holds.
 *
 * @see https://github.com/microsoft/azure-container-apps/issues/229 (refusal without a private key)
 * @see https://github.com/microsoft/azure-container-apps/issues/511 (refusal of what can't be read)
 */

import { createHash, createPrivateKey, type KeyObject, X509Certificate } from "node:crypto";
import { createSecureContext } from "node:tls";
import { ArmError } from "../../armError";
import type { CertificateFacts } from "./environmentCertificates";

/** A certificate as it was read. */
export interface CertificateContent extends CertificateFacts {
  /** SHA-1 of the certificate, 40 upper-case hexadecimal digits. */
  readonly thumbprint: string;
  /** SHA-256 of the public key, hexadecimal. */
  readonly publicKeyHash: string;
}

export interface ContentOptions {
  /** Name that refusals speak of. */
  readonly name: string;
  readonly password?: string | undefined;
  /** Authorities to trust have no key of their own to bring. */
  readonly keyRequired: boolean;
}

/**
 * Reads PEM text (certificates and one key, in any order) or a PKCS #12 file. The first certificate is the leaf.
 *
 * @throws ArmError `InvalidCertificate`, `CertificateMustContainOnePrivateKey`.
 */
export function readCertificate(bytes: Buffer, options: ContentOptions): CertificateContent {
  const text = bytes.toString("latin1");
  const leaf = text.includes("-----BEGIN ") ? fromPem(text, options) : fromPkcs12(bytes, options);
  const subjectAlternativeNames = dnsNames(leaf);
  return {
    subject: commonName(leaf.subject) ?? subjectAlternativeNames[0] ?? "",
    subjectAlternativeNames,
    issuer: leaf.issuer.split("\n").join(", "),
    notBefore: new Date(leaf.validFrom).toISOString(),
    notAfter: new Date(leaf.validTo).toISOString(),
    thumbprint: leaf.fingerprint.replaceAll(":", ""),
    publicKeyHash: createHash("sha256")
      .update(leaf.publicKey.export({ type: "spki", format: "der" }))
      .digest("hex"),
  };
}

function fromPem(text: string, options: ContentOptions): X509Certificate {
  const [leaf = ""] = blocks(text, /CERTIFICATE/);
  const keys = blocks(text, /(?:[A-Z]+ )?PRIVATE KEY/);
  const certificate = attempt(() => new X509Certificate(leaf), options);
  if (!options.keyRequired) return certificate;
  if (keys.length !== 1) throw withoutKey();
  const key: KeyObject = attempt(
    () => createPrivateKey({ key: keys[0]!, passphrase: options.password ?? "" }),
    options,
  );
  if (!certificate.checkPrivateKey(key)) throw withoutKey();
  return certificate;
}

/** OpenSSL opens the file and checks the key against the certificate; Node hands back the leaf it has found. */
function fromPkcs12(bytes: Buffer, options: ContentOptions): X509Certificate {
  return attempt(() => {
    const { context } = createSecureContext({ pfx: bytes, passphrase: options.password ?? "" });
    return new X509Certificate((context as { getCertificate(): Buffer }).getCertificate());
  }, options);
}

function blocks(text: string, label: RegExp): string[] {
  const pattern = new RegExp(`-----BEGIN (${label.source})-----[\\s\\S]+?-----END \\1-----`, "g");
  return [...text.matchAll(pattern)].map(([block]) => block);
}

function dnsNames(certificate: X509Certificate): string[] {
  return (certificate.subjectAltName ?? "")
    .split(", ")
    .filter((entry) => entry.startsWith("DNS:"))
    .map((entry) => entry.slice("DNS:".length));
}

function commonName(subject: string | undefined): string | undefined {
  return subject
    ?.split("\n")
    .find((part) => part.startsWith("CN="))
    ?.slice("CN=".length);
}

function attempt<T>(read: () => T, options: ContentOptions): T {
  try {
    return read();
  } catch {
    // What OpenSSL says of it is not what the service says.
    throw invalid(options);
  }
}

function invalid({ name }: ContentOptions): ArmError {
  return new ArmError(
    400,
    "InvalidCertificate",
    `The certificate ${name} is invalid or password is incorrect.`,
  );
}

function withoutKey(): ArmError {
  return new ArmError(
    400,
    "CertificateMustContainOnePrivateKey",
    "Certificate must contain one private key.",
  );
}
