import { execFile } from "node:child_process";
import { projectFolder } from "../project";
import { Refusal } from "../refusal";

/** Runs a git command in the clone. @returns What it printed. @throws Refusal with what git said when it fails. */
export async function git(args: readonly string[], folder = projectFolder): Promise<string> {
  const { exitCode, stdout, stderr } = await tryGit(args, folder);
  if (exitCode === 0) return stdout;
  throw new Refusal(`git ${args.join(" ")} failed: ${(stderr || stdout).trim()}`);
}

/** Like {@link git}, for whoever wants to know how it ended. */
export function tryGit(
  args: readonly string[],
  folder = projectFolder,
): Promise<{ exitCode: number; stdout: string; stderr: string }> {
  return new Promise((resolve, reject) => {
    execFile("git", args, { cwd: folder, maxBuffer: 1 << 26 }, (error, stdout, stderr) => {
      if (error !== null && typeof error.code !== "number") {
        reject(new Refusal(`git can't be run: ${error.message}. It must be on PATH.`));
      } else
        resolve({ exitCode: typeof error?.code === "number" ? error.code : 0, stdout, stderr });
    });
  });
}

/** One commit. */
export interface Commit {
  /** Full hash. */
  readonly sha: string;
  /** First line of its message. */
  readonly title: string;
}

/**
 * The commit that a name stands for.
 *
 * @throws Refusal when there is none in this clone, with how it may be had.
 */
export async function commitOf(name: string, folder = projectFolder): Promise<Commit> {
  const { exitCode, stdout } = await tryGit(
    ["log", "-1", "--format=%H%x09%s", "--end-of-options", name, "--"],
    folder,
  );
  const [sha, title] = stdout.trim().split(/\t(.*)/s);
  if (exitCode === 0 && sha !== undefined && title !== undefined) return { sha, title };
  throw new Refusal(
    `There is no commit '${name}' in this clone. If it is on the server: git fetch --unshallow, or git fetch origin ${name}`,
  );
}

/** Files of the working tree that differ from the commit, new ones among them; ignored ones are not. */
export async function uncommitted(folder = projectFolder): Promise<string[]> {
  const text = await git(["status", "--porcelain", "--untracked-files=all"], folder);
  return text.split("\n").filter((line) => line !== "");
}
