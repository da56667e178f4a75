import fs from "node:fs";
import { Refusal } from "./refusal";

/**
 * File of the summary of a job on GitHub.
 *
 * @throws Refusal where there is none.
 * @see https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands#adding-a-job-summary
 */
export function jobSummaryFile(environment: NodeJS.ProcessEnv = process.env): string {
  const file = environment["GITHUB_STEP_SUMMARY"];
  if (file) return file;
  throw new Refusal("--summary takes a file named by GITHUB_STEP_SUMMARY, as in a job on GitHub.");
}

/** Adds text to a summary, shown letter by letter. */
export function appendVerbatim(file: string, text: string): void {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = "`".repeat(longest + 1);
  fs.appendFileSync(file, `${fence}text\n${text.trimEnd()}\n${fence}\n`);
}
