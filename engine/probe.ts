import fs from "node:fs";
import path from "node:path";
import { runInGroup } from "./runInGroup";

const versionLimitMs = 20_000;

/** Whether the file is there and this user may run it. */
export function isExecutable(file: string): boolean {
  try {
    fs.accessSync(file, fs.constants.X_OK);
    return fs.statSync(file).isFile();
  } catch {
    return false;
  }
}

/** The file that a shell would start for this name, as PATH has it; undefined if there is none. */
export function onPath(name: string, environment: NodeJS.ProcessEnv): string | undefined {
  const names = process.platform === "win32" ? [`${name}.exe`, `${name}.cmd`] : [name];
  for (const folder of (environment["PATH"] ?? "").split(path.delimiter)) {
    if (!path.isAbsolute(folder)) continue;
    const file = names.map((each) => path.join(folder, each)).find(isExecutable);
    if (file) return file;
  }
  return undefined;
}

/** What an engine answers when it is asked for its version: one of the two, the other undefined. */
export interface Answer {
  /** As printed: "v3.259.0". */
  readonly version?: string;
  /** Why there is no version, for a sentence. */
  readonly failure?: string;
}

/** Runs `pulumi version`. The update check is off, since it writes into the user's home folder. */
export async function askVersion(file: string, environment: NodeJS.ProcessEnv): Promise<Answer> {
  const env = { ...environment, PULUMI_SKIP_UPDATE_CHECK: "true" };
  try {
    const result = await runInGroup(file, ["version"], { env, timeoutMs: versionLimitMs });
    if (result.code === 0) return { version: result.stdout.trim() };
    const how = result.code === null ? `ended by ${result.signal}` : `exit code ${result.code}`;
    return { failure: `"pulumi version" failed: ${result.stderr.trim().split("\n")[0]} (${how})` };
  } catch (error) {
    if (!(error instanceof Error) || error.name === "Interrupted") throw error;
    return { failure: `it can't be run: ${error.message}` };
  }
}
