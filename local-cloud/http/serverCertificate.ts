import { webcrypto, X509Certificate } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import type * as x509 from "@peculiar/x509";

/** What an HTTPS server shows, and what its clients have to trust. */
export interface ServerCertificate {
  /** File of the authority's certificate, as PEM. */
  readonly authorityFile: string;
  /** The authority's certificate, as PEM. */
  readonly authority: string;
  /** The server's own certificate and key, as PEM. */
  readonly certificate: string;
  readonly key: string;
}

/** Loopback's names, and the vendors' for clients that can't be given another address. */
const dnsNames = [
  "localhost",
  "management.azure.com",
  "login.microsoftonline.com",
  "login.windows.net",
  "*.vault.azure.net",
  "api.cloudflare.com",
];
const addresses = ["127.0.0.1", "::1"];

const algorithm = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
const dayMs = 86_400_000;
/** Longest that clients accept of a server: https://support.apple.com/102028 */
const validityDays = 397;
const renewalDays = 30;

/**
 * The server's certificate, signed by an authority that is made once and kept in a folder, its key for the owner's
 * eyes only. The certificate is made anew when it ends soon; clients go on trusting the authority.
 *
 * @param folder Where both are kept; made when it is not there.
 */
export async function serverCertificate(folder: string): Promise<ServerCertificate> {
  fs.mkdirSync(folder, { recursive: true });
  const authorityFile = authorityFileIn(folder);
  const authority = filesOf(authorityFile);
  const server = filesOf(path.join(folder, "server.pem"));
  const isNew = !fs.existsSync(authority.certificate);
  if (isNew) await makeAuthority(authority);
  if (isNew || !isGood(server.certificate)) await makeServer(server, authority);
  return {
    authorityFile,
    authority: fs.readFileSync(authority.certificate, "utf8"),
    certificate: fs.readFileSync(server.certificate, "utf8"),
    key: fs.readFileSync(server.key, "utf8"),
  };
}

/** The file of the authority's certificate, as PEM, in the folder of the certificates. */
export function authorityFileIn(folder: string): string {
  return path.join(folder, "authority.pem");
}

interface Files {
  readonly certificate: string;
  readonly key: string;
}

function filesOf(certificate: string): Files {
  return { certificate, key: `${certificate}.key` };
}

/** Whether there is a certificate that lasts a while and covers every name. */
function isGood(file: string): boolean {
  if (!fs.existsSync(file)) return false;
  const certificate = new X509Certificate(fs.readFileSync(file));
  const covered = certificate.subjectAltName ?? "";
  return (
    Date.parse(certificate.validTo) > Date.now() + renewalDays * dayMs &&
    dnsNames.every((name) => covered.includes(`DNS:${name}`))
  );
}

async function makeAuthority(files: Files): Promise<void> {
  // Loaded only when something has to be made: it takes longer than the rest of the start.
  const { X509CertificateGenerator, ...extension } = await import("@peculiar/x509");
  const keys = await makeKeys();
  const certificate = await X509CertificateGenerator.createSelfSigned(
    {
      serialNumber: serialNumber(),
      name: "CN=Local cloud HTTPS authority, O=ftl local cloud",
      notBefore: new Date("2020-01-01"),
      notAfter: new Date("2049-12-31"),
      keys,
      signingAlgorithm: algorithm,
      extensions: [
        new extension.BasicConstraintsExtension(true, undefined, true),
        new extension.KeyUsagesExtension(extension.KeyUsageFlags.keyCertSign, true),
        await extension.SubjectKeyIdentifierExtension.create(keys.publicKey),
      ],
    },
    webcrypto as Crypto,
  );
  await write(files, certificate, keys.privateKey);
}

async function makeServer(files: Files, authority: Files): Promise<void> {
  const { PemConverter, X509CertificateGenerator, ...extension } = await import("@peculiar/x509");
  const issuer = new extension.X509Certificate(fs.readFileSync(authority.certificate, "utf8"));
  const [der] = PemConverter.decode(fs.readFileSync(authority.key, "utf8"));
  const signingKey = await webcrypto.subtle.importKey("pkcs8", der!, algorithm, false, ["sign"]);
  const keys = await makeKeys();
  const certificate = await X509CertificateGenerator.create(
    {
      serialNumber: serialNumber(),
      subject: "CN=localhost",
      issuer: issuer.subject,
      notBefore: new Date(Date.now() - dayMs),
      notAfter: new Date(Date.now() + (validityDays - 1) * dayMs),
      publicKey: keys.publicKey,
      signingKey,
      signingAlgorithm: algorithm,
      extensions: [
        new extension.SubjectAlternativeNameExtension([
          ...dnsNames.map((value) => ({ type: "dns", value }) as const),
          ...addresses.map((value) => ({ type: "ip", value }) as const),
        ]),
        new extension.BasicConstraintsExtension(false),
        new extension.KeyUsagesExtension(extension.KeyUsageFlags.digitalSignature),
        new extension.ExtendedKeyUsageExtension([extension.ExtendedKeyUsage.serverAuth]),
        await extension.AuthorityKeyIdentifierExtension.create(issuer),
        await extension.SubjectKeyIdentifierExtension.create(keys.publicKey),
      ],
    },
    webcrypto as Crypto,
  );
  await write(files, certificate, keys.privateKey);
}

async function makeKeys(): Promise<CryptoKeyPair> {
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
  return keys as CryptoKeyPair;
}

/** The key first: where the certificate is, its key is too. */
async function write(
  files: Files,
  certificate: x509.X509Certificate,
  key: CryptoKey,
): Promise<void> {
  const pkcs8 = await webcrypto.subtle.exportKey("pkcs8", key as webcrypto.CryptoKey);
  const lines = Buffer.from(pkcs8)
    .toString("base64")
    .replaceAll(/.{64}(?!$)/g, "$&\n");
  const keyText = `-----BEGIN PRIVATE KEY-----\n${lines}\n-----END PRIVATE KEY-----\n`;
  // A renewed certificate never stands beside an old key: both are new before either is seen.
  fs.writeFileSync(`${files.key}.new`, keyText, { mode: 0o600 });
  fs.writeFileSync(`${files.certificate}.new`, `${certificate.toString("pem")}\n`);
  fs.rmSync(files.certificate, { force: true });
  fs.renameSync(`${files.key}.new`, files.key);
  fs.renameSync(`${files.certificate}.new`, files.certificate);
}

function serialNumber(): string {
  return `5e${Buffer.from(webcrypto.getRandomValues(new Uint8Array(15))).toString("hex")}`;
}
