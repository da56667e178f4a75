import { type Command, Option } from "commander";
import type { ExportOptions } from "../export/exportCommand";

/** Adds `ftl export <stack> --format arm`. @param done Told the exit code. */
export function addExportCommand(program: Command, done: (exitCode: number) => void): void {
  program
    .command("export")
    .description("writes what is deployed as a template, for other scanners")
    .argument("<stack>", "e.g. prd")
    .addOption(
      new Option("--format <format>", "arm: a Resource Manager template")
        .choices(["arm"])
        .default("arm"),
    )
    .option("--local", "the stack as it is on the local cloud")
    .option("--file <file>", "a file that 'pulumi stack export' wrote")
    .action(async (stack: string, options: ExportOptions) => {
      done(await work().exportStack(stack, options));
    });
}

/** Loaded when it is needed. */
function work(): typeof import("../export/exportCommand") {
  return require("../export/exportCommand");
}
