import type { Command } from "commander";
import type { DeployCommandOptions, PlanCommandOptions } from "../deploy/deployCommands";

/** Adds `ftl plan <stack>` and `ftl deploy <stack>`. @param done Told the exit code. */
export function addDeployCommands(program: Command, done: (exitCode: number) => void): void {
  common(program.command("plan"))
    .description("writes down what a deployment would do, sealed with all that it was made from")
    .option("--out <folder>", "where to write the plan")
    .action(async (stack: string, options: PlanCommandOptions) => {
      done(await work().planCommand(stack, options));
    });
  common(program.command("deploy"))
    .description("asks the guards, then deploys, and keeps a release record")
    .option("--plan <folder>", "what ftl plan wrote; refused when anything has moved since")
    .option("--seal <hash>", "the seal that was reviewed")
    .option("--yes", "without asking")
    .action(async (stack: string, options: DeployCommandOptions) => {
      done(await work().deployCommand(stack, options));
    });
}

function common(command: Command): Command {
  return command
    .argument("<stack>", "stg, prd")
    .option("--local", "on the local cloud")
    .option("--json", "for machines")
    .option("--restore-zone", "puts the records of the last release back into a wiped zone");
}

/** Loaded when it is needed: no other command should wait for the SDKs. */
function work() {
  return require("../deploy/deployCommands") as typeof import("../deploy/deployCommands");
}
