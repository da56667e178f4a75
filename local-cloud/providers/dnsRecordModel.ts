import { isObject, type JsonObject } from "../json";
import type { Cloudflare, RecordInput } from "../cloudflare/cloudflare";
import { CloudflareError } from "../cloudflare/cloudflareError";
import type { DnsRecord } from "../cloudflare/cloudflareState";
import { proxiableTypes } from "../cloudflare/recordRules";
import type { ReadResult } from "./providerFront";

/** A resource of the Cloudflare SDK, on the local account. Ids are the SDK's own. */
export interface CloudflareModel {
  /** Inputs whose change makes another resource. */
  readonly fixed: readonly string[];
  create(inputs: JsonObject): Promise<{ id: string; outputs: JsonObject }>;
  /** The resource, in a zone that exists; undefined when it isn't there. */
  read(id: string, zoneId: string): ReadResult | undefined;
  update(id: string, inputs: JsonObject): Promise<JsonObject>;
  delete(id: string, outputs: JsonObject): Promise<void>;
}

/**
 * `cloudflare.DnsRecord`.
 *
 * @see https://github.com/cloudflare/terraform-provider-cloudflare/blob/main/internal/services/dns_record/resource.go
 * @see https://github.com/cloudflare/terraform-provider-cloudflare/blob/main/internal/services/dns_record/schema.go (what replaces)
 */
export function dnsRecords(account: Cloudflare): CloudflareModel {
  return {
    fixed: ["zoneId"],
    create: async (inputs) => {
      const record = await account.createRecord(text(inputs.zoneId), toApi(inputs));
      return { id: record.id, outputs: recordOutputs(record, inputs) };
    },
    read: (id, zoneId) => {
      const record = account.records(zoneId).find((one) => one.id === id);
      return record && { id, outputs: recordOutputs(record), inputs: inputsOf(record) };
    },
    update: async (id, inputs) =>
      recordOutputs(await account.overwriteRecord(text(inputs.zoneId), id, toApi(inputs)), inputs),
    delete: (id, outputs) => gone(account.deleteRecord(text(outputs.zoneId), id)),
  };
}

/**
 * The body that the SDK's provider sends.
 *
 * @throws Error for a proxied record whose time to live isn't 1, in the provider's words.
 */
function toApi(inputs: JsonObject): RecordInput {
  const { settings, type, content } = inputs;
  if (inputs.proxied === true && inputs.ttl !== 1) {
    throw new Error(
      "ttl must be set to 1 when `proxied` is true: When a DNS record is marked as `proxied` the TTL must be 1 as " +
        `Cloudflare will control the TTL internally. Record ${text(inputs.name)} has ttl ${JSON.stringify(inputs.ttl)}.`,
    );
  }
  const quoted =
    text(type).toUpperCase() === "TXT" && typeof content === "string" && content.trim() !== ""
      ? { content: inQuotes(content) }
      : {};
  return {
    ...inputs,
    ...quoted,
    ...(isObject(settings) ? { settings: renamed(settings, sdkToApi) } : {}),
  } as unknown as RecordInput;
}

function inQuotes(content: string): string {
  return isQuoted(content) ? content : `"${content}"`;
}

function withoutQuotes(content: string): string {
  return isQuoted(content) ? content.trim().slice(1, -1) : content;
}

function isQuoted(content: string): boolean {
  return /^".*"$/s.test(content.trim());
}

const sdkToApi: Readonly<Record<string, string>> = {
  flattenCname: "flatten_cname",
  ipv4Only: "ipv4_only",
  ipv6Only: "ipv6_only",
};
const apiToSdk = Object.fromEntries(Object.entries(sdkToApi).map(([sdk, api]) => [api, sdk]));

function renamed(object: JsonObject, names: Readonly<Record<string, string>>): JsonObject {
  return Object.fromEntries(
    Object.entries(object).map(([key, value]) => [names[key] ?? key, value]),
  );
}

/** What the record would be declared with; the provider shows text without its quotes. */
function inputsOf(record: DnsRecord): JsonObject {
  const { zoneId, name, type, data, ttl, proxied, comment, tags, priority } = record;
  const { content, settings } = shown(record);
  return {
    zoneId,
    name,
    type,
    ttl,
    proxied,
    comment,
    priority,
    ...(data === undefined ? { content } : { data }),
    ...(tags.length > 0 ? { tags } : {}),
    ...(Object.keys(settings).length > 0 ? { settings } : {}),
  };
}

/** What the provider shows of a record. @param inputs What it was declared with: its name is shown as it is there. */
export function recordOutputs(record: DnsRecord, inputs: JsonObject = {}): JsonObject {
  const { zoneId, type, data, ttl, proxied, comment, tags, priority } = record;
  return {
    zoneId,
    type,
    data,
    ttl,
    proxied,
    comment,
    tags,
    priority,
    ...shown(record),
    name: inputs.name ?? record.name,
    proxiable: proxiableTypes.has(type),
    meta: "{}",
    createdOn: record.created,
    modifiedOn: record.modified,
    ...(comment === undefined ? {} : { commentModifiedOn: record.modified }),
    ...(tags.length === 0 ? {} : { tagsModifiedOn: record.modified }),
  };
}

function shown({ type, content, settings }: DnsRecord): { content: string; settings: JsonObject } {
  return {
    content: type === "TXT" ? withoutQuotes(content) : content,
    settings: renamed(settings, apiToSdk),
  };
}

/** A record that is gone already is as good as deleted. */
async function gone(deletion: Promise<void>): Promise<void> {
  try {
    await deletion;
  } catch (error) {
    if (!(error instanceof CloudflareError && error.status === 404)) throw error;
  }
}

/** The text, or an empty one: what names a resource is required, and checked by the SDK's types. */
export function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}
