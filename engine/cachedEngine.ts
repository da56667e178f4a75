import fs from "node:fs";
import path from "node:path";
import type { EngineContext } from "./context";
import { askVersion, isExecutable } from "./probe";

/** Kept beside an engine of our own getting. Without a fitting one the file is not taken for an engine. */
interface EngineRecord {
  readonly version: string;
  readonly origin: "download" | "built";
  /** Size in bytes and time of change of the engine file when it was last seen working. */
  readonly size: number;
  readonly mtimeMs: number;
  /** Why the ways before this one were not taken. */
  readonly earlierWays: readonly string[];
}

/** An engine of our own getting that can be used. */
export type CachedEngine = Pick<EngineRecord, "version" | "origin" | "earlierWays"> & {
  readonly path: string;
};

/** An engine in the cache, or why there is none that can be used. */
export type Cached =
  | (CachedEngine & { readonly why?: undefined })
  | { readonly path?: undefined; readonly why: string };

/** Name of the engine file within its folder. */
export const engineFile = "pulumi";
const recordFile = "engine.json";

/**
 * The engine in the cache. It is run only when its file is not the one that was seen working, for a start costs
 * 0.13 s; what is truncated, not executable, or of another version is refused.
 */
export async function cachedEngine(context: EngineContext): Promise<Cached> {
  const { folder, wanted, environment } = context;
  const file = path.join(folder, engineFile);
  if (!fs.existsSync(folder)) return { why: `there is no engine in the cache (${folder})` };
  const refuse = (why: string): Cached => ({ why: `${file} is not used: ${why}` });
  const record = readRecord(folder);
  if (!record) return refuse(`it has no readable ${recordFile}`);
  const stat = fs.statSync(file, { throwIfNoEntry: false });
  if (!stat) return refuse("the file is missing");
  if (!isExecutable(file)) return refuse("it is not executable");
  if (stat.size !== record.size) {
    return refuse(`it has ${stat.size} bytes and not the ${record.size} that it was made with`);
  }
  if (record.version !== `v${wanted}`) return refuse(`it is recorded as ${record.version}`);
  if (stat.mtimeMs !== record.mtimeMs) {
    const { version, failure } = await askVersion(file, environment);
    if (version !== record.version) return refuse(failure ?? `it says that it is ${version}`);
  }
  return { ...record, path: file };
}

/**
 * Turns a folder that is ready into the engine in the cache, with one rename. The engine is run first, and must say
 * that it is of the wanted version.
 *
 * @throws Error that says why the folder has no usable engine.
 */
export async function keepEngine(
  context: EngineContext,
  readyFolder: string,
  origin: EngineRecord["origin"],
  earlierWays: readonly string[],
): Promise<void> {
  const file = path.join(readyFolder, engineFile);
  if (!isExecutable(file)) throw new Error(`no executable ${engineFile} came of it`);
  const { version, failure } = await askVersion(file, context.environment);
  if (version !== `v${context.wanted}`) {
    throw new Error(failure ?? `the engine that came of it says that it is ${version}`);
  }
  const { size, mtimeMs } = fs.statSync(file);
  const record: EngineRecord = { version, origin, size, mtimeMs, earlierWays };
  fs.writeFileSync(path.join(readyFolder, recordFile), `${JSON.stringify(record, undefined, 2)}\n`);
  dropEngine(context);
  fs.renameSync(readyFolder, context.folder);
}

/** Removes what is in the engine's place; the rename first makes it vanish at once. */
function dropEngine({ folder }: EngineContext): void {
  if (!fs.existsSync(folder)) return;
  const aside = `${partialPrefix(folder)}dropped-${process.pid}`;
  fs.renameSync(folder, aside);
  fs.rmSync(aside, { recursive: true, force: true });
}

/** How the names of all unfinished folders of one engine begin. They lie beside it, so that a rename is enough. */
export function partialPrefix(folder: string): string {
  return path.join(path.dirname(folder), `.partial-${path.basename(folder)}-`);
}

/** Removes what interrupted attempts left behind. To be called under the engine's lock. */
export function removePartials({ folder }: EngineContext): void {
  const prefix = path.basename(partialPrefix(folder));
  const parent = path.dirname(folder);
  for (const name of fs.readdirSync(parent).filter((each) => each.startsWith(prefix))) {
    fs.rmSync(path.join(parent, name), { recursive: true, force: true });
  }
}

function readRecord(folder: string): EngineRecord | undefined {
  try {
    return JSON.parse(fs.readFileSync(path.join(folder, recordFile), "utf8")) as EngineRecord;
  } catch {
    return undefined;
  }
}
