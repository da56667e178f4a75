/**
 * The DNS records of a zone.
 *
 * @see https://developers.cloudflare.com/api/resources/dns/subresources/records/
 */

import type { DnsRecord } from "../../cloudflare/cloudflareState";
import { CloudflareError } from "../../cloudflare/cloudflareError";
import type { Json, JsonObject } from "../../json";
import { filtered, ordered, paged } from "./listing";
import { identified, recordBody, recordChange, recordInput } from "./recordBody";
import { recordFilters, tagFilter } from "./recordFilters";
import { type ApiCall, bodyOf, type Handler, invalidBody } from "./reply";

export const listRecords: Handler = ({ account, path, query }) => {
  const { id } = account.zone(path.zone!);
  const tags = tagFilter(query);
  const filters = [...recordFilters(query), ...(tags === undefined ? [] : [tags])];
  const found = ordered(
    filtered(account.records(id), filters, query),
    {
      type: ({ type }) => type,
      name: ({ name }) => name,
      content: ({ content }) => content,
      ttl: ({ ttl }) => ttl,
      proxied: ({ proxied }) => Number(proxied),
    },
    query,
  );
  return paged(found.map(recordBody), { usual: 100, least: 1, most: 5_000_000 }, query);
};

export const getRecord: Handler = ({ account, path }) => ({
  result: recordBody(account.record(path.zone!, path.record!)),
});

export const createRecord: Handler = async (call) => {
  const input = recordInput(bodyOf(call));
  return { result: recordBody(await call.account.createRecord(call.path.zone!, input)) };
};

export const overwriteRecord: Handler = async (call) => {
  const { zone, record } = call.path;
  const input = recordInput(bodyOf(call));
  return { result: recordBody(await call.account.overwriteRecord(zone!, record!, input)) };
};

export const editRecord: Handler = async (call) => {
  const { zone, record } = call.path;
  const input = recordChange(bodyOf(call));
  return { result: recordBody(await call.account.editRecord(zone!, record!, input)) };
};

export const deleteRecord: Handler = async ({ account, path }) => {
  await account.deleteRecord(path.zone!, path.record!);
  return { result: { id: path.record! } };
};

/** @see https://developers.cloudflare.com/dns/manage-dns-records/how-to/batch-record-changes/ */
export const batchRecords: Handler = async (call) => {
  const body = bodyOf(call);
  const changed = await call.account.batchRecords(call.path.zone!, {
    deletes: listIn(body, "deletes").map((item) => identified(item, () => ({}))),
    patches: listIn(body, "patches").map((item) => identified(item, recordChange)),
    puts: listIn(body, "puts").map((item) => identified(item, recordInput)),
    posts: listIn(body, "posts").map((item) => recordInput(item)),
  });
  const bodies = (records: readonly DnsRecord[]) => records.map(recordBody);
  return {
    result: {
      deletes: bodies(changed.deletes),
      patches: bodies(changed.patches),
      puts: bodies(changed.puts),
      posts: bodies(changed.posts),
    },
  };
};

export const exportRecords: Handler = ({ account, path }) => ({
  text: account.exportRecords(path.zone!),
});

/**
 * Refusals of single records are messages of an import that succeeds.
 *
 * @see https://github.com/cloudflare/python-cloudflare/issues/89
 */
export const importRecords: Handler = async (call) => {
  const form = await formOf(call);
  const file = form.get("file");
  if (file === null) throw notAForm();
  const text = typeof file === "string" ? file : await file.text();
  const proxied = form.get("proxied") === "true";
  const { added, parsed, refused } = await call.account.importRecords(
    call.path.zone!,
    text,
    proxied,
  );
  const byType: JsonObject = {};
  for (const { type } of added) byType[type] = Number(byType[type] ?? 0) + 1;
  return {
    result: {
      recs_added: added.length,
      recs_added_by_type: byType,
      total_records_parsed: parsed,
    },
    messages: refused.map(({ name, error }) => ({
      code: error.code,
      message: `${name}: ${error.message}`,
    })),
  };
};

function listIn(body: JsonObject, key: string): Json[] {
  const list = body[key] ?? [];
  if (!Array.isArray(list)) throw invalidBody();
  return list;
}

async function formOf({ contentType, text }: ApiCall): Promise<FormData> {
  try {
    return await new Response(text, { headers: { "content-type": contentType } }).formData();
  } catch {
    throw notAForm();
  }
}

/** The words are documented, the code is not. @see https://github.com/cloudflare/cloudflare-php/pull/223 */
function notAForm(): CloudflareError {
  return new CloudflareError(
    400,
    9207,
    "Failed to parse form data. Make sure the Content-Type is multipart/form-data.",
  );
}
