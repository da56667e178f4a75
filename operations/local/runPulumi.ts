import { spawn } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { projectFolder, projectName } from "../project";
import { Refusal } from "../refusal";
import { localArguments, readCall } from "./pulumiArguments";
import type { LocalSession } from "./session";
import { copyStackFile } from "./stackFiles";
import { takeTrialSettings } from "./trialSettings";

/** How a pulumi command ended. */
export interface PulumiResult {
  readonly exitCode: number;
  /** What it printed, when it was asked to keep it. */
  readonly stdout: string;
  readonly stderr: string;
}

/** `inherit`: the person's terminal; `keep`: returned. */
export type Output = "inherit" | "keep";

/**
 * Runs a pulumi command on the local cloud, as the person would: its output and exit code are Pulumi's own.
 * A stack that has a stack file is made when it is not there yet.
 *
 * @throws Refusal when the stack has no file, or the command would change the committed stack files.
 */
export async function runPulumi(
  session: LocalSession,
  commandLine: readonly string[],
  output: Output = "inherit",
): Promise<PulumiResult> {
  const { settings: trial, rest: args } = takeTrialSettings(commandLine);
  const call = readCall(args);
  const stack = call.stack ?? selectedStack(session);
  if (call.command === "stack init") {
    const name =
      args.slice(args.indexOf("init") + 1).find((word) => !word.startsWith("-")) ?? stack;
    if (name !== undefined) copyStackFile(name, session.folder.stackFiles);
  }
  const stackFile =
    stack === undefined ? undefined : copyStackFile(stack, session.folder.stackFiles, { trial });
  if (stack !== undefined && call.command !== "stack init") await ensureStack(session, stack);
  const policyPack = path.join(projectFolder, "policy");
  const cwd = call.command === "stack init" ? initFolder(session) : projectFolder;
  return spawnPulumi(session, localArguments(args, call, { policyPack, stackFile }), cwd, output);
}

/** Makes the stack in the local backend if it is not there. */
async function ensureStack(session: LocalSession, stack: string): Promise<void> {
  const checkpoint = path.join(session.folder.backend, ".pulumi", "stacks", projectName, stack);
  if (fs.existsSync(`${checkpoint}.json`)) return;
  const args = ["stack", "init", stack, "--non-interactive", "--no-select"];
  const made = await spawnPulumi(session, args, initFolder(session), "keep");
  if (made.exitCode !== 0) {
    throw new Refusal(
      `The local stack '${stack}' could not be made: ${made.stderr || made.stdout}`,
    );
  }
}

/**
 * A folder with nothing but the project's name and the copies of the stack files: making a stack writes its key
 * into the stack file that it finds beside Pulumi.yaml.
 */
function initFolder(session: LocalSession): string {
  const file = path.join(session.folder.stackFiles, "Pulumi.yaml");
  if (!fs.existsSync(file)) fs.writeFileSync(file, `name: ${projectName}\nruntime: nodejs\n`);
  return session.folder.stackFiles;
}

/** The stack that `pulumi stack select` chose, on the local cloud. */
function selectedStack(session: LocalSession): string | undefined {
  const folder = path.join(session.folder.home, "workspaces");
  if (!fs.existsSync(folder)) return undefined;
  for (const file of fs.readdirSync(folder).filter((name) => name.startsWith(`${projectName}-`))) {
    const text = fs.readFileSync(path.join(folder, file), "utf8");
    const { stack } = JSON.parse(text) as { stack?: string };
    if (stack) return stack.split("/").at(-1);
  }
  return undefined;
}

function spawnPulumi(
  session: LocalSession,
  args: readonly string[],
  cwd: string,
  output: Output,
): Promise<PulumiResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(session.engine.path, args, {
      cwd,
      env: session.environment,
      stdio: output === "inherit" ? "inherit" : ["ignore", "pipe", "pipe"],
    });
    // Ctrl-C reaches the engine by itself; it needs the local cloud until it has ended the update.
    const wait = () => undefined;
    const pass = () => child.kill("SIGTERM");
    process.on("SIGINT", wait).on("SIGTERM", pass);
    let stdout = "";
    let stderr = "";
    child.stdout?.setEncoding("utf8").on("data", (text: string) => (stdout += text));
    child.stderr?.setEncoding("utf8").on("data", (text: string) => (stderr += text));
    child.once("error", reject).once("close", (code) => {
      process.off("SIGINT", wait).off("SIGTERM", pass);
      resolve({ exitCode: code ?? 1, stdout, stderr });
    });
  });
}
