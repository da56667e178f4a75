import type { Command } from "commander";
import type { HandoverOptions } from "../hostnames/hostnameCommands";

/** Adds `ftl handover <stack>`. */
export function addHandoverCommand(program: Command): void {
  program
    .command("handover")
    .description(
      "prints the DNS records that the owners of other zones are asked to write, as text for an e-mail",
    )
    .argument("<stack>", "stg, prd")
    .option("--local", "the stack as it is on the local cloud")
    .option("--write", "with --local: writes them there, in the place of the zones' owners")
    .option("--json", "for machines")
    .action((stack: string, options: HandoverOptions) => work().showHandover(stack, options));
}

/** The settings take a second to load: no other command should wait for them. */
function work() {
  return require("../hostnames/hostnameCommands") as typeof import("../hostnames/hostnameCommands");
}
