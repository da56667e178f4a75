import { type Command, Option } from "commander";
import type { ListFormat, ReportFormat, ReportOptions } from "../policy/policyCommands";

/** Adds `ftl policy list` and `ftl policy report <stack>`. @param done Told the exit code. */
export function addPolicyCommand(program: Command, done: (exitCode: number) => void): void {
  const policy = program.command("policy").description("the rules that no stack may break");
  policy
    .command("list")
    .description("all rules, each with what it wants")
    .addOption(format<ListFormat>(["table", "json", "markdown"]))
    .option("--json", "short for --format json")
    .action((options: { format: ListFormat; json?: boolean }) => {
      work().policyList(options.json ? "json" : options.format);
    });
  policy
    .command("report")
    .description("what every rule says of every resource of a stack")
    .argument("<stack>", "e.g. prd")
    .option("--local", "the stack as it is on the local cloud")
    .option("--preview", "what an update would do, in place of what the last one left")
    .option(
      "--file <file>",
      "a file that 'pulumi stack export' or 'pulumi preview --json --show-sames' wrote",
    )
    .option("--policy-pack-config <file>", "settings of rules, as 'pulumi up' takes them")
    .addOption(format<ReportFormat>(["table", "json", "markdown", "sarif"]))
    .option("--json", "short for --format json")
    .action(async (stack: string, options: ReportOptions) => {
      done(await work().policyReport(stack, options));
    });
}

function format<T extends string>(formats: readonly [T, ...T[]]): Option {
  return new Option("--format <format>", "how to write it").choices(formats).default(formats[0]);
}

/** Loaded when it is needed: no other command should wait for Pulumi's policy SDK. */
function work(): typeof import("../policy/policyCommands") {
  return require("../policy/policyCommands");
}
