import type { X509Certificate } from "node:crypto";
import type { ManagedName } from "./names";
import type { CertificateFacts } from "./state";

/** A vault that keeps certificates with their keys, and secrets. */
export interface CertificateVault {
  /** The newest certificate of a name, without its key; undefined when there is none. */
  certificate(name: string): Promise<X509Certificate | undefined>;
  /** Keeps a new version: PKCS #8 key, leaf and chain in one PEM text. */
  importPem(name: string, pem: string): Promise<void>;
  /** The newest value of a secret; undefined when there is none. */
  secret(name: string): Promise<string | undefined>;
  setSecret(name: string, value: string): Promise<void>;
}

/** The apps, as they answer whoever connects to them without a proxy between. */
export interface Origins {
  /**
   * What an app serves a hostname with. `unbound`: it does not serve the hostname yet; `missing`: it should, and has
   * no certificate.
   *
   * @throws Refusal, exit code 2, when the app can't be reached.
   */
  served(name: ManagedName): Promise<CertificateFacts | "unbound" | "missing">;
}

/** A DNS zone in which challenges can be answered. */
export interface DnsZone {
  /** Writes a TXT record. @returns Its id. */
  addTxt(name: string, text: string): Promise<string>;
  remove(id: string): Promise<void>;
  /** The servers that answer for the zone, each as `address` or `address:port`. */
  servers(): Promise<string[]>;
}

/** Whoever signs. */
export interface CertificateAuthority {
  /** What it is called in messages. */
  readonly name: string;
  /**
   * Has a signing request signed.
   *
   * @param csr PEM; for this hostname and no other.
   * @returns The certificate and what leads to its root, PEM, leaf first.
   * @throws Error with the authority's reason.
   */
  sign(hostname: string, csr: string): Promise<string>;
}
