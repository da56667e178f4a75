/** What Cloudflare refuses of a DNS record. */

import { isObject } from "../json";
import { CloudflareError } from "./cloudflareError";
import type { DnsRecord } from "./cloudflareState";

const proxiable = new Set(["A", "AAAA", "CNAME"]);
const addressLike = new Set(["A", "AAAA", "CNAME"]);

/**
 * Checks one record by itself.
 *
 * @see https://developers.cloudflare.com/dns/manage-dns-records/reference/ttl/
 * @see https://developers.cloudflare.com/dns/proxy-status/
 * @throws CloudflareError
 */
export function checkRecord(record: DnsRecord): void {
  if (record.ttl !== 1 && !(record.ttl >= 60 && record.ttl <= 86_400)) {
    throw new CloudflareError(
      400,
      9021,
      "Invalid TTL. Must be between 60 and 86400 seconds, or 1 for Automatic.",
    );
  }
  if (record.proxied && !proxiable.has(record.type)) {
    throw new CloudflareError(400, 9004, "This record type cannot be proxied.");
  }
  if (record.content === "") {
    throw new CloudflareError(400, 9005, `Content for ${record.type} record is invalid.`);
  }
  if (record.type === "A" && !/^\d{1,3}(?:\.\d{1,3}){3}$/.test(record.content)) {
    throw new CloudflareError(400, 9005, "Content for A record must be a valid IPv4 address.");
  }
  if (record.type === "CAA" && !isObject(record.data)) {
    throw new CloudflareError(400, 9101, "CAA records need data: flags, tag and value.");
  }
}

/**
 * Checks a record against its neighbours of the same zone.
 *
 * @see https://developers.cloudflare.com/dns/manage-dns-records/troubleshooting/records-with-same-name/
 * @throws CloudflareError
 */
export function checkNeighbours(record: DnsRecord, others: readonly DnsRecord[]): void {
  const sameName = others.filter((other) => other.name === record.name && other.id !== record.id);
  for (const other of sameName) {
    if (other.type === record.type && other.content === record.content) {
      throw new CloudflareError(400, 81_058, "An identical record already exists.");
    }
    if (record.type === "CNAME" && addressLike.has(other.type)) {
      throw new CloudflareError(
        400,
        81_053,
        "An A, AAAA, or CNAME record with that host already exists.",
      );
    }
    if (record.type === "CNAME" || other.type === "CNAME") {
      throw new CloudflareError(400, 81_054, "A CNAME record with that host already exists.");
    }
    if ((record.type === "NS") !== (other.type === "NS")) {
      throw new CloudflareError(400, 81_056, "NS records with that host already exist.");
    }
  }
}
