import { createHash } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { z } from "zod";
import { ownFolder, projectFolder } from "../project";
import { Refusal } from "../refusal";

/** What runs in place of an image. */
export interface ImageCommand {
  /** Program and arguments; those that the container's template gives come after them. */
  readonly command: string[];
}

/** The command of an image, by its whole reference; undefined when none is known. */
export type Images = (image: string) => ImageCommand | undefined;

const schema = z.record(z.string().min(1), z.array(z.string()).min(1));

/**
 * The commands that run in place of images, from `images.json` in a folder: `{ "ftl-api": ["node", "api.ts"] }` by the
 * image's repository. A word that names a TypeScript file of the folder is built, with all that it imports, into one file of
 * JavaScript first; the rest of the command is taken as it is.
 *
 * @param folder `workloads`, or one of the person's own.
 * @param cache Folder of what was built.
 * @throws Refusal when the file is none, or when a program doesn't build.
 */
export async function imagesOf(
  folder: string,
  cache = path.join(ownFolder, "workloads"),
): Promise<Images> {
  const commands = readImages(path.join(folder, "images.json"));
  const sources = [...commands.values()].flat().filter((word) => isSource(folder, word));
  const built = await bundles(folder, [...new Set(sources)], cache);
  return (image) => {
    const words = commands.get(repositoryOf(image));
    if (words === undefined) return undefined;
    return { command: words.map((word) => built.get(word) ?? word) };
  };
}

/**
 * Repository of an image's reference, without its registry, tag and digest.
 *
 * @see https://pkg.go.dev/github.com/distribution/reference
 */
export function repositoryOf(image: string): string {
  const [name = ""] = image.split("@");
  const withoutTag = name.replace(/:[^:/]*$/, "");
  const [first = "", ...rest] = withoutTag.split("/");
  const isRegistry = rest.length > 0 && /[.:]|^localhost$/.test(first);
  return isRegistry ? rest.join("/") : withoutTag;
}

function readImages(file: string): ReadonlyMap<string, string[]> {
  if (!fs.existsSync(file)) throw new Refusal(`There is no ${file}.`);
  let content: unknown;
  try {
    content = JSON.parse(fs.readFileSync(file, "utf8"));
  } catch (error) {
    throw new Refusal(`${file} is not JSON: ${(error as Error).message}`);
  }
  const parsed = schema.safeParse(content);
  if (parsed.success) return new Map(Object.entries(parsed.data));
  throw new Refusal(
    `${file}: ${parsed.error.issues.map(({ path: at, message }) => `${at.join(".")}: ${message}`).join("; ")}. ` +
      'It maps each image\'s repository to a command: { "ftl-api": ["node", "api.ts"] }.',
  );
}

function isSource(folder: string, word: string): boolean {
  return word.endsWith(".ts") && !path.isAbsolute(word) && fs.existsSync(path.join(folder, word));
}

const weekMs = 7 * 86_400_000;

/** Native parts and optional packages, which the programs do without. */
const external = ["pg-native", "bufferutil", "utf-8-validate"];

/** The file that each source was built into: made once, and again when something that goes into it has changed. */
async function bundles(
  folder: string,
  sources: readonly string[],
  cache: string,
): Promise<ReadonlyMap<string, string>> {
  if (sources.length === 0) return new Map();
  const target = path.join(cache, inputHash(folder, sources));
  const built = new Map(
    sources.map((source) => [source, path.join(target, source.replace(/\.ts$/, ".js"))]),
  );
  if (!fs.existsSync(target)) {
    forgetOld(cache);
    await bundle(folder, sources, target);
  }
  return built;
}

/** A cloud that runs may need what it began with, but hardly for a week. */
function forgetOld(cache: string): void {
  if (!fs.existsSync(cache)) return;
  for (const name of fs.readdirSync(cache)) {
    // Another process may have renamed or removed it meanwhile.
    const made = fs.statSync(path.join(cache, name), { throwIfNoEntry: false })?.mtimeMs;
    if (made === undefined || Date.now() - made < weekMs) continue;
    fs.rmSync(path.join(cache, name), { recursive: true, force: true });
  }
}

async function bundle(folder: string, sources: readonly string[], target: string): Promise<void> {
  // Another process may build at the same time; the folder appears with everything in it.
  const own = `${target}.${process.pid}`;
  const { build } = await import("esbuild");
  try {
    await build({
      entryPoints: sources.map((source) => path.join(folder, source)),
      outbase: folder,
      outdir: own,
      bundle: true,
      platform: "node",
      format: "cjs",
      target: "node20",
      external,
      logLevel: "silent",
    });
  } catch (error) {
    throw new Refusal(`The workloads in ${folder} don't build:\n${(error as Error).message}`);
  }
  const migrations = path.join(folder, "migrations");
  if (fs.existsSync(migrations)) {
    fs.cpSync(migrations, path.join(own, "migrations"), { recursive: true });
  }
  try {
    fs.renameSync(own, target);
  } catch (error) {
    fs.rmSync(own, { recursive: true, force: true });
    if (!fs.existsSync(target)) throw error;
  }
}

/** Of the folder's files, and of the packages that may go into the programs. */
function inputHash(folder: string, sources: readonly string[]): string {
  const hash = createHash("sha256").update(JSON.stringify([folder, sources, external]));
  for (const file of [...filesIn(folder), path.join(projectFolder, "package-lock.json")]) {
    hash.update(`\0${file}\0`).update(fs.readFileSync(file));
  }
  return hash.digest("hex").slice(0, 32);
}

/** Every file that may be a source: not those of packages, and none that is hidden. */
function filesIn(folder: string): string[] {
  return fs
    .readdirSync(folder, { withFileTypes: true })
    .filter(({ name }) => name !== "node_modules" && !name.startsWith("."))
    .toSorted((one, other) => (one.name < other.name ? -1 : 1))
    .flatMap((entry) => {
      const file = path.join(folder, entry.name);
      if (entry.isDirectory()) return filesIn(file);
      return entry.isFile() ? [file] : [];
    });
}
