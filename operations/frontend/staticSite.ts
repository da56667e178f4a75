import type { ResourceManagerAccess } from "../azure/resourceManagerAccess";
import { resourceManagerCaller } from "../azure/resourceManagerCaller";
import { Refusal } from "../refusal";

/** What a deployment to a site needs. */
export interface StaticSite {
  /** Name that the site always has. */
  readonly defaultHostname: string;
  /** Host that takes its content. */
  readonly contentHost: string;
  /** Deployment token. Secret. */
  readonly token: string;
}

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
  const caller = resourceManagerCaller(access, timeoutMs);
  const ask = async <Properties>(what: string, method: "GET" | "POST", path: string) => {
    const answer = await caller.call(what, method, caller.url(path, apiVersion));
    if (answer === undefined)
      throw new Refusal(`Can't ${what}: it is not there. Deploy the stack again.`);
    return (answer as { readonly properties: Properties }).properties;
  };
  const site = await ask<{ defaultHostname: string; contentDistributionEndpoint: string }>(
    "read the stack's site",
    "GET",
    id,
  );
  const { apiKey } = await ask<{ apiKey: string }>(
    "read the site's deployment token",
    "POST",
    `${id}/listSecrets`,
  );
  return {
    defaultHostname: site.defaultHostname,
    contentHost: new URL(site.contentDistributionEndpoint).hostname,
    token: apiKey,
  };
}
