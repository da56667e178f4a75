import { commitOf, git, tryGit, uncommitted } from "../git/git";
import { checkOut, type Worktree } from "../git/worktree";
import { type Program, thisProgram } from "../project";
import { Refusal } from "../refusal";
import type { Revision } from "./review";

/** What is compared with what. */
export interface Compared {
  readonly base: Revision;
  readonly change: Revision;
  readonly baseProgram: Program;
  readonly changeProgram: Program;
  /** What a reviewer should know of the two. */
  readonly notes: readonly string[];
  remove(): Promise<void>;
}

/** Files that decide how a change is judged. */
const judges = ["policy/", "operations/guards/", "operations/review/", "local-cloud/"];

/**
 * Finds the two ends of a change, each with its files.
 *
 * @param baseName Where the change is to go; where its history left that is the base.
 * @param changeName The change; the clone as it stands, with what isn't committed, when there is none.
 * @throws Refusal when there is no such commit here.
 */
export async function compare(
  baseName: string | undefined,
  changeName: string | undefined,
): Promise<Compared> {
  const target = await commitOf(baseName ?? (await defaultBase()));
  const head = await commitOf(changeName ?? "HEAD");
  const { exitCode, stdout } = await tryGit(["merge-base", target.sha, head.sha]);
  if (exitCode !== 0) {
    throw new Refusal(
      `${head.sha.slice(0, 12)} and ${target.sha.slice(0, 12)} have no commit in common in this clone. ` +
        "A shallow one has too little history: git fetch --unshallow",
    );
  }
  const base = await commitOf(stdout.trim());
  const dirty = changeName === undefined ? await uncommitted() : [];
  const trees: Worktree[] = [await checkOut(base.sha)];
  try {
    if (changeName !== undefined) trees.push(await checkOut(head.sha));
  } catch (error) {
    await trees[0]!.remove();
    throw error;
  }
  const files = await changedFiles(base.sha, changeName === undefined ? undefined : head.sha);
  const touched = judges.filter((judge) => files.some((file) => file.startsWith(judge)));
  return {
    base,
    change:
      dirty.length === 0
        ? head
        : { sha: undefined, title: `${head.title}, and what isn't committed` },
    baseProgram: trees[0]!,
    changeProgram: trees[1] ?? thisProgram,
    notes: [
      ...(files.length === 0 ? ["Nothing differs from the base."] : []),
      ...touched.map((judge) => `The change touches ${judge}, by which it is judged itself.`),
    ],
    remove: async () => {
      for (const tree of trees) await tree.remove();
    },
  };
}

async function changedFiles(base: string, head: string | undefined): Promise<string[]> {
  const text = await git(["diff", "--name-only", base, ...(head === undefined ? [] : [head])]);
  const added = head === undefined ? await git(["ls-files", "--others", "--exclude-standard"]) : "";
  return `${text}${added}`.split("\n").filter((file) => file !== "");
}

/** The branch that changes go to: what the pull request names, the server's main branch, or the clone's. */
async function defaultBase(): Promise<string> {
  const named = process.env["GITHUB_BASE_REF"];
  if (named) return `origin/${named}`;
  for (const name of ["origin/HEAD", "origin/main", "main"]) {
    const { exitCode } = await tryGit(["rev-parse", "--verify", "--quiet", `${name}^{commit}`]);
    if (exitCode === 0) return name;
  }
  throw new Refusal("Which commit is the change to be compared with? Name it: --base main");
}
