import { getEngine } from "../engine";
import { runPulumi } from "./local/runPulumi";
import { type LocalSession, openLocal } from "./local/session";
import { projectFolder } from "./project";
import { type PulumiResult, spawnPulumi } from "./spawnPulumi";

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
  return spawnPulumi(engine, [...args, "--non-interactive"], {
    cwd: projectFolder,
    environment: { ...process.env, ...engine.environment },
    output: "keep",
  });
}
