import type { Command } from "commander";
import type { MigrateOptions } from "../azure/migrate";

/** Adds `ftl migrate <stack>`. @param done Told the exit code. */
export function addMigrateCommand(program: Command, done: (exitCode: number) => void): void {
  program
    .command("migrate")
    .description("runs the stack's migrate job and waits until it has ended")
    .argument("<stack>", "stg, prd")
    .option("--local", "on the local cloud")
    .option("--json", "for machines")
    .action(async (stack: string, options: MigrateOptions) => {
      done(await work().migrateCommand(stack, options));
    });
}

/** Loaded when it is needed: no other command should wait for the SDKs. */
function work() {
  return require("../azure/migrate") as typeof import("../azure/migrate");
}
