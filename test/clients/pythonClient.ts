import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import { cacheFolder } from "../../engine/cacheFolder";

const run = promisify(execFile);

/** How long an installation may take, in milliseconds: the largest client is 400 MB. */
const installationMs = 15 * 60_000;

/**
 * Installs a client from PyPI into a virtual environment in the cache folder, once for each set of requirements. Where
 * there is no Python to do it with, the tests are skipped, and it is said why.
 *
 * @param requirements Folder with the client's `requirements.txt`: itself and all that it needs, at exact versions.
 * @returns Folder with its commands.
 */
export async function installPythonClient(
  context: Mocha.Context,
  name: string,
  requirements: string,
): Promise<string> {
  const say = (message: string) => void process.stdout.write(`${name}: ${message}\n`);
  context.timeout(installationMs);
  if (!(await hasPython())) {
    say("SKIPPED, python3 with venv and pip is not installed");
    return context.skip();
  }
  const file = path.join(requirements, "requirements.txt");
  const hash = createHash("sha256").update(fs.readFileSync(file)).digest("hex");
  const environment = `${path.basename(requirements)}-${hash.slice(0, 12)}`;
  const folder = path.join(cacheFolder(), "clients", environment);
  const commands = path.join(folder, "bin");
  const complete = path.join(folder, "complete");
  if (fs.existsSync(complete)) return commands;
  say(`installing it into ${folder}`);
  fs.rmSync(folder, { recursive: true, force: true });
  await run("python3", ["-m", "venv", folder]);
  // Python compiles what is used when it is used: most of it never is.
  const quickly = ["--quiet", "--no-compile", "--no-deps", "--disable-pip-version-check"];
  const pip = path.join(commands, "pip");
  await run(pip, ["install", ...quickly, "--requirement", file], { timeout: installationMs });
  fs.writeFileSync(complete, "");
  return commands;
}

async function hasPython(): Promise<boolean> {
  try {
    await run("python3", ["-c", "import venv, ensurepip"]);
    return true;
  } catch {
    return false;
  }
}
