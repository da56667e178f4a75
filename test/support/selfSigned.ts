import { createPrivateKey, generateKeyPairSync, sign } from "node:crypto";

/** A certificate that signs itself, with its key, both as PEM. */
export interface SelfSigned {
  readonly certificate: string;
  readonly key: string;
  /** Both in one text, the key first: as a Key Vault secret of type `application/x-pem-file` holds them. */
  readonly pem: string;
}

export interface SelfSignedOptions {
  readonly names: readonly string[];
  readonly notBefore: Date;
  readonly notAfter: Date;
  /** The first of the names where nothing is said. */
  readonly commonName?: string;
}

/** Makes an ECDSA P-256 certificate (RFC 5280) for these DNS names. */
export function selfSigned(options: SelfSignedOptions): SelfSigned {
  const { publicKey, privateKey } = generateKeyPairSync("ec", {
    namedCurve: "P-256",
    publicKeyEncoding: { type: "spki", format: "der" },
    privateKeyEncoding: { type: "pkcs8", format: "pem" },
  });
  const name = sequence(
    der(
      0x31,
      sequence(commonNameOid, der(0x0c, Buffer.from(options.commonName ?? options.names[0]!))),
    ),
  );
  const signed = sequence(
    der(0xa0, der(0x02, Buffer.from([2]))),
    der(0x02, Buffer.from([0x5e, 0xed])),
    sequence(ecdsaWithSha256),
    name,
    sequence(utcTime(options.notBefore), utcTime(options.notAfter)),
    name,
    publicKey,
    der(0xa3, sequence(alternativeNames(options.names))),
  );
  const signature = sign("sha256", signed, createPrivateKey(privateKey));
  const whole = sequence(
    signed,
    sequence(ecdsaWithSha256),
    der(0x03, Buffer.concat([Buffer.from([0]), signature])),
  );
  const certificate = `-----BEGIN CERTIFICATE-----\n${whole.toString("base64").replaceAll(/.{64}(?!$)/g, "$&\n")}\n-----END CERTIFICATE-----\n`;
  return { certificate, key: privateKey, pem: `${privateKey}${certificate}` };
}

/** Object identifiers as they are encoded: 2.5.4.3, 1.2.840.10045.4.3.2 and 2.5.29.17. */
const commonNameOid = der(0x06, Buffer.from("550403", "hex"));
const ecdsaWithSha256 = der(0x06, Buffer.from("2a8648ce3d040302", "hex"));
const subjectAltNameOid = der(0x06, Buffer.from("551d11", "hex"));

function alternativeNames(names: readonly string[]): Buffer {
  const entries = names.map((name) => der(0x82, Buffer.from(name)));
  return sequence(subjectAltNameOid, der(0x04, sequence(...entries)));
}

function sequence(...parts: Buffer[]): Buffer {
  return der(0x30, Buffer.concat(parts));
}

/** YYMMDDHHMMSSZ, which holds until 2049. */
function utcTime(time: Date): Buffer {
  const text = time.toISOString().replaceAll(/[-:T]|\.\d+/g, "");
  return der(0x17, Buffer.from(text.slice(2)));
}

function der(tag: number, content: Buffer): Buffer {
  const { length } = content;
  const size =
    length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
}
