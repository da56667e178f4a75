import type { Command } from "commander";
import type { ReviewCommandOptions } from "../review/reviewCommand";

/** Adds `ftl review <stack>`. @param done Told the exit code. */
export function addReviewCommand(program: Command, done: (exitCode: number) => void): void {
  program
    .command("review")
    .description("judges a change of a stack on a local cloud: up, policy, no-op, and back again")
    .argument("<stack>", "stg, prd")
    .option("--base <commit>", "where the change is to go (default: the main branch)")
    .option("--change <commit>", "the change (default: the clone as it stands)")
    .option("--out <file>", "writes what was found as JSON, for ftl report")
    .option("--json", "prints what was found as JSON")
    .action(async (stack: string, options: ReviewCommandOptions) => {
      done(await work().reviewCommand(stack, options));
    });
}

/** Loaded when it is needed: no other command should wait for Pulumi's SDKs. */
function work() {
  return require("../review/reviewCommand") as typeof import("../review/reviewCommand");
}
