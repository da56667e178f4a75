/** DNS records as the API writes and reads them. */

import type { RecordInput } from "../../cloudflare/cloudflare";
import type { DnsRecord } from "../../cloudflare/cloudflareState";
import { proxiableTypes } from "../../cloudflare/recordRules";
import { clone, isObject, type Json, type JsonObject } from "../../json";
import { invalidBody } from "./reply";

/** @see https://developers.cloudflare.com/api/resources/dns/subresources/records/methods/get/ */
export function recordBody(record: DnsRecord): JsonObject {
  const { id, name, type, content, proxied, ttl, settings, comment, tags, data, priority } = record;
  return {
    id,
    name,
    type,
    content,
    proxiable: proxiableTypes.has(type),
    proxied,
    ttl,
    settings: clone(settings),
    meta: {},
    comment: comment ?? null,
    tags: [...tags],
    created_on: record.created,
    modified_on: record.modified,
    ...(comment === undefined ? {} : { comment_modified_on: record.modified }),
    ...(tags.length === 0 ? {} : { tags_modified_on: record.modified }),
    ...(data === undefined ? {} : { data: clone(data) }),
    ...(priority === undefined ? {} : { priority }),
  };
}

const isText = (value: Json) => typeof value === "string";
const isNumber = (value: Json) => typeof value === "number";

/** The fields that a client may write, and what is right for each. */
const fields: Readonly<Record<keyof RecordInput, (value: Json) => boolean>> = {
  name: isText,
  type: isText,
  ttl: isNumber,
  content: isText,
  data: isObject,
  proxied: (value) => typeof value === "boolean",
  comment: isText,
  tags: (value) => Array.isArray(value) && value.every(isText),
  priority: isNumber,
  settings: isObject,
};

/**
 * The fields that a client wrote; those that are the API's own are left out. Null, or an empty comment, takes a field
 * away.
 *
 * @throws CloudflareError
 */
export function recordChange(body: Json | undefined): Partial<RecordInput> {
  if (!isObject(body)) throw invalidBody();
  const change: JsonObject = {};
  for (const [key, isRight] of Object.entries(fields)) {
    const value = body[key];
    if (value === undefined) continue;
    const taken = value === null || (key === "comment" && value === "");
    if (!taken && !isRight(value)) throw invalidBody();
    change[key] = taken ? undefined : clone(value);
  }
  return change as Partial<RecordInput>;
}

/** A whole record. @throws CloudflareError */
export function recordInput(body: Json | undefined): RecordInput {
  const { name, type, ...rest } = recordChange(body);
  if (name === undefined || type === undefined) throw invalidBody();
  return { name, type, ...rest };
}

/** A change with the id of its record. @throws CloudflareError */
export function identified<T>(
  body: Json | undefined,
  read: (body: Json | undefined) => T,
): T & { id: string } {
  const id = isObject(body) ? body.id : undefined;
  if (typeof id !== "string") throw invalidBody();
  return { ...read(body), id };
}
