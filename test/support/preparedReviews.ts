import fs from "node:fs";
import path from "node:path";
import type { Review } from "../../operations/review/review";
import { type Edits, type FtlResult, PreparedClone } from "./preparedClone";

/** A change to be reviewed. */
export interface PreparedChange {
  readonly stack: string;
  /** What the base has besides this working tree's files. */
  readonly base?: Edits;
  readonly change: Edits;
  /** `--change` names it, it is what is checked out, or it is not even committed. @default "named" */
  readonly where?: "named" | "checkedOut" | "uncommitted";
}

/** What came of a review. */
export interface Reviewed extends FtlResult {
  readonly review: Review;
  /** What `--out` wrote. */
  readonly file: string;
  readonly clone: PreparedClone;
}

/** Reviews that run side by side, one for each core of the machines that tests run on. */
const sideBySide = 2;

/** Reviews of prepared changes. All begin at once, and are waited for one by one. */
export class PreparedReviews<Name extends string> {
  private readonly reviews = new Map<Name, Promise<Reviewed>>();

  private constructor(reviews: ReadonlyMap<Name, () => Promise<Reviewed>>) {
    const queue = [...reviews];
    const next = async (): Promise<void> => {
      const [name, run] = queue.shift() ?? [];
      if (name === undefined) return;
      resolvers.get(name)!(run!());
      await this.reviews.get(name)!.catch(() => undefined);
      return next();
    };
    const resolvers = new Map<Name, (reviewed: Promise<Reviewed>) => void>();
    for (const [name] of queue) {
      const review = new Promise<Reviewed>((resolve) => resolvers.set(name, resolve));
      // Told by the test that waits for it.
      review.catch(() => undefined);
      this.reviews.set(name, review);
    }
    for (let index = 0; index < sideBySide; index++) void next();
  }

  static async begin<Name extends string>(
    changes: Readonly<Record<Name, PreparedChange>>,
  ): Promise<PreparedReviews<Name>> {
    const shared = await PreparedClone.create();
    const reviews = new Map<Name, () => Promise<Reviewed>>();
    for (const [name, change] of Object.entries(changes) as [Name, PreparedChange][]) {
      const clone = change.where === undefined ? shared : await PreparedClone.create();
      const args = await prepared(clone, name, change);
      reviews.set(name, () => reviewed(clone, args));
    }
    await shared.checkout(shared.base);
    return new PreparedReviews(reviews);
  }

  of(name: Name): Promise<Reviewed> {
    return this.reviews.get(name)!;
  }
}

/** @returns The arguments of `ftl`. */
async function prepared(
  clone: PreparedClone,
  name: string,
  { stack, base: edits, change, where = "named" }: PreparedChange,
): Promise<string[]> {
  await clone.checkout(clone.base);
  const base = edits === undefined ? clone.base : await clone.commit(`before ${name}`, edits);
  const review = ["review", stack, "--base", base];
  if (where === "uncommitted") clone.edit(change);
  else {
    const sha = await clone.commit(name, change);
    if (where === "named") review.push("--change", sha);
  }
  return review;
}

let files = 0;

async function reviewed(clone: PreparedClone, args: readonly string[]): Promise<Reviewed> {
  const file = path.join(path.dirname(clone.folder), `review-${++files}.json`);
  const result = await clone.ftl([...args, "--out", file], { timeoutMs: 400_000 });
  if (!fs.existsSync(file)) {
    throw new Error(`ftl ${args.join(" ")} found nothing:\n${result.stdout}${result.stderr}`);
  }
  const review = JSON.parse(fs.readFileSync(file, "utf8")) as Review;
  return { ...result, review, file, clone };
}

/** An edit that replaces what a pattern finds, which must be there. */
export function replaced(pattern: RegExp, replacement: string): (text: string) => string {
  return (text) => {
    if (!pattern.test(text)) throw new Error(`There is no ${pattern.source} to be edited.`);
    return text.replace(pattern, replacement);
  };
}

/** One edit after the other. */
export function both(...edits: readonly ((text: string) => string)[]): (text: string) => string {
  return (text) => edits.reduce((edited, edit) => edit(edited), text);
}
