import type { Command } from "commander";
import type { FrontendOptions } from "../frontend/deployFrontend";

/** Adds `ftl frontend`. @param done Told the exit code. */
export function addFrontendCommand(program: Command, done: (exitCode: number) => void): void {
  const frontend = program
    .command("frontend")
    .description("deploys the stack's web app: ftl frontend deploy stg ../frontend/dist");
  frontend
    .command("deploy")
    .description("deploys a built frontend to the stack's site, with the site's deployment token")
    .argument("<stack>", "stg, prd")
    .argument("[folder]", "of the built app; with --local, a reference frontend without it")
    .option("--local", "on the local cloud")
    .action(async (stack: string, folder: string | undefined, options: FrontendOptions) => {
      done(await work().deployFrontendCommand(stack, folder, options));
    });
}

/** Loaded when it is needed: no other command should wait for the SDKs. */
function work() {
  return require("../frontend/deployFrontend") as typeof import("../frontend/deployFrontend");
}
