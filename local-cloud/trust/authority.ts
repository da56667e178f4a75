import { webcrypto } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import type * as X509 from "@peculiar/x509";

/** A certificate with its key, ready for a TLS server. */
export interface Credentials {
  /** PEM, the leaf first and then what leads to the root, which is not part of it. */
  readonly certificate: string;
  /** PKCS #8, PEM. */
  readonly key: string;
}

/** What a certificate is to say. */
export interface CertificateRequest {
  /** DNS names, wildcards among them; the first is the common name too. */
  readonly names: readonly [string, ...string[]];
  /** IP addresses that it is for as well. @default none */
  readonly addresses?: readonly string[];
  readonly notBefore: Date;
  readonly notAfter: Date;
  /** Distinguished name of the intermediate authority that signs. @default the root itself signs */
  readonly issuer?: string;
}

/** A {@link CertificateRequest} whose key somebody else has. */
export interface SigningRequest extends CertificateRequest {
  readonly publicKey: webcrypto.CryptoKey | X509.PublicKey;
}

interface Signer {
  /** PEM of the intermediate; empty for the root. */
  readonly chain: string;
  readonly certificate: X509.X509Certificate;
  readonly key: webcrypto.CryptoKey;
}

const algorithm = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
/** Longer than any clock of a local cloud is moved. */
const always = { notBefore: new Date("2020-01-01"), notAfter: new Date("2049-12-31") };

/**
 * The one authority that every client of the local cloud trusts, as browsers trust the public ones. Its root is made
 * once and kept in a folder, its key for the owner's eyes only; the intermediates, which only give a certificate the
 * issuer that the real one would have, are made when they are needed.
 */
export class PublicAuthority {
  /** File of the root's certificate, as PEM: what a client has to trust. */
  readonly file: string;
  /** The root's certificate, as PEM. */
  readonly root: string;
  private readonly signers = new Map<string, Promise<Signer>>();

  private constructor(file: string) {
    this.file = file;
    this.root = fs.readFileSync(file, "utf8");
  }

  /** @param folder Where the root is kept; made when it is not there. */
  static async open(folder: string): Promise<PublicAuthority> {
    const file = authorityFileIn(folder);
    if (!fs.existsSync(file)) {
      fs.mkdirSync(folder, { recursive: true });
      await makeRoot(file);
    }
    return new PublicAuthority(file);
  }

  /** A certificate with a key of its own. */
  async issue(request: CertificateRequest): Promise<Credentials> {
    const keys = await makeKeys();
    return {
      certificate: await this.sign({ ...request, publicKey: keys.publicKey }),
      key: await keyText(keys.privateKey),
    };
  }

  /** A certificate for somebody's key: PEM, the leaf first and then the intermediate, if there is one. */
  async sign({ issuer, publicKey, ...request }: SigningRequest): Promise<string> {
    // Loaded only when something has to be made: it takes longer than the rest of the start.
    const x509 = await import("@peculiar/x509");
    const signer = await this.signer(issuer);
    const leaf = await x509.X509CertificateGenerator.create(
      {
        serialNumber: serialNumber(),
        subject: `CN=${request.names[0]}`,
        issuer: signer.certificate.subject,
        notBefore: request.notBefore,
        notAfter: request.notAfter,
        publicKey: publicKey as webcrypto.CryptoKey,
        signingKey: signer.key,
        signingAlgorithm: algorithm,
        extensions: [
          new x509.SubjectAlternativeNameExtension([
            ...request.names.map((value) => ({ type: "dns", value }) as const),
            ...(request.addresses ?? []).map((value) => ({ type: "ip", value }) as const),
          ]),
          new x509.BasicConstraintsExtension(false),
          new x509.KeyUsagesExtension(
            x509.KeyUsageFlags.digitalSignature | x509.KeyUsageFlags.keyEncipherment,
          ),
          new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
          await x509.AuthorityKeyIdentifierExtension.create(signer.certificate),
        ],
      },
      webcrypto as Crypto,
    );
    return `${leaf.toString("pem")}\n${signer.chain}`;
  }

  private signer(issuer: string | undefined): Promise<Signer> {
    const known = this.signers.get(issuer ?? "");
    if (known !== undefined) return known;
    const made = issuer === undefined ? this.openRoot() : this.intermediate(issuer);
    this.signers.set(issuer ?? "", made);
    return made;
  }

  private async openRoot(): Promise<Signer> {
    const x509 = await import("@peculiar/x509");
    const [der] = x509.PemConverter.decode(fs.readFileSync(`${this.file}.key`, "utf8"));
    const key = await webcrypto.subtle.importKey("pkcs8", der!, algorithm, false, ["sign"]);
    return { chain: "", certificate: new x509.X509Certificate(this.root), key };
  }

  private async intermediate(subject: string): Promise<Signer> {
    const x509 = await import("@peculiar/x509");
    const root = await this.signer(undefined);
    const keys = await makeKeys();
    const certificate = await x509.X509CertificateGenerator.create(
      {
        serialNumber: serialNumber(),
        subject,
        issuer: root.certificate.subject,
        ...always,
        publicKey: keys.publicKey,
        signingKey: root.key,
        signingAlgorithm: algorithm,
        extensions: [
          ...(await authorityExtensions(keys.publicKey, 0)),
          await x509.AuthorityKeyIdentifierExtension.create(root.certificate),
        ],
      },
      webcrypto as Crypto,
    );
    return { chain: `${certificate.toString("pem")}\n`, certificate, key: keys.privateKey };
  }
}

/** The file of the authority's certificate, as PEM, in the folder of the certificates. */
export function authorityFileIn(folder: string): string {
  return path.join(folder, "authority.pem");
}

async function makeRoot(file: string): Promise<void> {
  const { X509CertificateGenerator } = await import("@peculiar/x509");
  const keys = await makeKeys();
  const certificate = await X509CertificateGenerator.createSelfSigned(
    {
      serialNumber: serialNumber(),
      name: "CN=Local cloud authority, O=ftl local cloud",
      ...always,
      keys,
      signingAlgorithm: algorithm,
      extensions: await authorityExtensions(keys.publicKey),
    },
    webcrypto as Crypto,
  );
  // The key first: where the certificate is, its key is too.
  fs.writeFileSync(`${file}.key`, await keyText(keys.privateKey), { mode: 0o600 });
  fs.writeFileSync(`${file}.new`, `${certificate.toString("pem")}\n`);
  fs.renameSync(`${file}.new`, file);
}

async function authorityExtensions(
  publicKey: webcrypto.CryptoKey,
  pathLength?: number,
): Promise<X509.Extension[]> {
  const x509 = await import("@peculiar/x509");
  return [
    new x509.BasicConstraintsExtension(true, pathLength, true),
    new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign, true),
    await x509.SubjectKeyIdentifierExtension.create(publicKey),
  ];
}

async function makeKeys(): Promise<CryptoKeyPair> {
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
  return keys as CryptoKeyPair;
}

async function keyText(key: webcrypto.CryptoKey): Promise<string> {
  const { PemConverter } = await import("@peculiar/x509");
  const pkcs8 = await webcrypto.subtle.exportKey("pkcs8", key);
  return `${PemConverter.encode(pkcs8, "PRIVATE KEY")}\n`;
}

/** Hexadecimal, positive and without leading zeros. */
function serialNumber(): string {
  return `5e${Buffer.from(webcrypto.getRandomValues(new Uint8Array(15))).toString("hex")}`;
}
