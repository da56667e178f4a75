import type { Target } from "../deploy/target";
import { earlierSettings } from "../earlierSettings";
import { commitOf } from "../git/git";
import { checkOut } from "../git/worktree";
import { thisProgram } from "../project";
import type { Release } from "../releases/release";
import { stackSettings } from "../stackSettings";

/** An earlier release, ready to be deployed again. */
export interface RollbackTarget extends Target {
  remove(): Promise<void>;
}

/**
 * Checks out the commit of a release: its program and its settings, judged by today's policy pack and today's budgets.
 *
 * @throws Refusal when this clone doesn't have the commit, or when its packages can't be had.
 */
export async function rollbackTarget({
  stack,
  commit,
  migrations,
}: Release): Promise<RollbackTarget> {
  const { dnsBudget } = stackSettings(stack);
  const tree = await checkOut((await commitOf(commit.sha)).sha);
  try {
    const program = { folder: tree.folder, policyPack: thisProgram.policyPack };
    const settings = { ...earlierSettings(stack, tree.folder), dnsBudget, migrations };
    return { stack, program, commit, settings, remove: () => tree.remove() };
  } catch (error) {
    await tree.remove();
    throw error;
  }
}
