import type { ResourceManager } from "../../arm/resourceManager";
import { deployArchive, type Deployment } from "./deployment";
import { SiteStore } from "./siteStore";

/** A deployment for a cloud whose data plane need not run. */
export interface DirectDeployment {
  /** Folder of the local cloud. */
  readonly folder: string;
  readonly resourceManager: ResourceManager;
  /** Content host of the site. */
  readonly host: string;
  readonly token: string;
  readonly zip: Uint8Array;
  /** Tells the person, in a line. */
  readonly say: (line: string) => void;
}

/**
 * Deploys an archive to a site of a cloud of this process, as a deployment over HTTPS would; a data plane that starts
 * afterwards serves it.
 *
 * @throws DeploymentRefused when nothing is deployed.
 */
export function deployDirectly(given: DirectDeployment): Promise<Deployment> {
  const { folder, resourceManager: cloud, say, ...archive } = given;
  return deployArchive({ cloud, store: new SiteStore(folder), say }, archive);
}
