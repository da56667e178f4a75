import fs from "node:fs";
import { requireStack } from "../project";
import { Refusal } from "../refusal";
import { Redaction } from "../report/redact";
import type { Review, ReviewVerdict } from "./review";
import { reviewStack } from "./reviewStack";
import { reviewSummary } from "./reviewSummary";

/** What a person asked for. */
export interface ReviewCommandOptions {
  readonly base?: string;
  readonly change?: string;
  readonly out?: string;
  readonly json?: true;
}

const exitCodes: Readonly<Record<ReviewVerdict, number>> = { pass: 0, fail: 1, cannotTell: 2 };

/**
 * `ftl review <stack>`
 *
 * @returns 0 when the change passes, 1 when it fails, 2 when that can't be told.
 */
export async function reviewCommand(
  stack: string,
  { base, change, out, json }: ReviewCommandOptions,
): Promise<number> {
  requireStack(stack);
  const say = (line: string) => void process.stderr.write(`${line}\n`);
  say(`Reviewing ${stack} on a local cloud of its own.`);
  // A change may have put a secret where none belongs: what was found goes to public places.
  const review: Review = new Redaction().review(await reviewStack({ stack, base, change, say }));
  const text = `${JSON.stringify(review, undefined, 2)}\n`;
  if (out !== undefined) write(out, text);
  process.stdout.write(json ? text : reviewSummary(review));
  return exitCodes[review.verdict];
}

function write(file: string, text: string): void {
  try {
    fs.writeFileSync(file, text);
  } catch (error) {
    throw new Refusal(`${file} can't be written: ${(error as Error).message}`);
  }
}
