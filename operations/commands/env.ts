import { type Command, Option } from "commander";
import type { EnvOptions, VariableUser } from "../hostnames/hostnameCommands";

const users: readonly VariableUser[] = ["frontend", "api", "ws"];

/** Adds `ftl env <stack> --for frontend|api|ws`. */
export function addEnvCommand(program: Command): void {
  program
    .command("env")
    .description(
      "prints the variables that follow from a stack's hostnames, as lines of a dotenv file",
    )
    .argument("<stack>", "stg, prd")
    .addOption(
      new Option(
        "--for <user>",
        "who needs them: what the frontend is built with, or what an app is started with",
      )
        .choices(users)
        .makeOptionMandatory(),
    )
    .option("--json", "for machines")
    .action((stack: string, options: EnvOptions) => work().showVariables(stack, options));
}

/** The settings take a second to load: no other command should wait for them. */
function work() {
  return require("../hostnames/hostnameCommands") as typeof import("../hostnames/hostnameCommands");
}
