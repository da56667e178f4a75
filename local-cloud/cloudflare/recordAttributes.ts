/**
 * A record's comment and tags as Cloudflare writes them behind it in a zone file, with the two settings that have a tag
 * of their own.
 *
 * @see https://developers.cloudflare.com/dns/manage-dns-records/how-to/import-and-export/#dns-record-attributes
 */

import type { DnsRecord } from "./cloudflareState";
import { proxiableTypes } from "./recordRules";

/** What a zone file says of a record behind the semicolon. */
export interface RecordAttributes {
  readonly comment?: string;
  /** `name` or `name:value`. */
  readonly tags: string[];
  /** Undefined where the file leaves it open. */
  readonly proxied?: boolean;
  readonly flattened: boolean;
}

const marker = "cf_tags=";

/** What stands behind the record's semicolon; empty when there is nothing to say. */
export function writeAttributes({ type, comment, tags, proxied, settings }: DnsRecord): string {
  const written = [
    ...tags.map(writeTag),
    ...(settings.flatten_cname === true ? ["cf-flatten-cname"] : []),
    ...(proxiableTypes.has(type) ? [`cf-proxied:${proxied}`] : []),
  ];
  // A line is all that a zone file has for it.
  const line = (comment ?? "").replaceAll(/\s*[\r\n]\s*/g, " ");
  if (written.length === 0 && !line.includes(marker)) return line;
  return `${line} ${marker}${written.join(",")}`.trim();
}

/** Reads what stands behind a record's semicolon. */
export function readAttributes(text: string): RecordAttributes {
  const { comment, tags } = split(text.trim());
  const value = (name: string) => tags.find((tag) => tag === name || tag.startsWith(`${name}:`));
  const proxied = value("cf-proxied");
  return {
    ...(comment === "" ? {} : { comment }),
    tags: tags.filter((tag) => !tag.startsWith("cf-")),
    ...(proxied === undefined ? {} : { proxied: proxied === "cf-proxied:true" }),
    flattened: value("cf-flatten-cname") !== undefined,
  };
}

const tagValue = /"(?:[^"\\]|\\.)*"|[^",=\\]*/.source;
const tag = new RegExp(`([A-Za-z0-9_.-]+)(?::(${tagValue}))?`).source;
const tagList = new RegExp(`^(?:${tag}(?:,${tag})*)?$`);

/** The tags are what stands behind the first marker that only tags follow: a comment may have the marker in it. */
function split(text: string): { comment: string; tags: string[] } {
  for (const { index } of text.matchAll(/(?<!\S)cf_tags=/g)) {
    const list = text.slice(index + marker.length);
    if (tagList.test(list))
      return { comment: text.slice(0, index).trimEnd(), tags: readTags(list) };
  }
  return { comment: text, tags: [] };
}

function readTags(list: string): string[] {
  return [...list.matchAll(new RegExp(tag, "g"))].map(([, name, value]) => {
    const read = value?.startsWith('"') ? String(JSON.parse(value)) : value;
    return read === undefined || read === "" ? name! : `${name}:${read}`;
  });
}

function writeTag(written: string): string {
  const [name, ...rest] = written.split(":");
  const value = rest.join(":");
  if (value === "") return name!;
  // What can't be told from the rest of the line, or would be trimmed from its end.
  const unclear = /["=,\\]|^\s|\s$|[\r\n]/.test(value);
  return `${name}:${unclear ? JSON.stringify(value) : value}`;
}
