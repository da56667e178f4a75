import { webcrypto } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import * as x509 from "@peculiar/x509";
import type { CertificateAuthority } from "./places";

/** Which authority a local one stands in for, with the days that its certificates last. */
const stands = {
  keyvault: {
    subject: "CN=Local cloud root, O=ftl local cloud",
    says: "the local cloud's own authority",
    validityDays: 90,
  },
  // What the real one calls itself: https://developers.cloudflare.com/ssl/origin-configuration/origin-ca/
  origin: {
    subject:
      "OU=CloudFlare Origin SSL Certificate Authority, O=CloudFlare\\, Inc. (local cloud), L=San Francisco, ST=California, C=US",
    says: "the local cloud's Origin CA",
    validityDays: 365,
  },
} as const;

const algorithm = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
const dayMs = 86_400_000;

/**
 * The local cloud's own authority: signs at once, without ACME and without a proof of the name. Its root is made when
 * it is first needed and kept in a folder, so that clients can be told to trust it.
 *
 * @param folder Where the root is kept, with its key: `<kind>-root.pem`.
 * @param now The local cloud's time.
 */
export async function localAuthority(
  folder: string,
  kind: keyof typeof stands,
  now: () => Date,
): Promise<CertificateAuthority> {
  const { says, validityDays } = stands[kind];
  const root = await openRoot(folder, kind);
  return {
    name: says,
    sign: async (hostname, csr) => {
      const request = new x509.Pkcs10CertificateRequest(csr);
      if (!(await request.verify(webcrypto as Crypto)))
        throw new Error("the request is not signed");
      const start = now();
      const leaf = await x509.X509CertificateGenerator.create(
        {
          serialNumber: serialNumber(),
          subject: `CN=${hostname}`,
          issuer: root.certificate.subject,
          notBefore: start,
          notAfter: new Date(start.getTime() + validityDays * dayMs),
          publicKey: request.publicKey,
          signingKey: root.key,
          signingAlgorithm: algorithm,
          extensions: [
            new x509.SubjectAlternativeNameExtension([{ type: "dns", value: hostname }]),
            new x509.BasicConstraintsExtension(false),
            new x509.KeyUsagesExtension(
              x509.KeyUsageFlags.digitalSignature | x509.KeyUsageFlags.keyEncipherment,
            ),
            new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
            await x509.AuthorityKeyIdentifierExtension.create(root.certificate),
          ],
        },
        webcrypto as Crypto,
      );
      return `${leaf.toString("pem")}\n`;
    },
  };
}

/** The file that holds an authority's root: what a client has to trust. */
export function rootFile(folder: string, kind: keyof typeof stands): string {
  return path.join(folder, `${kind}-root.pem`);
}

interface Root {
  readonly certificate: x509.X509Certificate;
  readonly key: webcrypto.CryptoKey;
}

async function openRoot(folder: string, kind: keyof typeof stands): Promise<Root> {
  const file = rootFile(folder, kind);
  const keyFile = `${file}.key`;
  if (fs.existsSync(file)) {
    const [der] = x509.PemConverter.decode(fs.readFileSync(keyFile, "utf8"));
    const key = await webcrypto.subtle.importKey("pkcs8", der!, algorithm, false, ["sign"]);
    return { certificate: new x509.X509Certificate(fs.readFileSync(file, "utf8")), key };
  }
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
  const certificate = await x509.X509CertificateGenerator.createSelfSigned(
    {
      serialNumber: serialNumber(),
      name: stands[kind].subject,
      // Longer than any clock of a local cloud is moved.
      notBefore: new Date("2020-01-01"),
      notAfter: new Date("2049-12-31"),
      keys: keys as CryptoKeyPair,
      signingAlgorithm: algorithm,
      extensions: [
        new x509.BasicConstraintsExtension(true, undefined, true),
        new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign, true),
        await x509.SubjectKeyIdentifierExtension.create(keys.publicKey as CryptoKey),
      ],
    },
    webcrypto as Crypto,
  );
  fs.mkdirSync(folder, { recursive: true });
  const pkcs8 = await webcrypto.subtle.exportKey("pkcs8", keys.privateKey);
  fs.writeFileSync(keyFile, x509.PemConverter.encode(pkcs8, "PRIVATE KEY"), { mode: 0o600 });
  // Last: the file that says that there is an authority.
  fs.writeFileSync(`${file}.new`, `${certificate.toString("pem")}\n`);
  fs.renameSync(`${file}.new`, file);
  return { certificate, key: keys.privateKey };
}

function serialNumber(): string {
  return Buffer.from(webcrypto.getRandomValues(new Uint8Array(15))).toString("hex");
}
