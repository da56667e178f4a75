import type { IncomingMessage } from "node:http";
import https from "node:https";
import { setTimeout as pause } from "node:timers/promises";
import { inAzure } from "./azureRefusal";
import type { ResourceManagerAccess } from "./resourceManagerAccess";

const azure = "https://management.azure.com";
/** Connections at a time: Resource Manager's own limits are of far more requests. @see https://learn.microsoft.com/azure/azure-resource-manager/management/request-limits-and-throttling */
const mostConnections = 20;

/** Calls Resource Manager, for what none of the clients at hand is made for. */
export interface ResourceManagerCaller {
  /** Address of a resource, or of one of its actions. */
  url(id: string, apiVersion: string): URL;
  /**
   * @param what As in "can't <what>": `read the stack's site`.
   * @returns The body of the answer; undefined when there is no such resource.
   * @throws Refusal with what Azure said and the mend.
   */
  call(what: string, method: "GET" | "POST", url: URL): Promise<unknown>;
}

/** A caller with a stack's access. @param timeoutMs Milliseconds that an answer may take, with what is asked again. */
export function resourceManagerCaller(
  { credential, clientOptions }: Pick<ResourceManagerAccess, "credential" | "clientOptions">,
  timeoutMs: number,
): ResourceManagerCaller {
  const { endpoint = azure, tlsOptions } = clientOptions;
  const agent = new https.Agent({ keepAlive: false, maxSockets: mostConnections, ...tlsOptions });
  let token: Promise<string> | undefined;
  const signIn = async () => {
    const found = await credential.getToken(`${azure}/.default`);
    if (found === null) throw new Error("the credential gives no token");
    return found.token;
  };
  return {
    url: (id, apiVersion) => {
      const url = new URL(`${endpoint}${id}`);
      url.searchParams.set("api-version", apiVersion);
      return url;
    },
    call: (what, method, url) =>
      inAzure(what, () =>
        patiently(timeoutMs, async () =>
          send(method, url, { agent, timeoutMs, token: await (token ??= signIn()) }),
        ),
      ),
  };
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

function send(method: string, url: URL, { agent, token, timeoutMs }: Asking): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const request = https.request(
      url,
      { agent, method, headers: { authorization: `Bearer ${token}`, "content-length": "0" } },
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
    request.on("error", reject).end();
    // Not the request's own time limit: that one begins after the handshake.
    const timer = setTimeout(() => {
      request.destroy(Object.assign(new Error("no answer in time"), { code: "ETIMEDOUT" }));
    }, timeoutMs);
    request.on("close", () => clearTimeout(timer));
  });
}
