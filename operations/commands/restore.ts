import type { Command } from "commander";
import type { RestoreOptions } from "../azure/restore";

/** Adds `ftl restore <stack>`. @param done Told the exit code. */
export function addRestoreCommand(program: Command, done: (exitCode: number) => void): void {
  program
    .command("restore")
    .description(
      "makes a new database server as the stack's own was at a point in time; never in place",
    )
    .argument("<stack>", "stg, prd")
    .requiredOption("--at <time>", "2026-11-20T18:30:00Z, or how long ago: -15m, -2h, -3d")
    .option("--as <name>", "of the new server (default: the stack's own with -rolled-back)")
    .option("--local", "on the local cloud")
    .option("--json", "for machines")
    .option("--yes", "without asking")
    .action(async (stack: string, options: RestoreOptions) => {
      done(await work().restoreCommand(stack, options));
    });
}

/** Loaded when it is needed: no other command should wait for the SDKs. */
function work() {
  return require("../azure/restore") as typeof import("../azure/restore");
}
