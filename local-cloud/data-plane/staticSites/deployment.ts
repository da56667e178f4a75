import { createHash, timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { ArmCloud } from "../../arm/armCloud";
import { textAt } from "../../arm/body";
import type { StoredResource } from "../../arm/resourceType";
import { apiKeyOf } from "../../arm/types/web/staticSites";
import { tooLarge } from "./archive";
import { DeploymentRefused } from "./deploymentRefused";
import type { SiteAnswer } from "./siteAnswer";
import { contentHostOf, defaultHostnameOf, sitesOf } from "./siteNames";
import type { SiteStore } from "./siteStore";

/** Where a deployment is sent to on a content host. */
export const deploymentPath = "/deployments";

const mebibyte = 1_048_576;
/** Largest app, in bytes, by plan. @see https://learn.microsoft.com/azure/static-web-apps/quotas */
const largestApp: Readonly<Record<string, number>> = {
  Free: 250 * mebibyte,
  Standard: 500 * mebibyte,
};

/** Where a deployment goes. */
export interface DeploymentPlace {
  readonly cloud: ArmCloud;
  readonly store: SiteStore;
  /** Told what of a configuration is not modelled. */
  readonly say: (line: string) => void;
}

/** What was deployed. */
export interface Deployment {
  readonly defaultHostname: string;
  /** How many files the site serves. */
  readonly files: number;
}

/**
 * Deploys an archive to the site that a token is for.
 *
 * @param host Content host of the site: `content-eastasia.infrastructure.azurestaticapps.net`.
 * @throws DeploymentRefused when nothing is deployed.
 */
export async function deployArchive(
  place: DeploymentPlace,
  given: { readonly host: string; readonly token: string; readonly zip: Uint8Array },
): Promise<Deployment> {
  const site = siteOfToken(place.cloud, given.host, given.token);
  return replaceContent(place, site, given.zip);
}

/**
 * Answers `POST https://content-<region>.infrastructure.azurestaticapps.net/deployments`: a ZIP archive of the built app as
 * the body, `Authorization: token <deployment token>`. The protocol is the local cloud's own; what the service's own
 * client speaks is not documented. Production is the only environment.
 *
 * @see https://learn.microsoft.com/azure/static-web-apps/deployment-token-management
 */
export async function answerDeployment(
  place: DeploymentPlace,
  host: string,
  request: IncomingMessage,
): Promise<SiteAnswer> {
  try {
    if (request.url?.split("?")[0] !== deploymentPath) {
      throw new DeploymentRefused(404, "Not found");
    }
    if (request.method !== "POST") throw new DeploymentRefused(405, "Method not allowed");
    const token = /^token (\S+)$/i.exec(request.headers.authorization ?? "")?.[1] ?? "";
    const site = siteOfToken(place.cloud, host, token);
    const zip = await readArchive(request, limitOf(site));
    return answer(200, { ...(await replaceContent(place, site, zip)) });
  } catch (error) {
    if (error instanceof DeploymentRefused) return answer(error.status, { error: error.message });
    throw error;
  }
}

async function replaceContent(
  { store, say }: DeploymentPlace,
  site: StoredResource,
  zip: Uint8Array,
): Promise<Deployment> {
  const defaultHostname = defaultHostnameOf(site);
  const { config, files } = await store.replace(defaultHostname, zip, limitOf(site));
  if (config.notModelled.length > 0) {
    say(
      `${site.name}: staticwebapp.config.json has ${config.notModelled.join(", ")}, with which the local cloud does nothing.`,
    );
  }
  return { defaultHostname, files: files.size };
}

function limitOf(site: StoredResource): number {
  return largestApp[textAt(site.desired, "sku.name") ?? ""] ?? 0;
}

/** Message: https://github.com/Azure/static-web-apps/issues/36 */
function siteOfToken(cloud: ArmCloud, host: string, token: string): StoredResource {
  const site = sitesOf(cloud).find(
    (resource) => contentHostOf(resource) === host && isSame(apiKeyOf({ resource, cloud }), token),
  );
  if (site !== undefined) return site;
  throw new DeploymentRefused(
    401,
    "No matching Static Web App was found or the api key was invalid.",
  );
}

function isSame(one: string, other: string): boolean {
  const [left, right] = [one, other].map((text) => createHash("sha256").update(text).digest());
  return timingSafeEqual(left!, right!);
}

async function readArchive(request: IncomingMessage, limit: number): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  let size = 0;
  // Leaving the loop must not end the connection: the refusal is still to be sent on it.
  const body = request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > limit) throw new DeploymentRefused(413, tooLarge(limit));
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function answer(status: number, body: Readonly<Record<string, unknown>>): SiteAnswer {
  return {
    status,
    headers: { "content-type": "application/json; charset=utf-8" },
    text: `${JSON.stringify(body)}\n`,
  };
}
