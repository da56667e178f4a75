import fs from "node:fs";
import path from "node:path";
import { type Program, projectName, thisProgram } from "../project";
import { Refusal } from "../refusal";
import { type Output, type PulumiResult, spawnPulumi } from "../spawnPulumi";
import { localArguments, readCall } from "./pulumiArguments";
import type { LocalSession } from "./session";
import { copyStackFile } from "./stackFiles";
import { takeTrialSettings } from "./trialSettings";

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
  program: Program = thisProgram,
): Promise<PulumiResult> {
  const { settings: trial, rest: args } = takeTrialSettings(commandLine);
  const call = readCall(args);
  const { project = projectName, folder } = program;
  const stackFiles = stackFilesOf(session, project);
  const stack = call.stack ?? selectedStack(session, project);
  if (call.command === "stack init") {
    const name =
      args.slice(args.indexOf("init") + 1).find((word) => !word.startsWith("-")) ?? stack;
    if (name !== undefined) copyStackFile(name, stackFiles, { project: folder });
  }
  const stackFile =
    stack === undefined ? undefined : copyStackFile(stack, stackFiles, { project: folder, trial });
  const initializes = call.command === "stack init";
  if (stack !== undefined && !initializes) await ensureStack(session, project, stack);
  const cwd = initializes ? initFolder(stackFiles, project) : folder;
  return spawnPulumi(session.engine, localArguments(args, call, { ...program, stackFile }), {
    cwd,
    environment: session.environment,
    output,
  });
}

/** Makes the stack in the local cloud's backend if it is not there. */
async function ensureStack(session: LocalSession, project: string, stack: string): Promise<void> {
  const name = `${project}/${stack}`;
  if (session.madeStacks.has(name)) return;
  const checkpoint = path.join(session.folder.backend, ".pulumi", "stacks", project, stack);
  if (session.ownBackend && fs.existsSync(`${checkpoint}.json`)) return;
  const args = ["stack", "init", stack, "--non-interactive", "--no-select"];
  const made = await spawnPulumi(session.engine, args, {
    cwd: initFolder(stackFilesOf(session, project), project),
    environment: session.environment,
    output: "keep",
  });
  if (made.exitCode !== 0 && !/already exists/.test(made.stderr)) {
    throw new Refusal(
      `The local stack '${stack}' could not be made: ${made.stderr || made.stdout}`,
    );
  }
  session.madeStacks.add(name);
}

/**
 * A folder with nothing but the project's name and the copies of the stack files: making a stack writes its key
 * into the stack file that it finds beside Pulumi.yaml.
 */
function initFolder(stackFiles: string, project: string): string {
  const file = path.join(stackFiles, "Pulumi.yaml");
  if (!fs.existsSync(file)) fs.writeFileSync(file, `name: ${project}\nruntime: nodejs\n`);
  return stackFiles;
}

/** Folder of the copies of a program's stack files; another program's have the same names. */
function stackFilesOf({ folder: { stackFiles } }: LocalSession, project: string): string {
  return project === projectName ? stackFiles : path.join(stackFiles, project);
}

/** The stack that `pulumi stack select` chose, on the local cloud. */
function selectedStack(session: LocalSession, project: string): string | undefined {
  const folder = path.join(session.folder.home, "workspaces");
  if (!fs.existsSync(folder)) return undefined;
  // `ftl-<SHA-1 of its path>-workspace.json`: another project's name may begin with this one's.
  const own = new RegExp(`^${project}-[0-9a-f]{40}-workspace\\.json$`);
  for (const file of fs.readdirSync(folder).filter((name) => own.test(name))) {
    const text = fs.readFileSync(path.join(folder, file), "utf8");
    const { stack } = JSON.parse(text) as { stack?: string };
    if (stack) return stack.split("/").at(-1);
  }
  return undefined;
}
