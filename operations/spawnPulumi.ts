import { spawn } from "node:child_process";
import fs from "node:fs";
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

/**
 * Runs the engine. Whoever interrupts it waits until it has ended the update that it is in; told twice, by SIGINT or
 * SIGTERM, it ends at once.
 *
 * @see https://github.com/pulumi/pulumi/blob/master/pkg/backend/cancellation_scope.go
 */
export function spawnPulumi(
  engine: Pick<Engine, "path">,
  args: readonly string[],
  { cwd, environment, output }: SpawnOptions,
): Promise<PulumiResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(engine.path, args, {
      cwd,
      env: environment,
      stdio: output === "inherit" ? "inherit" : ["ignore", "pipe", "pipe"],
    });
    // In any case this process goes on: what the engine deploys to is needed until it has ended.
    const interrupt = hasTerminal() ? () => undefined : () => child.kill("SIGINT");
    const pass = () => child.kill("SIGTERM");
    process.on("SIGINT", interrupt).on("SIGTERM", pass);
    let stdout = "";
    let stderr = "";
    child.stdout?.setEncoding("utf8").on("data", (text: string) => (stdout += text));
    child.stderr?.setEncoding("utf8").on("data", (text: string) => (stderr += text));
    child.once("error", reject).once("close", (code) => {
      process.off("SIGINT", interrupt).off("SIGTERM", pass);
      resolve({ exitCode: code ?? 1, stdout, stderr });
    });
  });
}

/**
 * Whether Ctrl-C reaches the engine by itself: a terminal sends it to all that runs in it, whatever is redirected. In a
 * workflow or a service there is none, and whoever interrupts this process tells only it.
 *
 * @see https://man7.org/linux/man-pages/man4/tty.4.html
 */
function hasTerminal(): boolean {
  // Its console does the same, and knows no signal that a process could pass on.
  if (process.platform === "win32") return true;
  try {
    fs.closeSync(fs.openSync("/dev/tty", "r"));
    return true;
  } catch {
    return false;
  }
}
