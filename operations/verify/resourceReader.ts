import type { IncomingMessage } from "node:http";
import https from "node:https";
import { setTimeout as pause } from "node:timers/promises";
import { inAzure } from "../azure/azureRefusal";
import type { ResourceManagerAccess } from "../azure/resourceManagerAccess";

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

const azure = "https://management.azure.com";
/** Connections at a time: Resource Manager's own limits are of far more requests. @see https://learn.microsoft.com/azure/azure-resource-manager/management/request-limits-and-throttling */
const mostConnections = 20;

/** A reader with a stack's access to Resource Manager. @param timeoutMs Milliseconds that an answer may take. */
export function resourceReader(
  { credential, clientOptions }: Pick<ResourceManagerAccess, "credential" | "clientOptions">,
  timeoutMs: number,
): ResourceReader {
  const { endpoint = azure, tlsOptions } = clientOptions;
  const agent = new https.Agent({ keepAlive: false, maxSockets: mostConnections, ...tlsOptions });
  let token: Promise<string> | undefined;
  const asked = new Map<string, Promise<unknown>>();
  const once = <T>(url: string, ask: () => Promise<T>): Promise<T> => {
    const answer = asked.get(url) ?? ask();
    asked.set(url, answer);
    return answer as Promise<T>;
  };
  const signIn = async () => {
    const found = await credential.getToken(`${azure}/.default`);
    if (found === null) throw new Error("the credential gives no token");
    return found.token;
  };
  const fetched = (url: URL) =>
    inAzure(`read ${url.pathname}`, async () =>
      patiently(timeoutMs, async () =>
        getJson(url, { agent, timeoutMs, token: await (token ??= signIn()) }),
      ),
    );
  const urlOf = (id: string, apiVersion: string, filter?: string) => {
    const url = new URL(`${endpoint}${id}`);
    url.searchParams.set("api-version", apiVersion);
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

interface Asking {
  readonly agent: https.Agent;
  readonly token: string;
  readonly timeoutMs: number;
}

/** What {@link inAzure} reads of an error. */
class AzureAnswer extends Error {
  readonly statusCode: number;
  readonly code: string | undefined;
  /** Milliseconds after which to ask again; undefined when nothing was said of that. */
  readonly retryAfterMs: number | undefined;

  constructor(
    { statusCode = 0, headers }: Pick<IncomingMessage, "statusCode" | "headers">,
    code: string | undefined,
    message: string,
  ) {
    super(message);
    this.statusCode = statusCode;
    this.code = code;
    const { "retry-after": after = "" } = headers;
    this.retryAfterMs = /^\d+$/.test(after) ? Number(after) * 1000 : undefined;
  }
}

/** How often something is asked again. */
const mostRetries = 3;
const pauseMs = 1_000;
/** Asked too often, or failing for a moment. @see https://learn.microsoft.com/azure/azure-resource-manager/management/request-limits-and-throttling */
const passingStatuses: ReadonlySet<number> = new Set([429, 500, 502, 503, 504]);

/** Asks again where Azure says that it may answer later, as long as there is time. */
async function patiently<T>(timeoutMs: number, ask: () => Promise<T>): Promise<T> {
  const end = performance.now() + timeoutMs;
  for (let retries = 0; ; retries++) {
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof AzureAnswer) || !passingStatuses.has(error.statusCode)) throw error;
      const wait = error.retryAfterMs ?? pauseMs;
      if (retries === mostRetries || performance.now() + wait > end) throw error;
      await pause(wait);
    }
  }
}

/** The token goes to nobody else. */
function nextPage(link: string, first: URL): URL {
  const next = new URL(link);
  if (next.origin === first.origin) return next;
  throw new Error(`the next page is at ${next.origin}, and not at ${first.origin}`);
}

function getJson(url: URL, { agent, token, timeoutMs }: Asking): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const request = https.get(
      url,
      { agent, headers: { authorization: `Bearer ${token}` } },
      (response) => {
        const parts: Buffer[] = [];
        response.on("error", reject);
        response.on("data", (part: Buffer) => parts.push(part));
        response.on("end", () => {
          const { statusCode = 0 } = response;
          if (statusCode === 404) return resolve(undefined);
          const text = Buffer.concat(parts).toString("utf8");
          try {
            const body = JSON.parse(text) as { error?: { code?: string; message?: string } };
            if (statusCode === 200) return resolve(body);
            const { code, message = text } = body.error ?? {};
            reject(new AzureAnswer(response, code, message));
          } catch {
            const what = `an answer that is no JSON: ${text.slice(0, 200)}`;
            reject(new AzureAnswer(response, undefined, what));
          }
        });
      },
    );
    request.on("error", reject);
    // Not the request's own time limit: that one begins after the handshake.
    const timer = setTimeout(() => {
      request.destroy(Object.assign(new Error("no answer in time"), { code: "ETIMEDOUT" }));
    }, timeoutMs);
    request.on("close", () => clearTimeout(timer));
  });
}
