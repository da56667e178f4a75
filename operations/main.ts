import { Command, CommanderError } from "commander";
import { EngineError, examine, getEngine, isReady, print } from "../engine";
import { addBackupCommand } from "./commands/backup";
import { addCertificateCommand } from "./commands/certificate";
import { addDeployCommands } from "./commands/deploy";
import { addDiffCommand } from "./commands/diff";
import { addDriftCommand } from "./commands/drift";
import { addEnvCommand } from "./commands/env";
import { addExportCommand } from "./commands/export";
import { addFrontendCommand } from "./commands/frontend";
import { addHandoverCommand } from "./commands/handover";
import { addHistoryCommand } from "./commands/history";
import { addMigrateCommand } from "./commands/migrate";
import { addPolicyCommand } from "./commands/policy";
import { addReportCommand } from "./commands/report";
import { addRestoreCommand } from "./commands/restore";
import { addReviewCommand } from "./commands/review";
import { addRollbackCommand } from "./commands/rollback";
import { addUnlockCommand } from "./commands/unlock";
import { addVerifyCommand } from "./commands/verify";
import {
  localClock,
  localEnvironment,
  localPulumi,
  localReset,
  localServe,
  type ServeOptions,
} from "./commands/local";
import { addStartCommand } from "./commands/start";
import type { DatabasesOptions } from "./azure/localDatabases";
import { addServeOptions } from "./local/serveOptions";
import { databaseFindings } from "./local/databaseFindings";
import { Refusal } from "./refusal";

/** Commands with a file of their own, in the order of `ftl --help`. */
const commands: readonly ((program: Command, done: (exitCode: number) => void) => void)[] = [
  addStartCommand,
  addReviewCommand,
  addReportCommand,
  addDeployCommands,
  addMigrateCommand,
  addFrontendCommand,
  addVerifyCommand,
  addRollbackCommand,
  addBackupCommand,
  addRestoreCommand,
  addHistoryCommand,
  addDiffCommand,
  addDriftCommand,
  addUnlockCommand,
  addCertificateCommand,
  addEnvCommand,
  addHandoverCommand,
  addPolicyCommand,
  addExportCommand,
];

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
      const findings = [...(await examine()), ...databaseFindings()];
      print(findings);
      exitCode = isReady(findings) ? 0 : 1;
    });

  program
    .command("engine")
    .description("gets a Pulumi engine if there is none yet, and says which one is used")
    .action(async () => {
      const { path, version, origin } = await getEngine();
      process.stdout.write(`Pulumi ${version} (${origin}): ${path}\n`);
    });

  const local = program
    .command("local")
    .description("runs any pulumi command on the local cloud: ftl local -- preview --stack prd")
    .argument("[pulumi arguments...]", "after --")
    .option("--program <folder>", "another program of this clone: bootstrap")
    .action(async (words: string[], { program: folder }: { program?: string }) => {
      if (words.length === 0) local.help({ error: true });
      exitCode = await localPulumi(words, folder);
    });
  const serve = local
    .command("serve")
    .description("keeps the local cloud running in the foreground, for several commands to share")
    .action(async (options: ServeOptions) => {
      exitCode = await localServe(options);
    });
  addServeOptions(serve);
  local
    .command("clock")
    .description("says what the local cloud's time is, or moves it forward: ftl local clock +190d")
    .argument("[step]", "how far: +30m, +12h, +190d")
    .action(async (step: string | undefined) => {
      exitCode = await localClock(step);
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
    .command("databases")
    .description("how psql gets at the database servers of the local cloud that is served")
    .option("--json", "for machines")
    .action(async (options: DatabasesOptions) => {
      const work = require("./azure/localDatabases") as typeof import("./azure/localDatabases");
      exitCode = await work.localDatabases(options);
    });
  local
    .command("reset")
    .description("puts the local cloud and its stacks aside, so that the next one begins empty")
    .action(async () => {
      exitCode = await localReset();
    });

  for (const add of commands) {
    add(program, (code) => {
      exitCode = code;
    });
  }

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
