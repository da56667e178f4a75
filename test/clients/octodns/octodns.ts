import { execFile, type ExecFileException } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import { parse, stringify } from "yaml";

const run = promisify(execFile);
/** A zone as octoDNS writes it: by name, a record or a list of them. */
export type ZoneFile = Record<string, OctoRecord | OctoRecord[]>;
export type OctoRecord = { type: string; [key: string]: unknown };

/** octoDNS at work between a zone file in a folder and Cloudflare's API. */
export class Octodns {
  private readonly commands: string;
  private readonly folder: string;
  private readonly zone: string;

  /** @param zone Without a dot at its end. */
  constructor(commands: string, folder: string, zone: string, api: { url: string; token: string }) {
    this.commands = commands;
    this.folder = folder;
    this.zone = `${zone}.`;
    const config = {
      providers: {
        file: { class: "octodns.provider.yaml.YamlProvider", directory: folder, default_ttl: 300 },
        cloudflare: {
          class: "octodns_cloudflare.CloudflareProvider",
          token: api.token,
          // The provider's own option. Over HTTPS, Python's requests would have to be told to trust the local
          // authority too: REQUESTS_CA_BUNDLE.
          api_url: api.url,
          // URL forwarding is no DNS.
          pagerules: false,
          // The shortest that Cloudflare takes; the provider's own is 120.
          min_ttl: 60,
        },
      },
      zones: { [this.zone]: { sources: ["file"], targets: ["cloudflare"] } },
    };
    fs.writeFileSync(this.config, stringify(config));
  }

  /** What the zone's file says. */
  read(): ZoneFile {
    return parse(fs.readFileSync(this.file, "utf8")) as ZoneFile;
  }

  write(zone: ZoneFile): void {
    fs.writeFileSync(this.file, stringify(zone, { sortMapEntries: true }));
  }

  /** Writes the zone's file from what Cloudflare has. */
  async dump(): Promise<void> {
    await this.command("octodns-dump", ["--output-dir", this.folder, this.zone, "cloudflare"]);
  }

  /** What would be done: `Create`, `Update` and `Delete` with what it is done to; nothing when all is as it should be. */
  plan(): Promise<string[]> {
    return this.sync();
  }

  /** Does it. @returns The plan. */
  apply(): Promise<string[]> {
    return this.sync("--doit", "--force");
  }

  private async sync(...options: string[]): Promise<string[]> {
    const output = await this.command("octodns-sync", options);
    const planned = [...output.matchAll(/^\*\s+(Create|Update|Delete)\b/gm)].map(
      ([, what]) => what!,
    );
    // Neither a plan nor the word that there is none: not to be taken for "nothing to do".
    if (planned.length === 0 && !output.includes("No changes were planned")) {
      throw new Error(`octoDNS said nothing of a plan:\n${output}`);
    }
    return planned;
  }

  private async command(name: string, args: readonly string[]): Promise<string> {
    const file = path.join(this.commands, name);
    try {
      const { stdout, stderr } = await run(file, ["--config-file", this.config, ...args]);
      return stdout + stderr;
    } catch (error) {
      const { stdout = "", stderr = "" } = error as ExecFileException;
      throw new Error(`${name} failed:\n${stdout}${stderr}`, { cause: error });
    }
  }

  private get config(): string {
    return path.join(this.folder, "octodns.yaml");
  }

  private get file(): string {
    return path.join(this.folder, `${this.zone}yaml`);
  }
}
