import { commitOf, git, uncommitted } from "../git/git";
import type { GuardCheck, GuardResult } from "./guardResult";

const guard = "source";
/** Changed files that a result names. */
const namedFiles = 5;

/** Asks whether what would be deployed is a commit that others have too: no change beside it, and pushed. */
export function sourceGuard(folder?: string): GuardCheck {
  return {
    guard,
    run: () => Promise.all([workingTree(folder), pushed(folder)]),
  };
}

async function workingTree(folder?: string): Promise<GuardResult> {
  const subject = "working tree";
  const changed = await uncommitted(folder);
  if (changed.length === 0) return { guard, subject, outcome: "pass", seen: "no change" };
  const files = changed.slice(0, namedFiles).map((line) => line.slice(3));
  const more = changed.length > namedFiles ? `, and ${changed.length - namedFiles} more` : "";
  return {
    guard,
    subject,
    outcome: "fail",
    seen: `not committed: ${files.join(", ")}${more}`,
    mend: "Commit them, or put them aside: git stash --include-untracked",
  };
}

async function pushed(folder?: string): Promise<GuardResult> {
  const { sha } = await commitOf("HEAD", folder);
  const subject = `commit ${sha.slice(0, 12)}`;
  const found = await git(
    ["for-each-ref", "--format=%(refname:short)", "--contains", sha, "refs/remotes"],
    folder,
  );
  // What GitHub makes to try a pull request is on no branch, although git fetches it as if it were.
  const branches = found.split("\n").filter((name) => name !== "" && !name.startsWith("pull/"));
  if (branches.length > 0) {
    return { guard, subject, outcome: "pass", seen: `on ${branches.slice(0, 3).join(", ")}` };
  }
  const shallow = (await git(["rev-parse", "--is-shallow-repository"], folder)).trim() === "true";
  return shallow
    ? {
        guard,
        subject,
        outcome: "cannotTell",
        seen: "the clone is shallow, and none of the branches that it knows has the commit",
        mend: "git fetch --unshallow",
      }
    : {
        guard,
        subject,
        outcome: "fail",
        seen: "on no branch of a remote",
        mend: "git push; if it is pushed already, git fetch",
      };
}
