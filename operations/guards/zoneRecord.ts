import { absoluteName } from "../../policy/dnsNames";
import { mapText, read, readText, type Text, unknownValue } from "../../policy/known";
import { canBeProxied, zoneRecordOf } from "../../policy/records";
import type { Change } from "../changes/change";

/** A record of a zone on one side of a change. What a preview can't know yet is `unknownValue`. */
export interface ZoneRecord {
  /** DNS type in capitals, or what Cloudflare calls the thing that stands for one. */
  readonly kind: Text;
  /** With its zone, in lower case. */
  readonly name: Text;
  /** As the zone shows it: target, quoted text, `0 issue "digicert.com"`. */
  readonly value: Text;
  /** Seconds; 1 is Cloudflare's "automatic". */
  readonly ttl: number | undefined;
  readonly proxied: boolean | typeof unknownValue;
  /** Whether its type has a proxied form at all. */
  readonly proxyable: boolean;
}

/** Both sides of what a change does to a record. */
export interface RecordChange {
  readonly change: Change;
  readonly before: ZoneRecord | undefined;
  readonly after: ZoneRecord | undefined;
}

/**
 * The changes that are about records, with what each record is before and after.
 *
 * @param zone Name of the zone, for records whose names leave it out.
 */
export function recordChanges(changes: readonly Change[], zone: string): RecordChange[] {
  return changes.flatMap((change) => {
    if (change.operation === "same") return [];
    const before = recordOf(change, change.before, zone);
    const after = recordOf(change, change.after, zone);
    return before === undefined && after === undefined ? [] : [{ change, before, after }];
  });
}

function recordOf(
  { type, urn }: Change,
  props: Change["before"],
  zone: string,
): ZoneRecord | undefined {
  const record = props && zoneRecordOf({ type, urn, props });
  if (record === undefined) return undefined;
  const ttl = read(props, "ttl");
  const proxied = record.proxied;
  return {
    kind: record.kind,
    name: mapText(record.name, (name) => absoluteName(name, zone)),
    value: valueOf(props) ?? record.content,
    ttl: typeof ttl === "number" ? ttl : undefined,
    proxied: proxied === unknownValue ? unknownValue : proxied === true,
    proxyable: canBeProxied(record),
  };
}

/**
 * What a Cloudflare record says: its content, or what its data comes to.
 *
 * @see https://developers.cloudflare.com/api/resources/dns/subresources/records/methods/create/
 */
function valueOf(props: unknown): Text {
  const content = readText(props, "content") ?? readText(props, "value");
  if (content !== undefined) return content;
  const data = read(props, "data");
  if (data === undefined || data === unknownValue) return data;
  const tag = readText(data, "tag");
  const value = readText(data, "value");
  if (tag === unknownValue || value === unknownValue) return unknownValue;
  if (tag === undefined || value === undefined) return JSON.stringify(data);
  return `${JSON.stringify(read(data, "flags"))} ${tag} "${value}"`;
}

/** The text of a TXT: Cloudflare and the stack's outputs have it with its quotes or without. */
export function unquoted(content: string): string {
  return content.replace(/^"(.*)"$/s, "$1");
}

/** A text in words, also when it isn't known. */
export function words(text: Text): string {
  if (text === unknownValue) return "(not known yet)";
  return text ?? "(none)";
}

/** A record in words: `CNAME ws.example.com`. */
export function recordWords({ kind, name }: Pick<ZoneRecord, "kind" | "name">): string {
  return `${words(kind)} ${words(name)}`;
}
