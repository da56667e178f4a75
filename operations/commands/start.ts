import type { Command } from "commander";

/** Adds `ftl start`, which is `npm start`. @param done Told the exit code. */
export function addStartCommand(program: Command, done: (exitCode: number) => void): void {
  program
    .command("start")
    .description(
      "the main job: deploys stg on the local cloud, runs it and verifies it (npm start)",
    )
    .action(async () => {
      done(await work().start());
    });
}

/** Loaded when it is needed: no other command should wait for the SDKs. */
function work() {
  return require("../start/start") as typeof import("../start/start");
}
