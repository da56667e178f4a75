import { promises as dns } from "node:dns";
import { Refusal } from "../refusal";
import type { CertificateAuthority, DnsZone } from "./places";

/** @see https://developers.cloudflare.com/api/ */
const cloudflareUrl = "https://api.cloudflare.com/client/v4";

/** Seconds; the shortest that every plan has. @see https://developers.cloudflare.com/dns/manage-dns-records/reference/ttl/ */
const challengeTtlSec = 60;
/** Days. One of the terms that the Origin CA offers, short enough for a lost key not to serve for years. */
const originValidityDays = 365;

/** How to call Cloudflare. */
export interface CloudflareAccess {
  readonly token: string;
  /** @default {@link cloudflareUrl} */
  readonly url?: string;
}

/**
 * A zone of a Cloudflare account. The token needs the permissions Zone Read and DNS Write on it.
 *
 * @throws Refusal when the token does not see the zone.
 */
export async function cloudflareZone(access: CloudflareAccess, name: string): Promise<DnsZone> {
  const found = await call<{ id: string }[]>(access, "GET", `/zones?name=${name}`);
  const id = found[0]?.id;
  if (id === undefined) {
    throw new Refusal(
      `CLOUDFLARE_API_TOKEN does not see the zone ${name}: it takes Zone Read on it.`,
    );
  }
  const records = `/zones/${id}/dns_records`;
  return {
    addTxt: async (recordName, text) => {
      const record = await call<{ id: string }>(access, "POST", records, {
        type: "TXT",
        name: recordName,
        content: `"${text}"`,
        ttl: challengeTtlSec,
        comment: "ftl certificate: answers a challenge, and goes away by itself",
      });
      return record.id;
    },
    remove: async (recordId) => {
      await call(access, "DELETE", `${records}/${recordId}`);
    },
    servers: async () => {
      const names = await dns.resolveNs(name);
      const addresses = await Promise.all(names.map((server) => dns.resolve4(server)));
      return addresses.flatMap((of) => of.slice(0, 1));
    },
  };
}

/**
 * Cloudflare's Origin CA: trusted by Cloudflare's proxy and by nobody else. The token needs SSL and Certificates Write.
 * Container Apps is not known to take such a certificate: prove it in a development subscription first.
 *
 * @see https://github.com/microsoft/azure-container-apps/issues/216
 * @see https://developers.cloudflare.com/api/resources/origin_ca_certificates/methods/create/
 */
export function originAuthority(access: CloudflareAccess): CertificateAuthority {
  return {
    name: "Cloudflare's Origin CA",
    sign: async (hostname, csr) => {
      const { certificate } = await call<{ certificate: string }>(access, "POST", "/certificates", {
        csr,
        hostnames: [hostname],
        request_type: "origin-rsa",
        requested_validity: originValidityDays,
      });
      return certificate;
    },
  };
}

/** What every answer of the API is wrapped in. */
interface Envelope<T> {
  readonly success: boolean;
  readonly errors: readonly { readonly code: number; readonly message: string }[];
  readonly result: T;
}

/** Calls the API. @returns The result. @throws Error with what it says against it. */
export async function call<T>(
  { token, url = cloudflareUrl }: CloudflareAccess,
  method: "GET" | "POST" | "DELETE",
  path: string,
  body?: object,
): Promise<T> {
  const response = await fetch(`${url}${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    ...(body && { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(30_000),
  });
  const text = await response.text();
  const envelope = parsed<T>(text);
  if (envelope?.success === true) return envelope.result;
  const reasons = envelope?.errors.map(({ code, message }) => `${message} (code ${code})`) ?? [];
  const why = reasons.join("; ") || text.slice(0, 200);
  throw new Error(`Cloudflare refused ${method} ${path}: ${response.status} ${why}`);
}

function parsed<T>(text: string): Envelope<T> | undefined {
  try {
    return JSON.parse(text) as Envelope<T>;
  } catch {
    // A page of the proxy in front of the API.
    return undefined;
  }
}
