import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import type { EngineContext } from "./context";
import { askVersion, isExecutable, onPath } from "./probe";
import { whyUnfit } from "./version";

/** An engine file that was found fit, or why there is none this way. */
export type Found =
  | { readonly path: string; readonly version: string; readonly why?: undefined }
  | { readonly path?: undefined; readonly why: string };

const languageHost = "pulumi-language-nodejs";

/** The `pulumi` that the user's shell would start, if it is new enough and can run TypeScript. */
export async function engineOnPath(context: EngineContext): Promise<Found> {
  const { environment, wanted } = context;
  const file = onPath("pulumi", environment);
  if (!file) return { why: "there is no pulumi on PATH" };
  const { version, failure } = await askVersion(file, environment);
  if (version === undefined) return { why: `${file} is not used: ${failure}` };
  const unfit = whyUnfit(version, wanted);
  if (unfit) return { why: `${file} is ${version} and is not used: ${unfit}` };
  if (!hasLanguageHost(file, environment)) {
    return {
      why: `${file} is not used: its ${languageHost} is neither on PATH nor beside it`,
    };
  }
  return { path: file, version };
}

/** Where the engine itself looks for the host: PATH, its own folder with links followed, its plugin cache. */
function hasLanguageHost(engine: string, environment: NodeJS.ProcessEnv): boolean {
  if (onPath(languageHost, environment)) return true;
  const suffix = path.extname(engine);
  if (isExecutable(path.join(path.dirname(fs.realpathSync(engine)), languageHost + suffix)))
    return true;
  const userFolder = environment["HOME"] || os.homedir();
  const plugins = path.join(
    environment["PULUMI_HOME"] || path.join(userFolder, ".pulumi"),
    "plugins",
  );
  if (!fs.existsSync(plugins)) return false;
  return fs.readdirSync(plugins).some((name) => /^language-nodejs-v\d+\.\d+\.\d+$/.test(name));
}
