/** A zone's records as a BIND zone file, and back. */

import { CloudflareError } from "./cloudflareError";
import type { RecordInput } from "./cloudflare";
import type { DnsRecord, Zone } from "./cloudflareState";
import { nameServers } from "./nameServers";
import { readAttributes, writeAttributes } from "./recordAttributes";
import { contentOf, dataOf, dataTypes, priorityTypes, targetTypes } from "./recordContent";
import { proxiableTypes } from "./recordRules";
import { quoted } from "./textContent";
import { readZoneFile, type ZoneFileRecord, ZoneFileError } from "./zoneFileReader";

/** Bytes. @see https://developers.cloudflare.com/dns/manage-dns-records/how-to/import-and-export/ */
const largestFile = 262_144;

/**
 * The zone file that Cloudflare exports: everything but ids, times and which family of addresses alone a proxied name
 * answers with.
 *
 * @see https://github.com/graysonlang/proscenium/issues/4 (an export)
 */
export function writeZoneFile(zone: Zone, records: readonly DnsRecord[], now: Date): string {
  const exported = now.toISOString().slice(0, 19).replace("T", " ");
  const apex = `${zone.name}.`;
  const [primary] = nameServers;
  const sections = [...new Set(records.map(({ type }) => type))].toSorted().map((type) => {
    const lines = records.filter((record) => record.type === type).map(recordLine);
    return [`;; ${type} Records`, ...lines].join("\n");
  });
  return `${[
    `;;\n;; Domain:     ${apex}\n;; Exported:   ${exported}\n;;`,
    `;; SOA Record\n${apex}\t3600\tIN\tSOA\t${primary}. dns.cloudflare.com. 1 10000 2400 604800 3600`,
    [";; NS Records", ...nameServers.map((server) => `${apex}\t86400\tIN\tNS\t${server}.`)].join(
      "\n",
    ),
    ...sections,
  ].join("\n\n")}\n`;
}

/**
 * What a zone file says that the zone's records are. Its SOA record and the zone's own name servers are Cloudflare's
 * affair and are left out.
 *
 * @param proxied Whether names are proxied that the file doesn't say it of.
 * @throws CloudflareError; the codes are not documented.
 */
export function readRecords(text: string, zone: Zone, proxied: boolean): RecordInput[] {
  if (Buffer.byteLength(text) > largestFile) {
    throw new CloudflareError(400, 9207, "The zone file is larger than 262144 bytes.");
  }
  try {
    return readZoneFile(text, zone.name)
      .filter((record) => record.type !== "SOA" && !isOwnServer(record, zone))
      .map((record) => inputOf(record, proxied));
  } catch (error) {
    if (!(error instanceof ZoneFileError)) throw error;
    throw new CloudflareError(400, 9207, error.message);
  }
}

function recordLine(record: DnsRecord): string {
  const attributes = writeAttributes(record);
  const line = [`${record.name}.`, record.ttl, "IN", record.type, presented(record)].join("\t");
  return attributes === "" ? line : `${line} ; ${attributes}`;
}

/** What the record answers, in the form of a zone file. */
function presented({ type, content, data, priority }: DnsRecord): string {
  const before = priority === undefined || !priorityTypes.has(type) ? "" : `${priority} `;
  if (dataTypes.has(type)) return before + contentOf(type, data ?? {}, withDot);
  if (type === "TXT") return quoted(content);
  return before + (targetTypes.has(type) ? withDot(content) : content);
}

function withDot(name: string): string {
  return name.endsWith(".") ? name : `${name}.`;
}

function isOwnServer({ type, name, words, readName }: ZoneFileRecord, zone: Zone): boolean {
  const target = readName(words[0]?.text ?? "").toLowerCase();
  return type === "NS" && name.toLowerCase() === zone.name && nameServers.includes(target);
}

function inputOf(record: ZoneFileRecord, proxiedByDefault: boolean): RecordInput {
  const { name, type, ttl = 1, comment, readName } = record;
  const attributes = readAttributes(comment);
  const [first, ...rest] = record.words;
  const words = priorityTypes.has(type) ? rest : record.words;
  const proxied = proxiableTypes.has(type) && (attributes.proxied ?? proxiedByDefault);
  return {
    name,
    type,
    ttl,
    ...(priorityTypes.has(type) ? { priority: Number(first?.text) } : {}),
    ...(dataTypes.has(type)
      ? { data: dataOf(type, words, (target) => (target === "." ? target : readName(target))) }
      : { content: contentIn(type, words, readName) }),
    proxied,
    tags: attributes.tags,
    ...(attributes.comment === undefined ? {} : { comment: attributes.comment }),
    ...(attributes.flattened ? { settings: { flatten_cname: true } } : {}),
  };
}

function contentIn(
  type: string,
  words: ZoneFileRecord["words"],
  readName: (name: string) => string,
): string {
  if (targetTypes.has(type)) return words[0] === undefined ? "" : readName(words[0].text);
  if (type === "TXT") {
    return words.map(({ raw, text }) => (raw.startsWith('"') ? raw : quoted(text))).join(" ");
  }
  return words.map(({ text }) => text).join(" ");
}
