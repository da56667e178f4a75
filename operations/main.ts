import { Command, CommanderError } from "commander";
import { EngineError, examine, isReady, print } from "../engine";
import { localEnvironment, localPulumi, localReset, localServe } from "./commands/local";
import { start } from "./commands/start";
import { Refusal } from "./refusal";

/**
 * Runs an `ftl` command line.
 *
 * @returns The exit code: 0 done, 1 failed or refused, 2 can't tell; with `ftl local --`, Pulumi's own.
 */
export async function run(args: readonly string[]): Promise<number> {
  let exitCode = 0;
  const program = new Command("ftl")
    .description(
      "The operations of Path 2. Real stacks by default; the local cloud with 'ftl local'.",
    )
    .exitOverride()
    .showSuggestionAfterError();

  program
    .command("doctor")
    .description("what this machine has for the main job, what is missing, and the mend")
    .action(async () => {
      const findings = await examine();
      print(findings);
      exitCode = isReady(findings) ? 0 : 1;
    });

  program
    .command("start")
    .description("the main job: deploys stg on the local cloud and shows it (npm start)")
    .action(async () => {
      exitCode = await start();
    });

  const local = program
    .command("local")
    .description("runs any pulumi command on the local cloud: ftl local -- preview --stack prd")
    .argument("[pulumi arguments...]", "after --")
    .action(async (words: string[]) => {
      if (words.length === 0) local.help({ error: true });
      exitCode = await localPulumi(words);
    });
  local
    .command("serve")
    .description("keeps the local cloud running in the foreground, for several commands to share")
    .action(async () => {
      exitCode = await localServe();
    });
  local
    .command("env")
    .description(
      "prints the shell variables with which any Pulumi program deploys to the running local cloud",
    )
    .action(async () => {
      exitCode = await localEnvironment();
    });
  local
    .command("reset")
    .description("puts the local cloud and its stacks aside, so that the next one begins empty")
    .action(async () => {
      exitCode = await localReset();
    });

  try {
    await program.parseAsync(args, { from: "user" });
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode;
    if (error instanceof Refusal || error instanceof EngineError) {
      process.stderr.write(`${error.message}\n`);
      return error instanceof Refusal ? error.exitCode : 1;
    }
    throw error;
  }
  return exitCode;
}
