import type { ResourceManagerAccess } from "../azure/resourceManagerAccess";
import { resourceManagerCaller } from "../azure/resourceManagerCaller";

/** What Resource Manager says of a resource: the body of its answer. */
export interface Resource<Properties> {
  readonly id: string;
  readonly name: string;
  readonly properties: Properties;
  readonly [field: string]: unknown;
}

/** Reads resources, whatever their type. Nothing is changed; an id is asked once, however many want it. */
export interface ResourceReader {
  /**
   * @returns undefined when it isn't there.
   * @throws Refusal with what Azure said and the mend.
   */
  get<Properties>(id: string, apiVersion: string): Promise<Resource<Properties> | undefined>;
  /** All of a collection. @param filter OData, e.g. `principalId eq '…'`. */
  list<Properties>(
    id: string,
    apiVersion: string,
    filter?: string,
  ): Promise<readonly Resource<Properties>[]>;
}

/** A reader with a stack's access to Resource Manager. @param timeoutMs Milliseconds that an answer may take. */
export function resourceReader(
  access: Pick<ResourceManagerAccess, "credential" | "clientOptions">,
  timeoutMs: number,
): ResourceReader {
  const caller = resourceManagerCaller(access, timeoutMs);
  const asked = new Map<string, Promise<unknown>>();
  const once = <T>(url: string, ask: () => Promise<T>): Promise<T> => {
    const answer = asked.get(url) ?? ask();
    asked.set(url, answer);
    return answer as Promise<T>;
  };
  const fetched = (url: URL) => caller.call(`read ${url.pathname}`, "GET", url);
  const urlOf = (id: string, apiVersion: string, filter?: string) => {
    const url = caller.url(id, apiVersion);
    if (filter !== undefined) url.searchParams.set("$filter", filter);
    return url;
  };
  return {
    get: <Properties>(id: string, apiVersion: string) => {
      const url = urlOf(id, apiVersion);
      return once(url.href, () => fetched(url)) as Promise<Resource<Properties> | undefined>;
    },
    list: <Properties>(id: string, apiVersion: string, filter?: string) => {
      const first = urlOf(id, apiVersion, filter);
      return once(`list ${first.href}`, async () => {
        const found: Resource<Properties>[] = [];
        for (let url: URL | undefined = first; url !== undefined;) {
          const page = (await fetched(url)) as Page<Properties> | undefined;
          found.push(...(page?.value ?? []));
          url = page?.nextLink ? nextPage(page.nextLink, first) : undefined;
        }
        return found;
      });
    },
  };
}

/** @see https://learn.microsoft.com/rest/api/azure/#async-operations-throttling-and-paging */
interface Page<Properties> {
  readonly value?: readonly Resource<Properties>[];
  readonly nextLink?: string | null;
}

/** The token goes to nobody else. */
function nextPage(link: string, first: URL): URL {
  const next = new URL(link);
  if (next.origin === first.origin) return next;
  throw new Error(`the next page is at ${next.origin}, and not at ${first.origin}`);
}
