import fs from "node:fs";
import path from "node:path";
import { cacheFolder } from "./cacheFolder";

/** What the ways to an engine can be told. Everything has a default that suits a command of this clone. */
export interface EngineOptions {
  /** Where PATH, FTL_CACHE and the like are read from. @default process.env */
  readonly environment?: NodeJS.ProcessEnv;
  /** Folder with `node_modules` and `engine/`. @default this clone */
  readonly root?: string;
  /**
   * Where release archives and their checksum files lie, without a slash at the end.
   *
   * @default "https://get.pulumi.com/releases/sdk"
   */
  readonly releases?: string;
  /** Milliseconds that the release server may take to answer before it counts as not reachable. @default 10000 */
  readonly reachMs?: number;
  /** Gets each line that says what is going on. @default standard error */
  readonly say?: (line: string) => void;
}

/** {@link EngineOptions} with the defaults filled in, and what follows from them. */
export interface EngineContext {
  readonly environment: NodeJS.ProcessEnv;
  readonly root: string;
  readonly releases: string;
  readonly reachMs: number;
  readonly say: (line: string) => void;
  /** The cache folder; all that is written lies in it. */
  readonly cache: string;
  /** Version of the installed SDK, "3.259.0": the engine must be of the same minor version or newer. */
  readonly wanted: string;
  /** Where an engine of our own getting lies: `<cache>/engine/v3.259.0-linux-x64`. */
  readonly folder: string;
}

/** There is no engine, or not this way. The message says why and what to do. */
export class EngineError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "EngineError";
  }
}

/** @throws EngineError when the Pulumi SDK is not installed. */
export function contextOf(options: EngineOptions): EngineContext {
  const environment = options.environment ?? process.env;
  const root = options.root ?? path.join(__dirname, "..");
  const cache = cacheFolder(environment);
  const wanted = sdkVersion(root);
  const key = `v${wanted}-${process.platform}-${process.arch}`;
  return {
    environment,
    root,
    releases: options.releases ?? "https://get.pulumi.com/releases/sdk",
    reachMs: options.reachMs ?? 10_000,
    say: options.say ?? ((line) => void process.stderr.write(`${line}\n`)),
    cache,
    wanted,
    folder: path.join(cache, "engine", key),
  };
}

/** Version of `@pulumi/pulumi` in the root's node_modules. */
export function sdkVersion(root: string): string {
  const file = path.join(root, "node_modules", "@pulumi", "pulumi", "package.json");
  try {
    const { version } = JSON.parse(fs.readFileSync(file, "utf8")) as { version: string };
    return version;
  } catch {
    throw new EngineError(
      `The Pulumi SDK is not installed (${file} can't be read). Install the packages: node engine/prepare.js`,
    );
  }
}
