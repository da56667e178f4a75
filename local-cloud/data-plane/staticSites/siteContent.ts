import { createHash } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { configFileName, readSiteConfig, type SiteConfig } from "./siteConfig";

/** What a folder shows, and a site must have at its root. @see https://github.com/Azure/static-web-apps/issues/1275 */
export const defaultFiles = ["index.html", "Index.html"] as const;

/** A file that a site serves. */
export interface SiteFile {
  /** Where it is. */
  readonly file: string;
  /** Changes when the file does, with its quotes. */
  readonly etag: string;
}

/** What was deployed to a site. */
export interface SiteContent {
  readonly config: SiteConfig;
  /** Files by path: `/index.html`. The configuration is not among them. */
  readonly files: ReadonlyMap<string, SiteFile>;
}

/**
 * Reads what is in a folder.
 *
 * @throws ConfigError when its configuration is none.
 */
export function readSiteContent(folder: string): SiteContent {
  const config = path.join(folder, configFileName);
  const files = new Map<string, SiteFile>();
  for (const entry of fs.readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const file = path.join(entry.parentPath, entry.name);
    if (!entry.isFile() || file === config) continue;
    const hash = createHash("sha256").update(fs.readFileSync(file)).digest("hex");
    const at = `/${path.relative(folder, file).split(path.sep).join("/")}`;
    files.set(at, { file, etag: `"${hash.slice(0, 16)}"` });
  }
  return {
    config: readSiteConfig(fs.existsSync(config) ? fs.readFileSync(config, "utf8") : undefined),
    files,
  };
}
