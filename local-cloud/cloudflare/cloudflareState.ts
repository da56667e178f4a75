import type { JsonObject } from "../json";

/** A zone of the account. */
export interface Zone {
  readonly id: string;
  readonly name: string;
  readonly created: string;
}

/** A DNS record, in the shape of Cloudflare's API v4. */
export interface DnsRecord {
  readonly id: string;
  readonly zoneId: string;
  /** Fully qualified, lower-case, no trailing dot. */
  name: string;
  type: string;
  /** Absent on records that are made of `data`, such as CAA, until it is derived. */
  content: string;
  data?: JsonObject;
  /** Seconds; 1 means automatic. */
  ttl: number;
  proxied: boolean;
  comment?: string;
  tags: string[];
  priority?: number;
  settings: JsonObject;
  readonly created: string;
  modified: string;
}

/** A certificate of Cloudflare's Origin CA. */
export interface OriginCertificate {
  /** Its serial number, decimal. */
  readonly id: string;
  readonly hostnames: string[];
  readonly certificate: string;
  readonly csr: string;
  readonly expires: string;
  readonly requestType: string;
  /** Days. */
  readonly requestedValidity: number;
  /** When it was revoked. */
  revoked?: string;
}

/** The Origin CA's root, in PEM. */
export interface OriginRoot {
  readonly certificate: string;
  readonly key: string;
}

/** What the local cloud remembers of Cloudflare. */
export interface CloudflareState {
  /** By zone id. */
  zones: Record<string, Zone>;
  /** By record id. */
  records: Record<string, DnsRecord>;
  /** By `<zone id>/<setting id>`. */
  settings: Record<string, JsonObject>;
  /** By certificate id. */
  originCertificates: Record<string, OriginCertificate>;
  /** Made when it first signs. */
  originRoot?: OriginRoot;
}
