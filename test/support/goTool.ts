import fs from "node:fs";
import path from "node:path";
import { findGo, goEnvironment } from "../../engine/buildEngine";
import { cacheFolder } from "../../engine/cacheFolder";
import { withLock } from "../../engine/lock";
import { startProgress } from "../../engine/progress";
import { runInGroup } from "../../engine/runInGroup";

/** A program for tests that comes as a Go module. */
export interface GoTool {
  /** Name of the program, and of its folder in the cache. */
  readonly name: string;
  /** What people call it. */
  readonly title: string;
  /** Module that the version is read of. */
  readonly modulePath: string;
  /** Package that is built. */
  readonly packagePath: string;
  /** Folder with the go.mod and the go.sum that pin it. */
  readonly moduleFolder: string;
  /** How long a build takes, for the people who wait for it. */
  readonly seconds: number;
}

/**
 * A Go tool, built from its module once per version, pinned by its `go.sum`. A build ends in one rename.
 *
 * @returns Path of the program; undefined when it is not in the cache and there is no Go to build it.
 * @throws Error when the build fails.
 */
export async function getGoTool(tool: GoTool): Promise<string | undefined> {
  const cache = cacheFolder(process.env);
  const place = `${versionOf(tool)}-${process.platform}-${process.arch}`;
  const folder = path.join(cache, tool.name, place);
  const program = path.join(folder, tool.name);
  const go = findGo(process.env);
  if (fs.existsSync(program)) return program;
  if (go === undefined) return undefined;
  await withLock(`${folder}.lock`, async () => {
    if (!fs.existsSync(program)) await build(tool, go, cache, folder);
  });
  return program;
}

async function build(tool: GoTool, go: string, cache: string, folder: string): Promise<void> {
  const { name, title, moduleFolder, packagePath, seconds } = tool;
  const goFolder = path.join(cache, `go-${name}`);
  const ready = `${folder}.new`;
  fs.rmSync(ready, { recursive: true, force: true });
  fs.mkdirSync(ready, { recursive: true });
  const progress = startProgress(
    `building ${title} from its Go module: about ${seconds} s, once`,
    (line) => process.stderr.write(`${line}\n`),
  );
  let outcome = `gave up building ${title}`;
  try {
    const args = ["build", "-mod=readonly", "-trimpath", "-o", path.join(ready, name)];
    const { code, stderr } = await runInGroup(go, [...args, packagePath], {
      cwd: moduleFolder,
      env: { ...process.env, ...goEnvironment(goFolder, process.env) },
    });
    if (code !== 0) throw new Error(`go build of ${title} failed:\n${stderr.trim()}`);
    fs.renameSync(ready, folder);
    outcome = `built ${title}`;
  } finally {
    progress.stop(outcome);
    for (const left of [ready, goFolder]) fs.rmSync(left, { recursive: true, force: true });
  }
}

function versionOf({ moduleFolder, modulePath }: GoTool): string {
  const text = fs.readFileSync(path.join(moduleFolder, "go.mod"), "utf8");
  const found = new RegExp(`${modulePath} (v\\S+)`).exec(text)?.[1];
  if (found === undefined) throw new Error(`${moduleFolder}/go.mod names no ${modulePath}`);
  return found;
}
