import type { Command } from "commander";
import type { UnlockOptions } from "../locks/unlockCommand";

/** Adds `ftl unlock <stack>`. @param done Told the exit code. */
export function addUnlockCommand(program: Command, done: (exitCode: number) => void): void {
  program
    .command("unlock")
    .description("who has a stack locked, and removes locks whose owner is provably gone")
    .argument("<stack>", "e.g. prd")
    .option("--local", "the stack on the local cloud")
    .option("--yes", "remove what is stale without asking")
    .option("--json", "for machines")
    .action(async (stack: string, options: UnlockOptions) => {
      done(await work().unlock(stack, options));
    });
}

/** Loaded when it is needed: no other command should wait for the storage's client. */
function work(): typeof import("../locks/unlockCommand") {
  return require("../locks/unlockCommand");
}
