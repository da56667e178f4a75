import fs from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { isSecretName } from "../../policy/secretWords";
import { jobSummaryFile } from "../jobSummary";
import { Refusal } from "../refusal";
import type { Review } from "../review/review";
import { apiAddress, postComments, pullRequestOf } from "./gitHubComments";
import { readReview } from "./readReview";
import { Redaction } from "./redact";
import { commentLimits, markerOf, maxSummaryBytes, noLimits, reviewReport } from "./reviewReport";

/** What `ftl report` is told. */
export interface ReportOptions {
  readonly out?: string;
  readonly full?: string;
  readonly summary?: boolean;
  readonly post?: string;
  readonly api?: string;
}

/**
 * `ftl report <file...>`
 *
 * @returns 0 also when the verdict is a failure: that is what the exit code of `ftl review` says.
 * @throws Refusal when a file is no review, or when it can't be posted.
 */
export async function report(files: readonly string[], options: ReportOptions): Promise<number> {
  const { out, full, summary, post } = options;
  const target = post === undefined ? undefined : pullRequestOf(post);
  const access = target === undefined ? undefined : gitHubAccess(options.api);
  const summaryFile = summary === true ? jobSummaryFile() : undefined;
  const reviews = files.map(readReview);
  const stacks = reviews.map(({ stack }) => stack);
  const repeated = stacks.find((stack, index) => stacks.indexOf(stack) !== index);
  if (repeated !== undefined) {
    throw new Refusal(`Two of the files are reviews of ${repeated}: there is one comment a stack.`);
  }

  const redaction = new Redaction(environmentSecrets(process.env));
  const bodies = reviews.map((review) => reviewReport(review, redaction, commentLimits));
  if (full !== undefined) {
    const texts = reviews.map((review) => reviewReport(review, redaction, noLimits));
    write(full, texts.join("\n"));
  }
  if (summaryFile !== undefined) appendToSummary(summaryFile, reviews, redaction);
  if (out !== undefined) write(out, bodies.join("\n"));
  if (target !== undefined && access !== undefined) {
    const comments = bodies.map((body, index) => ({ marker: markerOf(stacks[index]!), body }));
    const addresses = await postComments(access, target, comments);
    addresses.forEach((address, index) => process.stdout.write(`${stacks[index]}: ${address}\n`));
  } else if (out === undefined && full === undefined && summary !== true) {
    process.stdout.write(bodies.join("\n"));
  }
  return 0;
}

/** Each review has an equal part of the room that is left. A summary without room is no reason not to post. */
function appendToSummary(file: string, reviews: readonly Review[], redaction: Redaction): void {
  reviews.forEach((review, index) => {
    const room = maxSummaryBytes - sizeOf(file) - 1;
    const maxBytes = Math.floor(room / (reviews.length - index));
    if (maxBytes < commentLimits.maxBytes) {
      process.stderr.write(`The job's summary has no room for the report of ${review.stack}.\n`);
      return;
    }
    const text = reviewReport(review, redaction, { ...commentLimits, maxBytes });
    fs.appendFileSync(file, `${text}\n`);
  });
}

function gitHubAccess(api?: string) {
  const token = process.env.GITHUB_TOKEN;
  if (!token) throw new Refusal("--post takes a token in GITHUB_TOKEN.");
  const address = apiAddress(api ?? (process.env.GITHUB_API_URL || "https://api.github.com"));
  return { token, api: address, wait: (seconds: number) => delay(seconds * 1000) };
}

/** What this process was given as secrets, by the names of its variables. */
function environmentSecrets(environment: NodeJS.ProcessEnv): string[] {
  return Object.entries(environment).flatMap(([name, value]) =>
    value !== undefined && isSecretName(name) ? [value] : [],
  );
}

function write(file: string, text: string): void {
  try {
    fs.writeFileSync(file, text);
  } catch (error) {
    throw new Refusal(`Can't write ${file}: ${(error as Error).message}`);
  }
}

function sizeOf(file: string): number {
  return fs.existsSync(file) ? fs.statSync(file).size : 0;
}
