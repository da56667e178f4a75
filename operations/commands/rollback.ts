import { InvalidArgumentError, type Command } from "commander";
import type { RollbackOptions } from "../rollback/rollbackCommand";

/** Adds `ftl rollback <stack>`. @param done Told the exit code. */
export function addRollbackCommand(program: Command, done: (exitCode: number) => void): void {
  program
    .command("rollback")
    .description("deploys an earlier release again, as a new one")
    .argument("<stack>", "stg, prd")
    .option(
      "--to <number>",
      "which (default: the last that succeeded before the present one)",
      releaseNumber,
    )
    .option("--list", "shows what can be gone back to, and what each would change")
    .option("--local", "on the local cloud")
    .option("--json", "for machines")
    .option("--yes", "without asking")
    .action(async (stack: string, options: RollbackOptions) => {
      done(await work().rollbackCommand(stack, options));
    });
}

function releaseNumber(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text))
    throw new InvalidArgumentError("It must be a release's number.");
  return Number(text);
}

/** Loaded when it is needed: no other command should wait for the SDKs. */
function work() {
  return require("../rollback/rollbackCommand") as typeof import("../rollback/rollbackCommand");
}
