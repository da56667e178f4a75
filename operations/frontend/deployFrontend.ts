import path from "node:path";
import { frontendBuildVariables } from "../../settings";
import { buildFrontend } from "../../workloads";
import { type OpenStackInAzure, openStackInAzure } from "../azure/stackInAzure";
import { ownFolder } from "../project";
import { Refusal } from "../refusal";
import { stackSettings } from "../stackSettings";
import { archiveOf, requireBuilt } from "./archiveOf";
import { readStaticSite, type StaticSite } from "./staticSite";
import { deployWithCli } from "./staticWebAppsCli";
import { uploadLocally } from "./uploadLocally";

/** What `ftl frontend deploy` is told. */
export interface FrontendOptions {
  readonly local?: true;
}

/**
 * `ftl frontend deploy <stack> [folder]`: deploys a built frontend to the stack's site.
 *
 * @param given Folder of the built app. On the local cloud the reference frontend is built for the stack without it.
 * @returns 0 when it is deployed.
 * @throws Refusal when it is not.
 */
export async function deployFrontendCommand(
  stack: string,
  given: string | undefined,
  { local = false }: { readonly local?: boolean },
): Promise<number> {
  if (given === undefined && !local) {
    throw new Refusal(
      `Give the folder that the frontend's build made: ftl frontend deploy ${stack} <folder>. ` +
        "The reference frontend is for the local cloud (--local), and nothing for people to find on a real site.",
    );
  }
  const folder = given === undefined ? await buildReference(stack) : path.resolve(given);
  requireBuilt(folder);
  const open = await openStackInAzure(stack, local, `ftl frontend deploy ${stack}`);
  try {
    const { defaultHostname } = await deployFrontend(open, folder);
    process.stdout.write(`Deployed: https://${defaultHostname}\n`);
    return 0;
  } finally {
    await open.close();
  }
}

/**
 * Deploys a built frontend to the site of a stack that is open.
 *
 * @param folder Of the built app.
 * @returns The site.
 * @throws Refusal when it is not deployed.
 */
export async function deployFrontend(
  { access, outputs, place }: OpenStackInAzure,
  folder: string,
): Promise<StaticSite> {
  const site = await readStaticSite(access, outputs.resourceIds.frontend);
  if (place.local === undefined) await deployWithCli(folder, site.token);
  else await uploadLocally(place.local, site, archiveOf(folder));
  return site;
}

/** Builds the reference frontend with the variables of a stack. @returns Its folder. */
export async function buildReference(stack: string): Promise<string> {
  const folder = path.join(ownFolder, "frontend", stack);
  await buildFrontend(frontendBuildVariables(stackSettings(stack)), folder);
  return folder;
}
