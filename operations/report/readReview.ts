import fs from "node:fs";
import { z } from "zod";
import { Refusal } from "../refusal";
import type { Review } from "../review/review";

const operation = z.enum(["create", "update", "replace", "delete", "same", "import", "read"]);
const inputs = z.record(z.string(), z.unknown()).optional();
const revision = z.object({ sha: z.string().optional(), title: z.string() });
const dnsValue = z.object({
  ttl: z.number().optional(),
  value: z.string().optional(),
  proxied: z.boolean().optional(),
});

/** What JSON has of a review: members that are undefined are not written. */
const schema = z.object({
  kind: z.literal("ftl-review"),
  version: z.literal(1),
  // A name that Pulumi takes, so that it can stand in the marker: https://www.pulumi.com/docs/iac/concepts/stacks/
  stack: z.string().regex(/^[A-Za-z0-9_.-]{1,100}$/),
  base: revision,
  change: revision,
  verdict: z.enum(["pass", "fail", "cannotTell"]),
  reasons: z.array(z.string()),
  changes: z.array(
    z.object({
      operation,
      urn: z.string(),
      type: z.string(),
      name: z.string(),
      stateful: z.boolean(),
      properties: z.array(
        z.object({
          path: z.string(),
          kind: z.enum(["add", "delete", "update"]),
          replaces: z.boolean(),
          before: z.unknown().optional(),
          after: z.unknown().optional(),
        }),
      ),
      before: inputs,
      after: inputs,
    }),
  ),
  tally: z.partialRecord(operation, z.int().nonnegative()),
  dns: z.array(
    z.object({
      operation: z.enum(["create", "update", "replace", "delete"]),
      type: z.string(),
      name: z.string(),
      before: dnsValue.optional(),
      after: dnsValue.optional(),
    }),
  ),
  rules: z.array(
    z.object({
      rule: z.string(),
      severity: z.string(),
      description: z.string(),
      outcome: z.enum(["passed", "failed", "advised", "waived", "unknown"]),
      resources: z.int().nonnegative(),
      onKnownValues: z.boolean(),
      unknowns: z.array(z.string()),
      messages: z.array(z.string()),
      mend: z.string(),
      url: z.string(),
    }),
  ),
  asked: z.array(z.string()),
  guards: z.array(
    z.object({ guard: z.string(), message: z.string(), mend: z.string(), waived: z.boolean() }),
  ),
  revertible: z.object({ answer: z.enum(["yes", "no", "unknown"]), because: z.string() }),
  steps: z.array(
    z.object({
      name: z.string(),
      seconds: z.number().nonnegative(),
      outcome: z.enum(["done", "failed", "skipped"]),
      output: z.string(),
    }),
  ),
  notes: z.array(z.string()),
  seconds: z.number().nonnegative(),
});

/** Mistakes of a file that are told; the rest of them are only counted. */
const maxMistakes = 5;

/**
 * Reads a file that `ftl review --out` wrote.
 *
 * @throws Refusal when it is no review, or one of a version that this program doesn't know.
 */
export function readReview(file: string): Review {
  const json = parsed(file);
  const { kind, version } = (json ?? {}) as { kind?: unknown; version?: unknown };
  if (kind !== "ftl-review") {
    throw new Refusal(`${file} is no review: write one with 'ftl review <stack> --out'.`);
  }
  if (version !== 1) {
    throw new Refusal(
      `${file} is a review of version ${JSON.stringify(version)}, and this program knows version 1: ` +
        "review and report with the same commit of this repository.",
    );
  }
  const result = schema.safeParse(json);
  if (result.success) return result.data as Review;
  const mistakes = result.error.issues.map(
    ({ path, message }) => `  ${path.map(String).join(".") || "the whole"}: ${message}`,
  );
  const more = mistakes.length - maxMistakes;
  throw new Refusal(
    [
      `${file} is no review of version 1:`,
      ...mistakes.slice(0, maxMistakes),
      ...(more > 0 ? [`  and ${more} more`] : []),
    ].join("\n"),
  );
}

function parsed(file: string): unknown {
  let text: string;
  try {
    text = fs.readFileSync(file, "utf8");
  } catch (error) {
    throw new Refusal(`Can't read ${file}: ${(error as Error).message}`);
  }
  try {
    return JSON.parse(text);
  } catch {
    throw new Refusal(`${file} is not JSON: write it with 'ftl review <stack> --out'.`);
  }
}
