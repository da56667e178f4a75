import { webcrypto } from "node:crypto";
import type * as X509 from "@peculiar/x509";
import type { Clock } from "../clock";
import type { StateStore } from "../state/stateStore";
import { CloudflareError } from "./cloudflareError";
import type { OriginCertificate, OriginRoot, Zone } from "./cloudflareState";

/** What a certificate is asked for with. */
export interface OriginRequest {
  /** PEM. */
  readonly csr: string;
  /** Names, or `*.` and a name. */
  readonly hostnames: readonly string[];
  /** `origin-rsa`, `origin-ecc` or `keyless-certificate`. */
  readonly requestType: string;
  /** Days. */
  readonly requestedValidity: number;
}

/** Days that a certificate can be asked for. @see https://developers.cloudflare.com/api/resources/origin_ca_certificates/methods/create/ */
const validities = [7, 30, 90, 365, 730, 1095, 5475];
const dayMs = 86_400_000;
/** Key that each kind of certificate is for; a keyless one is for any. */
const keyOf: Readonly<Record<string, RegExp>> = {
  "origin-rsa": /^RSA/,
  "origin-ecc": /^EC/,
  "keyless-certificate": /^/,
};

const algorithm = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };

/**
 * Cloudflare's Origin CA: certificates that Cloudflare's proxy trusts and nobody else. The local one signs with a root
 * of its own, which is made when it first signs.
 *
 * @see https://developers.cloudflare.com/ssl/origin-configuration/origin-ca/
 */
export class OriginCa {
  private readonly store: StateStore;
  private readonly clock: Clock;
  private opening: Promise<OriginRoot> | undefined;

  constructor(store: StateStore, clock: Clock) {
    this.store = store;
    this.clock = clock;
  }

  /**
   * Signs a certificate for names of the account's zones, whatever names the request has in it.
   *
   * @see https://developers.cloudflare.com/ssl/origin-configuration/origin-ca/troubleshooting/ (whose zone)
   * @throws CloudflareError; code and words are documented for names of other people's zones only.
   */
  async sign(request: OriginRequest): Promise<OriginCertificate> {
    const { hostnames, requestType, requestedValidity } = request;
    const rule = Object.hasOwn(keyOf, requestType) ? keyOf[requestType] : undefined;
    if (rule === undefined) throw refusal(`request_type '${requestType}' is unknown.`);
    if (!validities.includes(requestedValidity)) {
      throw refusal(`requested_validity must be one of ${validities.join(", ")}.`);
    }
    if (hostnames.length === 0) throw refusal("hostnames must name at least one host.");
    for (const hostname of hostnames) this.checkHostname(hostname);

    // It takes longer to load than most local clouds take to start.
    const x509 = await import("@peculiar/x509");
    const csr = await readRequest(x509, request.csr);
    if (!rule.test(csr.publicKey.algorithm.name)) {
      throw refusal(`The key of the CSR is none for ${requestType}.`);
    }
    const root = await this.root();
    const [key] = x509.PemConverter.decode(root.key);
    const serialNumber = randomSerial();
    const start = this.clock.now();
    const end = new Date(start.getTime() + requestedValidity * dayMs);
    const authority = new x509.X509Certificate(root.certificate);
    const certificate = await x509.X509CertificateGenerator.create(
      {
        serialNumber,
        subject:
          "CN=CloudFlare Origin Certificate, OU=CloudFlare Origin CA, O=CloudFlare\\, Inc. (local cloud)",
        issuer: authority.subject,
        notBefore: start,
        notAfter: end,
        publicKey: csr.publicKey,
        signingKey: await webcrypto.subtle.importKey("pkcs8", key!, algorithm, false, ["sign"]),
        signingAlgorithm: algorithm,
        extensions: [
          new x509.SubjectAlternativeNameExtension(
            hostnames.map((value) => ({ type: "dns" as const, value })),
          ),
          new x509.BasicConstraintsExtension(false),
          new x509.KeyUsagesExtension(
            x509.KeyUsageFlags.digitalSignature | x509.KeyUsageFlags.keyEncipherment,
          ),
          new x509.ExtendedKeyUsageExtension([
            x509.ExtendedKeyUsage.serverAuth,
            x509.ExtendedKeyUsage.clientAuth,
          ]),
          await x509.AuthorityKeyIdentifierExtension.create(authority),
        ],
      },
      webcrypto as Crypto,
    );
    const id = BigInt(`0x${serialNumber}`).toString();
    const signed = {
      id,
      hostnames: [...hostnames],
      certificate: `${certificate.toString("pem")}\n`,
      csr: request.csr,
      expires: end.toISOString(),
      requestType,
      requestedValidity,
    };
    this.store.state.cloudflare.originCertificates[id] = signed;
    await this.store.commit();
    return signed;
  }

  /** Certificates for names of the zone that are not revoked, the oldest first. */
  certificatesOf(zone: Zone): OriginCertificate[] {
    return Object.values(this.store.state.cloudflare.originCertificates).filter(
      ({ hostnames, revoked }) =>
        revoked === undefined && hostnames.some((hostname) => isWithin(hostname, zone)),
    );
  }

  /** @throws CloudflareError; code and words of what is not there are not documented. */
  certificate(id: string): OriginCertificate {
    const certificates = this.store.state.cloudflare.originCertificates;
    const found = Object.hasOwn(certificates, id) ? certificates[id] : undefined;
    if (found === undefined) throw new CloudflareError(404, 1101, "Certificate does not exist.");
    return found;
  }

  async revoke(id: string): Promise<OriginCertificate> {
    const certificate = this.certificate(id);
    certificate.revoked ??= this.clock.now().toISOString();
    await this.store.commit();
    return certificate;
  }

  /** The root: what an edge has to trust. */
  root(): Promise<OriginRoot> {
    this.opening ??= this.open();
    return this.opening;
  }

  private async open(): Promise<OriginRoot> {
    const { cloudflare } = this.store.state;
    if (cloudflare.originRoot === undefined) {
      cloudflare.originRoot = await makeRoot();
      await this.store.commit();
    }
    return cloudflare.originRoot;
  }

  /** @see https://developers.cloudflare.com/api/resources/origin_ca_certificates/methods/create/ (wildcards) */
  private checkHostname(hostname: string): void {
    const zones = Object.values(this.store.state.cloudflare.zones);
    const wellFormed = /^(?:\*\.)?[^*.]+(?:\.[^*.]+)+$/.test(hostname);
    if (wellFormed && zones.some((zone) => isWithin(hostname, zone))) return;
    throw new CloudflareError(
      400,
      1010,
      `Failed to validate requested hostname ${hostname}: This zone is either not part of your account, or you do ` +
        "not have access to it. Please contact support if using a multi-user organization.",
    );
  }
}

function isWithin(hostname: string, zone: Zone): boolean {
  const name = hostname.toLowerCase();
  return name === zone.name || name.endsWith(`.${zone.name}`);
}

async function readRequest(x509: typeof X509, pem: string): Promise<X509.Pkcs10CertificateRequest> {
  try {
    const request = new x509.Pkcs10CertificateRequest(pem);
    if (await request.verify(webcrypto as Crypto)) return request;
  } catch {
    // What can't be read is as bad as what isn't signed.
  }
  throw refusal("The CSR can't be read, or is not signed with its own key.");
}

async function makeRoot(): Promise<OriginRoot> {
  const x509 = await import("@peculiar/x509");
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
  const certificate = await x509.X509CertificateGenerator.createSelfSigned(
    {
      serialNumber: randomSerial(),
      name: "OU=CloudFlare Origin SSL Certificate Authority, O=CloudFlare\\, Inc. (local cloud), L=San Francisco, ST=California, C=US",
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
  const key = await webcrypto.subtle.exportKey("pkcs8", keys.privateKey);
  return {
    certificate: `${certificate.toString("pem")}\n`,
    key: x509.PemConverter.encode(key, "PRIVATE KEY"),
  };
}

/** Hexadecimal, positive and without leading zeros. */
function randomSerial(): string {
  return `4${Buffer.from(webcrypto.getRandomValues(new Uint8Array(15)))
    .toString("hex")
    .slice(1)}`;
}

/** Code and words are not documented. */
function refusal(message: string): CloudflareError {
  return new CloudflareError(400, 1016, message);
}
