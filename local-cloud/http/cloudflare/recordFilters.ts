/** What a list of DNS records can be narrowed by. */

import type { DnsRecord } from "../../cloudflare/cloudflareState";

type Filter = (record: DnsRecord) => boolean;

const comparisons: Readonly<Record<string, (value: string, wanted: string) => boolean>> = {
  exact: (value, wanted) => value === wanted,
  contains: (value, wanted) => value.includes(wanted),
  startswith: (value, wanted) => value.startsWith(wanted),
  endswith: (value, wanted) => value.endsWith(wanted),
};

const texts: Readonly<Record<string, (record: DnsRecord) => string>> = {
  name: ({ name }) => name,
  content: ({ content }) => content,
  comment: ({ comment }) => comment ?? "",
};

/**
 * The filters of a query, but for those of tags: `name`, `name.contains`, `comment.absent`, `type`, `proxied`, `search`.
 * Upper and lower case are the same to all of them.
 *
 * @see https://developers.cloudflare.com/api/resources/dns/subresources/records/methods/list/
 */
export function recordFilters(query: URLSearchParams): Filter[] {
  return [...query].flatMap(([key, wanted]): Filter[] => {
    const [field, operator = "exact"] = key.split(".", 2);
    const read = Object.hasOwn(texts, field!) ? texts[field!] : undefined;
    if (key === "type") return [({ type }) => type === wanted.toUpperCase()];
    if (key === "proxied") return [({ proxied }) => String(proxied) === wanted];
    if (key === "comment.present") return [({ comment }) => comment !== undefined];
    if (key === "comment.absent") return [({ comment }) => comment === undefined];
    if (key === "search") return [(record) => isFoundIn(record, wanted.toLowerCase())];
    const compare = Object.hasOwn(comparisons, operator) ? comparisons[operator] : undefined;
    if (read === undefined || compare === undefined) return [];
    return [(record) => compare(read(record).toLowerCase(), wanted.toLowerCase())];
  });
}

/** The filter that those of tags make together, if there are any: all of them, or with `tag_match=any` one. */
export function tagFilter(query: URLSearchParams): Filter | undefined {
  const filters = [...query].flatMap(([key, wanted]): Filter[] => {
    const [field, operator = "exact"] = key.split(".", 2);
    if (field !== "tag") return [];
    const [name, ...rest] = wanted.split(":");
    const values = ({ tags }: DnsRecord) =>
      tags
        .map((tag) => tag.split(":"))
        .filter(([own]) => own!.toLowerCase() === name!.toLowerCase());
    if (operator === "present") return [(record) => values(record).length > 0];
    if (operator === "absent") return [(record) => values(record).length === 0];
    const compare = Object.hasOwn(comparisons, operator) ? comparisons[operator] : undefined;
    if (compare === undefined) return [];
    const value = rest.join(":").toLowerCase();
    return [
      (record) => values(record).some(([, ...own]) => compare(own.join(":").toLowerCase(), value)),
    ];
  });
  if (filters.length === 0) return undefined;
  const any = query.get("tag_match") === "any";
  return (record) =>
    any ? filters.some((matches) => matches(record)) : filters.every((matches) => matches(record));
}

/** What a search looks at is left open by the API. */
function isFoundIn({ name, content, comment = "", tags }: DnsRecord, wanted: string): boolean {
  return [name, content, comment, ...tags].some((text) => text.toLowerCase().includes(wanted));
}
