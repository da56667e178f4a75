import type { Command } from "commander";
import type { BackupOptions } from "../azure/backup";

/** Adds `ftl backup <stack>`. @param done Told the exit code. */
export function addBackupCommand(program: Command, done: (exitCode: number) => void): void {
  program
    .command("backup")
    .description("takes a backup of the stack's database server now, and says its id")
    .argument("<stack>", "stg, prd")
    .option("--list", "shows the backups that there are")
    .option("--local", "on the local cloud")
    .option("--json", "for machines")
    .action(async (stack: string, options: BackupOptions) => {
      done(await work().backupCommand(stack, options));
    });
}

/** Loaded when it is needed: no other command should wait for the SDKs. */
function work() {
  return require("../azure/backup") as typeof import("../azure/backup");
}
