import fs from "node:fs";
import path from "node:path";
import { findGo, goEnvironment } from "../../../engine/buildEngine";
import { cacheFolder } from "../../../engine/cacheFolder";
import { withLock } from "../../../engine/lock";
import { startProgress } from "../../../engine/progress";
import { runInGroup } from "../../../engine/runInGroup";

const moduleFolder = path.join(__dirname, "module");
const modulePath = "github.com/letsencrypt/pebble/v2";

/**
 * Let's Encrypt's ACME server for tests, built from its Go module once per version, pinned by `module/go.sum`. A
 * build takes half a minute and ends in one rename.
 *
 * @returns Path of the program; undefined when it is not in the cache and there is no Go to build it.
 * @throws Error when the build fails.
 * @see https://github.com/letsencrypt/pebble
 */
export async function getPebble(): Promise<string | undefined> {
  const cache = cacheFolder(process.env);
  const folder = path.join(cache, "pebble", `${version()}-${process.platform}-${process.arch}`);
  const program = path.join(folder, "pebble");
  const go = findGo(process.env);
  if (fs.existsSync(program)) return program;
  if (go === undefined) return undefined;
  await withLock(`${folder}.lock`, async () => {
    if (!fs.existsSync(program)) await build(go, cache, folder);
  });
  return program;
}

async function build(go: string, cache: string, folder: string): Promise<void> {
  const goFolder = path.join(cache, "go-pebble");
  const ready = `${folder}.new`;
  fs.rmSync(ready, { recursive: true, force: true });
  fs.mkdirSync(ready, { recursive: true });
  const progress = startProgress("building Pebble from its Go module: about 40 s, once", (line) =>
    process.stderr.write(`${line}\n`),
  );
  let outcome = "gave up building Pebble";
  try {
    const args = ["build", "-mod=readonly", "-trimpath", "-o", path.join(ready, "pebble")];
    const { code, stderr } = await runInGroup(go, [...args, `${modulePath}/cmd/pebble`], {
      cwd: moduleFolder,
      env: { ...process.env, ...goEnvironment(goFolder, process.env) },
    });
    if (code !== 0) throw new Error(`go build of Pebble failed:\n${stderr.trim()}`);
    fs.renameSync(ready, folder);
    outcome = "built Pebble";
  } finally {
    progress.stop(outcome);
    for (const left of [ready, goFolder]) fs.rmSync(left, { recursive: true, force: true });
  }
}

function version(): string {
  const text = fs.readFileSync(path.join(moduleFolder, "go.mod"), "utf8");
  const found = new RegExp(`${modulePath} (v\\S+)`).exec(text)?.[1];
  if (found === undefined) throw new Error(`${moduleFolder}/go.mod names no Pebble`);
  return found;
}
