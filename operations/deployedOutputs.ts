import { spawn } from "node:child_process";
import { getEngine } from "../engine";
import type { StackOutputs } from "../settings";
import { type PulumiResult, runPulumi } from "./local/runPulumi";
import { openLocal } from "./local/session";
import { projectFolder, stackNames } from "./project";
import { Refusal } from "./refusal";

/** Exit code of a command that can't tell. */
const cannotTell = 2;

/**
 * What a deployed stack says of itself: its outputs, as the engine has them in the stack's state.
 *
 * @param local On the local cloud, and not where the stack is really deployed.
 * @throws Refusal when there is no such stack, when it isn't deployed, or when the engine doesn't answer.
 */
export async function deployedOutputs(stack: string, local: boolean): Promise<StackOutputs> {
  const known = stackNames();
  if (!known.includes(stack)) {
    throw new Refusal(`There is no stack '${stack}'. Stacks here: ${known.join(", ") || "none"}.`);
  }
  const args = ["stack", "output", "--json", "--stack", stack];
  const { exitCode, stdout, stderr } = local ? await onLocalCloud(args) : await really(args);
  if (exitCode !== 0) {
    throw new Refusal(`pulumi ${args.join(" ")} failed:\n${stderr || stdout}`, cannotTell);
  }
  const outputs = JSON.parse(stdout) as Partial<StackOutputs>;
  if (outputs.phase === undefined) {
    const deploy = local ? `npx ftl local -- up --stack ${stack}` : `pulumi up --stack ${stack}`;
    const where = local ? " on the local cloud" : "";
    throw new Refusal(`${stack} is not deployed${where}. Deploy it first: ${deploy}`, cannotTell);
  }
  return outputs as StackOutputs;
}

async function onLocalCloud(args: readonly string[]): Promise<PulumiResult> {
  const session = await openLocal({ command: `pulumi ${args.join(" ")}` });
  try {
    return await runPulumi(session, args, "keep");
  } finally {
    await session.close();
  }
}

async function really(args: readonly string[]): Promise<PulumiResult> {
  const engine = await getEngine();
  return new Promise((resolve, reject) => {
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
