import fs from "node:fs";
import path from "node:path";
import { folders } from "../folders";
import { unpack } from "./archive";
import { DeploymentRefused } from "./deploymentRefused";
import { ConfigError, configFileName } from "./siteConfig";
import { defaultFiles, readSiteContent, type SiteContent } from "./siteContent";

/** In a site's folder: names the deployment that is served. */
const currentFileName = "current";

/**
 * What is deployed, in `sites/content/<default hostname>/<deployment>/`. A deployment is whole before it is served, and the one
 * before is served until then.
 */
export class SiteStore {
  private readonly folder: string;
  /** What was read already, by default hostname. */
  private readonly known = new Map<string, { deployment: string; content: SiteContent }>();

  /** The deployment that is under way: one comes after the other. */
  private last: Promise<unknown> = Promise.resolve();

  /** @param folder Of the local cloud. */
  constructor(folder: string) {
    this.folder = path.join(folder, folders.sites, "content");
  }

  /** What is deployed to a site, by whichever process; undefined when nothing is. */
  of(hostname: string): SiteContent | undefined {
    const site = path.join(this.folder, hostname);
    const current = path.join(site, currentFileName);
    if (!fs.existsSync(current)) return undefined;
    const deployment = fs.readFileSync(current, "utf8");
    const known = this.known.get(hostname);
    if (known?.deployment === deployment) return known.content;
    const content = readSiteContent(path.join(site, deployment));
    this.known.set(hostname, { deployment, content });
    return content;
  }

  /**
   * Puts an archive's content in the place of what is there.
   *
   * @param limitBytes Most that its files may have together.
   * @throws DeploymentRefused when it is not what a site takes.
   */
  replace(hostname: string, zip: Uint8Array, limitBytes: number): Promise<SiteContent> {
    const replaced = this.last.then(() => this.replaceNow(hostname, zip, limitBytes));
    this.last = replaced.catch(() => undefined);
    return replaced;
  }

  private async replaceNow(
    hostname: string,
    zip: Uint8Array,
    limitBytes: number,
  ): Promise<SiteContent> {
    const site = path.join(this.folder, hostname);
    fs.mkdirSync(site, { recursive: true });
    const folder = fs.mkdtempSync(path.join(site, "deployment-"));
    try {
      await unpack(zip, folder, limitBytes);
      const content = readDeployment(folder);
      const current = path.join(site, currentFileName);
      fs.writeFileSync(`${current}.new`, path.basename(folder));
      fs.renameSync(`${current}.new`, current);
      this.tidy(site, path.basename(folder));
      return content;
    } catch (error) {
      fs.rmSync(folder, { recursive: true, force: true });
      throw error;
    }
  }

  /** Forgets the sites that are no more. */
  keepOnly(hostnames: ReadonlySet<string>): void {
    if (!fs.existsSync(this.folder)) return;
    for (const hostname of fs.readdirSync(this.folder)) {
      if (hostnames.has(hostname)) continue;
      this.known.delete(hostname);
      fs.rmSync(path.join(this.folder, hostname), { recursive: true, force: true });
    }
  }

  private tidy(site: string, deployment: string): void {
    for (const name of fs.readdirSync(site)) {
      if (!name.startsWith("deployment-") || name === deployment) continue;
      fs.rmSync(path.join(site, name), { recursive: true, force: true });
    }
  }
}

/** Messages: https://github.com/Azure/static-web-apps/issues/1275; of a wrong configuration not documented. */
function readDeployment(folder: string): SiteContent {
  let content: SiteContent;
  try {
    content = readSiteContent(folder);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    throw new DeploymentRefused(400, `${configFileName}: ${error.message}.`);
  }
  if (defaultFiles.some((name) => content.files.has(`/${name}`))) return content;
  throw new DeploymentRefused(
    400,
    `Failed to find a default file in the app artifacts folder (/). Valid default files: ${defaultFiles.join(",")}.`,
  );
}
