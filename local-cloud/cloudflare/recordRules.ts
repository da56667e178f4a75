/** What Cloudflare refuses of a DNS record. */

import net from "node:net";
import { isObject, type JsonObject } from "../json";
import { CloudflareError } from "./cloudflareError";
import type { DnsRecord } from "./cloudflareState";
import { dataFields, dataTypes, targetTypes } from "./recordContent";

/** Types that can be proxied. @see https://developers.cloudflare.com/dns/proxy-status/ */
export const proxiableTypes: ReadonlySet<string> = new Set(["A", "AAAA", "CNAME"]);

const contentTypes = new Set(["A", "AAAA", "CNAME", "MX", "NS", "PTR", "TXT"]);

/** A host name of letters, digits, hyphens and underscores, in labels of at most 63. */
const hostName =
  /^(?=.{1,253}$)(?:[a-z0-9_](?:[-a-z0-9_]{0,61}[a-z0-9_])?\.)*[a-z0-9_](?:[-a-z0-9_]{0,61}[a-z0-9_])?$/i;

/**
 * Checks one record by itself.
 *
 * @see https://github.com/timothymiller/cloudflare-ddns/issues/179 (9021)
 * @see https://github.com/kubernetes-sigs/external-dns/issues/1945 (9004)
 * @see https://github.com/kubernetes-sigs/external-dns/issues/2409 (9007)
 * @see https://github.com/kubernetes-sigs/external-dns/issues/4749 (9039)
 * @throws CloudflareError
 */
export function checkRecord(record: DnsRecord): void {
  const { name, type, content, ttl, proxied } = record;
  if (!hostName.test(name.replace(/^\*\./, ""))) {
    // Code and words are not documented.
    throw refusal(9000, "DNS name is invalid.");
  }
  if (!contentTypes.has(type) && !dataTypes.has(type)) {
    // Code and words are not documented.
    throw refusal(9002, `The local cloud has no DNS records of type '${type}'.`);
  }
  if (ttl !== 1 && !(Number.isInteger(ttl) && ttl >= 60 && ttl <= 86_400)) {
    throw refusal(9021, "TTL must be between 60 and 86400 seconds, or 1 for Automatic.");
  }
  if (proxied && !proxiableTypes.has(type)) {
    throw refusal(9004, "This record type cannot be proxied.");
  }
  checkContent(record);
  if (type === "CNAME" && content === name) {
    throw refusal(9039, "CNAME content cannot reference itself.");
  }
}

/**
 * Codes and words of A, AAAA and CNAME have been seen; those of the rest follow their pattern, and are not documented.
 *
 * @see https://github.com/timothymiller/cloudflare-ddns/issues/230 (9005)
 * @see https://github.com/wherelse/cloudflare-ddns-script/issues/15 (9006)
 */
function checkContent({ type, content, data, priority }: DnsRecord): void {
  const target = content.replace(/\.$/, "");
  if (type === "A" && !net.isIPv4(content)) {
    throw refusal(9005, "Content for A record must be a valid IPv4 address.");
  }
  if (type === "AAAA" && !net.isIPv6(content)) {
    throw refusal(9006, "Content for AAAA record must be a valid IPv6 address.");
  }
  if (targetTypes.has(type) && !hostName.test(target)) {
    throw refusal(9007, `Content for ${type} record is invalid.`);
  }
  if (type === "MX" && !(priority !== undefined && isUint(priority, 65_535))) {
    throw refusal(9100, "MX records need a priority between 0 and 65535.");
  }
  if (type === "TXT" && content === "") {
    throw refusal(9005, "Content for TXT record is invalid.");
  }
  if (dataTypes.has(type)) checkData(type, isObject(data) ? data : {});
}

/**
 * The words about what is missing are documented, its code is not; nor is anything about what is wrong.
 *
 * @see https://github.com/cloudflare/terraform-provider-cloudflare/issues/1968
 * @see https://www.rfc-editor.org/rfc/rfc8659#section-4
 */
function checkData(type: string, data: JsonObject): void {
  for (const { field, is } of dataFields(type)) {
    if (data[field] === undefined) throw refusal(9101, `${field} is a required data field.`);
    if (typeof data[field] !== is) throw refusal(9101, `${field} must be a ${is}.`);
  }
  if (type !== "CAA") return;
  const { flags, tag, value } = data;
  if (!isUint(flags, 255)) throw refusal(9101, "flags must be between 0 and 255.");
  if (tag !== "issue" && tag !== "issuewild" && tag !== "iodef") {
    throw refusal(9101, "tag must be one of issue, issuewild and iodef.");
  }
  if (value === "") throw refusal(9101, "value must not be empty.");
}

/**
 * Checks a record against its neighbours of the same zone. A CNAME bears no address beside it, and NS bears nothing
 * else; text beside a CNAME is fine with Cloudflare, other than with most name servers.
 *
 * @see https://developers.cloudflare.com/dns/manage-dns-records/troubleshooting/records-with-same-name/
 * @see https://github.com/cloudflare/terraform-provider-cloudflare/issues/1247 (81053)
 * @throws CloudflareError
 */
export function checkNeighbours(record: DnsRecord, others: readonly DnsRecord[]): void {
  const sameName = others.filter((other) => other.name === record.name && other.id !== record.id);
  for (const other of sameName) {
    if (other.type === record.type && other.content === record.content) {
      throw refusal(81_058, "An identical record already exists.");
    }
    if (record.type === "CNAME" && proxiableTypes.has(other.type)) {
      throw refusal(81_053, "An A, AAAA, or CNAME record with that host already exists.");
    }
    if (other.type === "CNAME" && proxiableTypes.has(record.type)) {
      throw refusal(81_054, "A CNAME record with that host already exists.");
    }
    if ((record.type === "NS") !== (other.type === "NS")) {
      throw refusal(81_056, "NS records with that host already exist.");
    }
  }
}

function isUint(value: unknown, max: number): boolean {
  return typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= max;
}

function refusal(code: number, message: string): CloudflareError {
  return new CloudflareError(400, code, message);
}
