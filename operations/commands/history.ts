import { type Command, InvalidArgumentError } from "commander";
import type { HistoryOptions } from "../releases/historyCommand";

/** Adds `ftl history <stack>`. @param done Told the exit code. */
export function addHistoryCommand(program: Command, done: (exitCode: number) => void): void {
  program
    .command("history")
    .description("every update of a stack, the last one first: releases, and what was none")
    .argument("<stack>", "e.g. prd")
    .option("--local", "the stack as it is on the local cloud")
    .option("--limit <count>", "how many", count, 20)
    .option("--json", "for machines")
    .action(async (stack: string, options: HistoryOptions) => {
      done(await work().showHistory(stack, options));
    });
}

/** @throws InvalidArgumentError when it is no count. */
function count(text: string): number {
  if (/^[1-9]\d{0,5}$/.test(text)) return Number(text);
  throw new InvalidArgumentError("Give a number from 1.");
}

/** Loaded when it is needed: no other command should wait for the storage's client. */
function work(): typeof import("../releases/historyCommand") {
  return require("../releases/historyCommand");
}
