import type { Command } from "commander";
import type { DriftOptions } from "../drift/driftCommand";

/** Adds `ftl drift <stack>`. @param done Told the exit code. */
export function addDriftCommand(program: Command, done: (exitCode: number) => void): void {
  program
    .command("drift")
    .description("what is not as the stack deployed it; writes nothing; ends with 2 on drift")
    .argument("<stack>", "e.g. prd")
    .option("--local", "on the local cloud")
    .option("--json", "for other programs")
    .action(async (stack: string, options: DriftOptions) => {
      done(await work().driftCommand(stack, options));
    });
}

/** The engine and the local cloud come with it: only who runs the command waits for them. */
function work(): typeof import("../drift/driftCommand") {
  return require("../drift/driftCommand") as typeof import("../drift/driftCommand");
}
