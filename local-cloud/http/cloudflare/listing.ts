/** What all lists of the API have in common: filters, order and pages. */

import type { Json } from "../../json";
import type { Reply } from "./reply";

type Filter<T> = (item: T) => boolean;

/** How many items a page has. */
export interface PageSize {
  readonly usual: number;
  readonly least: number;
  readonly most: number;
}

/** Those that match all filters, or with `match=any` at least one. */
export function filtered<T>(
  items: readonly T[],
  filters: readonly Filter<T>[],
  query: URLSearchParams,
): T[] {
  const any = query.get("match") === "any" && filters.length > 0;
  return items.filter((item) =>
    any ? filters.some((matches) => matches(item)) : filters.every((matches) => matches(item)),
  );
}

/** In the order that `order` and `direction` ask for; as they are where it is none of `keys`. */
export function ordered<T>(
  items: readonly T[],
  keys: Readonly<Record<string, (item: T) => string | number>>,
  query: URLSearchParams,
): readonly T[] {
  const order = query.get("order") ?? "";
  const key = Object.hasOwn(keys, order) ? keys[order] : undefined;
  if (key === undefined) return items;
  const sign = query.get("direction") === "desc" ? -1 : 1;
  return items.toSorted((a, b) => {
    const [first, second] = [key(a), key(b)];
    return first === second ? 0 : first < second ? -sign : sign;
  });
}

/**
 * The page that `page` and `per_page` ask for. What a size out of range does is not documented: it is brought into it.
 */
export function paged(items: readonly Json[], size: PageSize, query: URLSearchParams): Reply {
  const page = Math.max(1, wholeNumber(query.get("page"), 1));
  const asked = wholeNumber(query.get("per_page"), size.usual);
  const perPage = Math.min(size.most, Math.max(size.least, asked));
  const result = items.slice((page - 1) * perPage, page * perPage);
  return {
    result,
    resultInfo: {
      page,
      per_page: perPage,
      count: result.length,
      total_count: items.length,
      total_pages: Math.ceil(items.length / perPage),
    },
  };
}

function wholeNumber(text: string | null, usual: number): number {
  return text !== null && /^\d+$/.test(text) ? Number(text) : usual;
}
