import { type Command, InvalidArgumentError } from "commander";
import type { VerifyOptions } from "../verify/verifyCommand";

/** Seconds that a check may take. A cold start of a public resolver, a sign-in and a handshake together take a few. */
export const defaultTimeoutSec = 30;

/** Adds `ftl verify <stack>`. @param done Told the exit code. */
export function addVerifyCommand(program: Command, done: (exitCode: number) => void): void {
  program
    .command("verify")
    .description(
      "whether a deployment works: names, certificates, apps, frontend and data; ends with 1 when not, 2 when it can't tell",
    )
    .argument("<stack>", "stg, prd")
    .option("--local", "on the local cloud")
    .option("--json", "for machines")
    .option("--junit <file>", "writes the results as JUnit XML, besides")
    .option("--summary", "appends the table to the job's summary, the file GITHUB_STEP_SUMMARY")
    .option("--only <check...>", 'these checks only: dns, "health api"')
    .option("--skip <check...>", "leaves these checks out, and says so: websocket")
    .option(
      "--cookie-jar <file>",
      "cookies of a session (Netscape's format, as of curl), where only a person can sign in",
    )
    .option("--timeout <seconds>", "how long a check may take", seconds, defaultTimeoutSec)
    .action(async (stack: string, options: VerifyOptions) => {
      done(await work().verifyCommand(stack, options));
    });
}

function seconds(text: string): number {
  if (!/^\d{1,4}$/.test(text) || Number(text) === 0) {
    throw new InvalidArgumentError("It must be a whole number of seconds, 1 or more.");
  }
  return Number(text);
}

/** The engine and the local cloud come with it: only who runs the command waits for them. */
function work(): typeof import("../verify/verifyCommand") {
  return require("../verify/verifyCommand") as typeof import("../verify/verifyCommand");
}
