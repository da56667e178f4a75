import { InvalidArgumentError, type Command } from "commander";
import { Refusal } from "../refusal";
import type { FastOptions } from "../rollback/fastRollback";
import type { RollbackOptions } from "../rollback/rollbackCommand";

/** The options of both ways back. */
interface Options extends RollbackOptions, FastOptions {
  readonly fast?: true;
}

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
    .option(
      "--fast",
      "only switches the apps to the revisions of the update before, in a minute; the state isn't touched",
    )
    .option(
      "--revision <name>",
      "with --fast: a revision to switch its app to, as often as wanted; other apps stay",
      (name: string, before: readonly string[]) => [...before, name],
      [] as readonly string[],
    )
    .option("--local", "on the local cloud")
    .option("--json", "for machines")
    .option("--yes", "without asking")
    .action(async (stack: string, options: Options) => {
      requireOneWay(options);
      done(
        options.fast
          ? await fastWork().fastRollbackCommand(stack, options)
          : await work().rollbackCommand(stack, options),
      );
    });
}

/** @throws Refusal for an option of the other way back. */
function requireOneWay({ fast, to, revision }: Options): void {
  if (fast && to !== undefined) {
    throw new Refusal(
      "--to is a release, and --fast goes to revisions: name them with --revision.",
    );
  }
  if (!fast && revision.length > 0) throw new Refusal("--revision is for --fast.");
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

function fastWork() {
  return require("../rollback/fastRollback") as typeof import("../rollback/fastRollback");
}
