import { spawn } from "node:child_process";
import { getEngine } from "../engine";
import { type PulumiResult, runPulumi } from "./local/runPulumi";
import { type LocalSession, openLocal } from "./local/session";
import { projectFolder } from "./project";

/**
 * Runs a pulumi command that changes nothing, and keeps what it prints.
 *
 * @param local On the local cloud, which may be open already, and not where the stack is really deployed.
 */
export function askPulumi(
  args: readonly string[],
  local: boolean | LocalSession,
): Promise<PulumiResult> {
  if (typeof local === "object") return runPulumi(local, args, "keep");
  return local ? onLocalCloud(args) : really(args);
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
