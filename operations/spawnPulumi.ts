import { spawn } from "node:child_process";
import type { Engine } from "../engine";

/** How a pulumi command ended. */
export interface PulumiResult {
  readonly exitCode: number;
  /** What it printed, when it was asked to keep it. */
  readonly stdout: string;
  readonly stderr: string;
}

/** `inherit`: the person's terminal; `keep`: returned. */
export type Output = "inherit" | "keep";

/** Where and how {@link spawnPulumi} runs. */
export interface SpawnOptions {
  readonly cwd: string;
  readonly environment: NodeJS.ProcessEnv;
  readonly output: Output;
}

/** Runs the engine. Whoever interrupts it waits until it has ended the update that it is in. */
export function spawnPulumi(
  engine: Engine,
  args: readonly string[],
  { cwd, environment, output }: SpawnOptions,
): Promise<PulumiResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(engine.path, args, {
      cwd,
      env: environment,
      stdio: output === "inherit" ? "inherit" : ["ignore", "pipe", "pipe"],
    });
    // Ctrl-C reaches the engine by itself, and what it deploys to is needed until it has ended the update.
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
