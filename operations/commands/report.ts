import type { Command } from "commander";
import type { ReportOptions } from "../report/reportCommand";

/** Adds `ftl report <file...>`. @param done Told the exit code. */
export function addReportCommand(program: Command, done: (exitCode: number) => void): void {
  program
    .command("report")
    .description("makes a comment on a pull request of what 'ftl review --out' found, one a stack")
    .argument("<file...>", "reviews, as 'ftl review <stack> --out' writes them")
    .option("--out <file>", "where to write the comments (default: standard output)")
    .option("--full <file>", "where to write the report with nothing left out")
    .option("--summary", "appends the report to the job's summary, the file GITHUB_STEP_SUMMARY")
    .option(
      "--post <pull request>",
      "OWNER/REPO#NUMBER: posts the comments or updates them, with the token GITHUB_TOKEN",
    )
    .option("--api <url>", "GitHub's REST API (default: GITHUB_API_URL, or https://api.github.com)")
    .action(async (files: string[], options: ReportOptions) => {
      done(await work().report(files, options));
    });
}

/** Loaded when it is needed: no other command should wait for it. */
function work(): typeof import("../report/reportCommand") {
  return require("../report/reportCommand");
}
