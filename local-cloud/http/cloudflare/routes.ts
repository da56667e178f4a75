import { CloudflareError } from "../../cloudflare/cloudflareError";
import {
  createCertificate,
  getCertificate,
  listCertificates,
  revokeCertificate,
} from "./certificates";
import {
  batchRecords,
  createRecord,
  deleteRecord,
  editRecord,
  exportRecords,
  getRecord,
  importRecords,
  listRecords,
  overwriteRecord,
} from "./dnsRecords";
import type { Handler } from "./reply";
import { verifyAccountToken, verifyToken } from "./tokens";
import { editSetting, getSetting, getZone, listSettings, listZones } from "./zones";

/** What is modelled of the API, by path and method; `:name` stands for one part. The first path that fits is taken. */
const routes: readonly (readonly [path: string, methods: Readonly<Record<string, Handler>>])[] = [
  ["/user/tokens/verify", { GET: verifyToken }],
  ["/accounts/:account/tokens/verify", { GET: verifyAccountToken }],
  ["/zones", { GET: listZones }],
  ["/zones/:zone", { GET: getZone }],
  ["/zones/:zone/settings", { GET: listSettings }],
  ["/zones/:zone/settings/:setting", { GET: getSetting, PATCH: editSetting }],
  ["/zones/:zone/dns_records", { GET: listRecords, POST: createRecord }],
  ["/zones/:zone/dns_records/batch", { POST: batchRecords }],
  ["/zones/:zone/dns_records/export", { GET: exportRecords }],
  ["/zones/:zone/dns_records/import", { POST: importRecords }],
  [
    "/zones/:zone/dns_records/:record",
    { GET: getRecord, PUT: overwriteRecord, PATCH: editRecord, DELETE: deleteRecord },
  ],
  ["/certificates", { GET: listCertificates, POST: createCertificate }],
  ["/certificates/:certificate", { GET: getCertificate, DELETE: revokeCertificate }],
];

/** The parts of a path that are ids, and their form. */
const idForms: Readonly<Record<string, RegExp>> = {
  account: /^[0-9a-f]{32}$/,
  zone: /^[0-9a-f]{32}$/,
  record: /^[0-9a-f]{32}$/,
  certificate: /^\d+$/,
};

/** Where a request leads. */
export interface Route {
  readonly handler: Handler;
  readonly path: Readonly<Record<string, string>>;
}

/** The local cloud has no model of what was asked for; the answer is Cloudflare's to what is not there. */
export class Unmodelled extends CloudflareError {}

/**
 * Where a request leads.
 *
 * @param path Below the API's version: `/zones`.
 * @see https://github.com/cloudflare/cf-terraforming/issues/275 (400)
 * @see https://github.com/timothymiller/cloudflare-ddns/issues/152 (7003)
 * @see https://github.com/cloudflare/serverless-cloudflare-workers/issues/27 (7000)
 * @see https://github.com/cloudflare-api/python-cloudflare-v4/issues/17 (another method; code and status are not documented)
 * @throws CloudflareError
 */
export function routeOf(method: string, path: string, fullPath: string): Route {
  for (const [pattern, methods] of routes) {
    const parts = partsOf(pattern, path);
    if (parts === undefined) continue;
    if (Object.entries(parts).some(([name, value]) => idForms[name]?.test(value) === false)) {
      throw new CloudflareError(
        400,
        7003,
        `Could not route to ${fullPath}, perhaps your object identifier is invalid?`,
      );
    }
    const handler = Object.hasOwn(methods, method) ? methods[method] : undefined;
    if (handler !== undefined) return { handler, path: parts };
    throw new Unmodelled(405, 7001, `Method ${method} not available for that URI.`);
  }
  throw new Unmodelled(400, 7000, "No route for that URI");
}

function partsOf(pattern: string, path: string): Record<string, string> | undefined {
  const wanted = pattern.split("/");
  const given = path.replace(/\/$/, "").split("/");
  if (wanted.length !== given.length) return undefined;
  const parts: Record<string, string> = {};
  for (const [index, part] of wanted.entries()) {
    const value = given[index]!;
    if (part.startsWith(":")) parts[part.slice(1)] = value;
    else if (part !== value) return undefined;
  }
  return parts;
}
