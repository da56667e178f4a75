import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import { abandonedIn, ownName, removeFolder } from "../abandoned";
import { ownFolder, type Program, projectFolder } from "../project";
import { Refusal } from "../refusal";
import { git, tryGit } from "./git";

/** A commit's files, checked out beside the clone's own. */
export interface Worktree extends Program {
  remove(): Promise<void>;
}

/**
 * Checks a commit out into a folder of its own, with the packages that it wants: the clone's, when its lock file is the
 * same, else a set of its own, which is kept for the next time.
 *
 * @param sha Full hash.
 * @throws Refusal when git can't, or when the packages can't be had.
 */
export async function checkOut(sha: string): Promise<Worktree> {
  const folder = path.join(ownFolder, "worktrees", ownName(sha.slice(0, 12)));
  fs.mkdirSync(path.dirname(folder), { recursive: true });
  await removeAbandoned(path.dirname(folder));
  await git(["worktree", "add", "--detach", "--force", folder, sha]);
  const remove = async () => {
    removeFolder(folder);
    await git(["worktree", "prune"]);
  };
  try {
    fs.symlinkSync(await packagesFor(folder), path.join(folder, "node_modules"), "dir");
  } catch (error) {
    await remove();
    throw error;
  }
  return { folder, policyPack: path.join(folder, "policy"), remove };
}

/** Takes away what killed processes left. Git locks a worktree while it makes it: that takes the second --force. */
async function removeAbandoned(worktrees: string): Promise<void> {
  for (const folder of abandonedIn(worktrees)) {
    await tryGit(["worktree", "remove", "--force", "--force", folder]);
    removeFolder(folder);
  }
  await git(["worktree", "prune"]);
}

async function packagesFor(folder: string): Promise<string> {
  const own = path.join(projectFolder, "node_modules");
  const wanted = lockHash(folder);
  if (wanted === lockHash(projectFolder)) return fs.realpathSync(own);
  const kept = path.join(ownFolder, "packages", wanted.slice(0, 16));
  const modules = path.join(kept, "node_modules");
  if (fs.existsSync(path.join(kept, "complete"))) return modules;
  fs.rmSync(kept, { recursive: true, force: true });
  fs.mkdirSync(kept, { recursive: true });
  for (const file of ["package.json", "package-lock.json", ".npmrc"]) {
    const from = path.join(folder, file);
    if (fs.existsSync(from)) fs.copyFileSync(from, path.join(kept, file));
  }
  process.stderr.write("installing the packages of that commit, whose lock file is another one\n");
  try {
    await promisify(execFile)("npm", ["ci", "--prefer-offline", "--no-audit", "--no-fund"], {
      cwd: kept,
    });
  } catch (error) {
    throw new Refusal(
      `The packages of that commit can't be installed (npm ci in ${kept}): ${(error as Error).message}`,
    );
  }
  fs.writeFileSync(path.join(kept, "complete"), "");
  return modules;
}

function lockHash(folder: string): string {
  return createHash("sha256")
    .update(fs.readFileSync(path.join(folder, "package-lock.json")))
    .digest("hex");
}
