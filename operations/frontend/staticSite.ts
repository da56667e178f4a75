import https from "node:https";
import { inAzure } from "../azure/azureRefusal";
import type { ResourceManagerAccess } from "../azure/resourceManagerAccess";

/** What a deployment to a site needs. */
export interface StaticSite {
  /** Name that the site always has. */
  readonly defaultHostname: string;
  /** Host that takes its content. */
  readonly contentHost: string;
  /** Deployment token. Secret. */
  readonly token: string;
}

const azure = "https://management.azure.com";
const apiVersion = "2025-05-01";
/** How long an answer may take, in milliseconds. */
const timeoutMs = 30_000;

/**
 * Reads a site and its deployment token.
 *
 * @param id Resource Manager id.
 * @throws Refusal with what Azure said and the mend.
 * @see https://learn.microsoft.com/rest/api/appservice/static-sites/list-static-site-secrets
 */
export async function readStaticSite(
  access: Pick<ResourceManagerAccess, "credential" | "clientOptions">,
  id: string,
): Promise<StaticSite> {
  const site = await inAzure("read the stack's site", () =>
    call<{ defaultHostname: string; contentDistributionEndpoint: string }>(access, "GET", id),
  );
  const secrets = await inAzure("read the site's deployment token", () =>
    call<{ apiKey: string }>(access, "POST", `${id}/listSecrets`),
  );
  return {
    defaultHostname: site.properties.defaultHostname,
    contentHost: new URL(site.properties.contentDistributionEndpoint).hostname,
    token: secrets.properties.apiKey,
  };
}

async function call<Properties>(
  { credential, clientOptions }: Pick<ResourceManagerAccess, "credential" | "clientOptions">,
  method: "GET" | "POST",
  path: string,
): Promise<{ readonly properties: Properties }> {
  const found = await credential.getToken(`${azure}/.default`);
  if (found === null) throw new Error("The credential gives no token.");
  const { endpoint = azure, tlsOptions } = clientOptions;
  const url = new URL(`${endpoint}${path}`);
  url.searchParams.set("api-version", apiVersion);
  return new Promise((resolve, reject) => {
    const headers = { authorization: `Bearer ${found.token}`, "content-length": "0" };
    const options = { ...tlsOptions, method, headers, timeout: timeoutMs, agent: false as const };
    const request = https.request(url, options, (response) => {
      const parts: Buffer[] = [];
      response.on("error", reject);
      response.on("data", (part: Buffer) => parts.push(part));
      response.on("end", () => {
        const text = Buffer.concat(parts).toString("utf8");
        const { statusCode = 0 } = response;
        if (statusCode !== 200) return reject(answerError(statusCode, text));
        try {
          resolve(JSON.parse(text) as { properties: Properties });
        } catch {
          reject(Object.assign(new Error("an answer that is no JSON"), { statusCode }));
        }
      });
    });
    request.on("timeout", () =>
      request.destroy(Object.assign(new Error("no answer in time"), { code: "ETIMEDOUT" })),
    );
    request.on("error", reject).end();
  });
}

/** In the form in which the SDK's clients throw it. */
function answerError(statusCode: number, text: string): Error {
  try {
    const { error } = JSON.parse(text) as { error?: { code?: string; message?: string } };
    return Object.assign(new Error(error?.message ?? text), { statusCode, code: error?.code });
  } catch {
    return Object.assign(new Error(text), { statusCode });
  }
}
