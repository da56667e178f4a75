import type { Command } from "commander";
import type { DiffOptions } from "../releases/diffCommand";

/** Adds `ftl diff <stack> <before> <after>`. @param done Told the exit code. */
export function addDiffCommand(program: Command, done: (exitCode: number) => void): void {
  program
    .command("diff")
    .description("what differs between two releases: commits, settings, images, DNS, resources")
    .argument("<stack>", "e.g. prd")
    .argument("<before>", "a release: its number, latest, latest-1, …")
    .argument("<after>", "another one")
    .option("--local", "releases on the local cloud")
    .option("--json", "for machines")
    .action(async (stack: string, before: string, after: string, options: DiffOptions) => {
      done(await work().showDiff(stack, before, after, options));
    });
}

/** Loaded when it is needed: no other command should wait for the storage's client. */
function work(): typeof import("../releases/diffCommand") {
  return require("../releases/diffCommand");
}
