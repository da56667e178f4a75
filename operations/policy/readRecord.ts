import { spawn } from "node:child_process";
import fs from "node:fs";
import { getEngine } from "../../engine";
import { openLocal } from "../local/session";
import { runPulumi } from "../local/runPulumi";
import { projectFolder } from "../project";
import { Refusal } from "../refusal";
import type { Origin } from "./recordedResources";

/** Where a record is read from. */
export interface RecordSource {
  readonly stack: string;
  /** On the local cloud, and not where the stack is really deployed. */
  readonly local: boolean;
  readonly origin: Origin;
  /** A file in place of the engine's answer. */
  readonly file?: string | undefined;
}

/**
 * What the engine says of a stack: its state, or what an update would do.
 *
 * @throws Refusal when the file can't be read or the engine doesn't answer.
 */
export async function readRecord(source: RecordSource): Promise<string> {
  const { file, stack, local, origin } = source;
  if (file !== undefined) {
    try {
      return fs.readFileSync(file, "utf8");
    } catch (error) {
      throw new Refusal(`${file} can't be read: ${(error as Error).message}`);
    }
  }
  const args =
    origin === "state"
      ? ["stack", "export", "--stack", stack]
      : ["preview", "--stack", stack, "--json"];
  const { exitCode, stdout, stderr } = local ? await onLocalCloud(args) : await really(args);
  // A preview that a rule refuses says what it would do all the same.
  if (exitCode !== 0 && !(origin === "preview" && stdout.trimStart().startsWith("{"))) {
    throw new Refusal(`pulumi ${args.join(" ")} failed:\n${stderr || stdout}`);
  }
  return stdout;
}

async function onLocalCloud(args: readonly string[]) {
  const session = await openLocal({ command: `ftl policy report (${args.join(" ")})` });
  try {
    return await runPulumi(session, args, "keep");
  } finally {
    await session.close();
  }
}

async function really(args: readonly string[]) {
  const engine = await getEngine();
  return new Promise<{ exitCode: number; stdout: string; stderr: string }>((resolve, reject) => {
    const child = spawn(engine.path, [...args, "--non-interactive"], {
      cwd: projectFolder,
      env: { ...process.env, ...engine.environment },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let stdout = "";
    let stderr = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
    child.once("error", reject).once("close", (code) => {
      resolve({ exitCode: code ?? 1, stdout, stderr });
    });
  });
}
