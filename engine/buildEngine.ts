import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { engineFile, keepEngine, partialPrefix } from "./cachedEngine";
import type { EngineContext } from "./context";
import { onPath } from "./probe";
import { startProgress } from "./progress";
import { runInGroup } from "./runInGroup";

const commandModule = "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi";
const versionVariable = "github.com/pulumi/pulumi/sdk/v3/go/common/version.Version";

/** How long a build takes on two cores, for the people who wait for it. */
export const buildMinutes = 4;
/** GiB that modules, build cache and result take together at their height, measured and rounded up. */
const neededGib = 5;

/** The `go` that would build. */
export function findGo(environment: NodeJS.ProcessEnv): string | undefined {
  return onPath("go", environment);
}

/**
 * Builds the engine from its Go module, pinned by `engine/module/go.sum`, into the cache.
 *
 * The module and build caches are kept when the build does not come to its end, so that the next one goes on from
 * there (Go writes both atomically), and removed when it does: they take more than 4 GB.
 *
 * @throws Error when there is no Go, no room, or the build fails.
 */
export async function buildEngine(
  context: EngineContext,
  earlierWays: readonly string[],
): Promise<void> {
  const { cache, environment, folder, root, say, wanted } = context;
  const go = findGo(environment);
  if (!go) throw new Error("there is no go on PATH");
  const ready = `${partialPrefix(folder)}build-${process.pid}`;
  const goFolder = path.join(cache, "go");
  const noRoom = whyNoRoom(cache);
  if (noRoom) throw new Error(noRoom);
  fs.mkdirSync(ready, { recursive: true });

  const linkerFlags = `-s -w -X ${versionVariable}=v${wanted}`;
  const args = ["build", "-trimpath", "-ldflags", linkerFlags];
  const text = `building the Pulumi engine v${wanted} from its Go module: about ${buildMinutes} minutes, once`;
  const progress = startProgress(text, say);
  let outcome = "gave up building the Pulumi engine";
  try {
    const result = await runInGroup(
      go,
      [...args, "-o", path.join(ready, engineFile), commandModule],
      {
        cwd: path.join(root, "engine", "module"),
        env: { ...environment, ...goEnvironment(goFolder, environment) },
      },
    );
    if (result.code !== 0) {
      const how = result.code === null ? `was ended by ${result.signal}` : `exited ${result.code}`;
      throw new Error(`go build ${how}:\n${lastLines(result.stderr)}`);
    }
    await keepEngine(context, ready, "built", earlierWays);
    outcome = "built the Pulumi engine";
  } finally {
    progress.stop(outcome);
    fs.rmSync(ready, { recursive: true, force: true });
  }
  fs.rmSync(goFolder, { recursive: true, force: true });
}

/**
 * Keeps all that Go writes inside the cache. GOFLAGS makes the module cache removable and drops flags of the user's
 * that would not suit this build; XDG_CONFIG_HOME moves Go's counters, and GOENV keeps the user's own settings
 * (proxy and the like) readable all the same.
 */
export function goEnvironment(folder: string, environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const temporary = path.join(folder, "tmp");
  fs.rmSync(temporary, { recursive: true, force: true });
  fs.mkdirSync(temporary, { recursive: true });
  const own: NodeJS.ProcessEnv = {
    CGO_ENABLED: "0",
    GOFLAGS: "-modcacherw",
    GOWORK: "off",
    GOPATH: path.join(folder, "path"),
    GOMODCACHE: path.join(folder, "modules"),
    GOCACHE: path.join(folder, "build"),
    GOTMPDIR: temporary,
    TMPDIR: temporary,
  };
  if (process.platform !== "linux") return own;
  const config =
    environment["XDG_CONFIG_HOME"] || path.join(environment["HOME"] ?? os.homedir(), ".config");
  return {
    ...own,
    GOENV: environment["GOENV"] || path.join(config, "go", "env"),
    XDG_CONFIG_HOME: path.join(folder, "config"),
  };
}

/** Why there is too little room for a build in the folder's file system; undefined when there is enough. */
export function whyNoRoom(folder: string): string | undefined {
  let existing = folder;
  while (!fs.existsSync(existing)) existing = path.dirname(existing);
  const { bavail, bsize } = fs.statfsSync(existing);
  const freeGib = (bavail * bsize) / 2 ** 30;
  if (freeGib >= neededGib) return undefined;
  return (
    `building takes up to ${neededGib} GiB and ${folder} has ${freeGib.toFixed(1)} GiB left: make room, or set ` +
    "FTL_CACHE to a folder that has it"
  );
}

/** The end of what a command printed: there the reason is. */
function lastLines(text: string): string {
  return text.trim().split("\n").slice(-15).join("\n");
}
