import { confirm } from "../confirm";
import { commonGuards, workingTreeGuard } from "../deploy/guards";
import {
  applied,
  type Deployment,
  deploymentAt,
  lastRecords,
  nameOf,
  planFolder,
  planText,
  settle,
} from "../deploy/deployment";
import { everyRelease } from "../deploy/everyRelease";
import { makePlan, type Planned } from "../deploy/makePlan";
import { allPass, guardTable, runGuards } from "../guards/guardResult";
import { openPlace } from "../place";
import { printJson } from "../printJson";
import { requireStack } from "../project";
import { Refusal } from "../refusal";
import { areEqual, compareStates } from "../releases/compareStates";
import { differenceText } from "../releases/differenceText";
import type { Release } from "../releases/release";
import { presentResources } from "../releases/exportedState";
import { stateOf } from "../releases/stateOf";
import type { ReviewStep } from "../review/review";
import { Steps } from "../steps";
import { candidates, candidateTable } from "./candidates";
import { chooseRelease } from "./chooseRelease";
import { rollbackGuards } from "./preflight";
import { type RollbackTarget, rollbackTarget } from "./rollbackTarget";

/** What `ftl rollback` is told. */
export interface RollbackOptions {
  readonly local?: true;
  readonly json?: true;
  readonly yes?: true;
  /** Number of the release to go back to. */
  readonly to?: number;
  /** Shows what can be gone back to, and does nothing. */
  readonly list?: true;
}

/** What a rollback was. */
export interface RolledBack {
  readonly release: Release;
  /** What differs from the state that the earlier release had; empty when nothing does. */
  readonly differences: string;
  readonly steps: readonly ReviewStep[];
}

const toPerson = (text: string) => void process.stderr.write(text);

/**
 * `ftl rollback <stack>`: deploys an earlier release again as a new one. Its old state is never imported.
 *
 * @returns 0 when the stack is what that release left, 1 when it isn't, 2 when that can't be told.
 */
export async function rollbackCommand(stack: string, options: RollbackOptions): Promise<number> {
  requireStack(stack);
  const place = await openPlace(options.local === true, `ftl rollback ${stack}`);
  try {
    const deployment = deploymentAt(place, stack);
    if (options.list) return await list(deployment, stack, options);
    return await rollBack(deployment, stack, options);
  } finally {
    await place.close();
  }
}

async function list(
  deployment: Deployment,
  stack: string,
  { json }: RollbackOptions,
): Promise<number> {
  const found = await candidates(deployment, await presentResources(deployment.place, stack));
  if (json) printJson({ stack, candidates: found });
  else if (found.length === 0) toPerson(`No release of ${stack} has succeeded yet.\n`);
  else process.stdout.write(candidateTable(found));
  return 0;
}

async function rollBack(
  deployment: Deployment,
  stack: string,
  { to, yes, json }: RollbackOptions,
): Promise<number> {
  const steps = new Steps((line) => toPerson(`${line}\n`));
  // With one that was killed, which gets a record of its own later.
  await deployment.underWay.killed();
  const of = chooseRelease(await everyRelease(deployment), to);
  toPerson(`Going back to ${nameOf(of)} of ${stack}, of ${of.endedAt}: ${of.commit.title}\n`);
  const target = await steps.work("commit checked out", () => rollbackTarget(of));
  try {
    await steps.work("preflight", () => preflight(deployment, target, of));
    await steps.work("interrupted work", () => settle(deployment, target, toPerson));
    const planned = await steps.work("preview", () => plan(deployment, target));
    toPerson(planText(planned));
    if (!yes && !(await confirm(`Roll ${stack} back to release ${of.number}?`))) return 1;
    const { release, exitCode } = await steps.work("update", () =>
      applied(
        deployment,
        target,
        { ...planned, kind: "rollback", of: of.number, output: json ? "keep" : "inherit" },
        toPerson,
      ),
    );
    if (exitCode !== 0) {
      if (json) printJson({ release, differences: "", steps: steps.done } satisfies RolledBack);
      return exitCode;
    }
    const differences = await steps.work("compared with that release", () =>
      differencesFrom(deployment, of, release),
    );
    if (json)
      printJson({
        release,
        differences: differences ?? "",
        steps: steps.done,
      } satisfies RolledBack);
    return verdict(of, differences);
  } finally {
    await target.remove();
  }
}

async function preflight(
  deployment: Deployment,
  target: RollbackTarget,
  of: Release,
): Promise<void> {
  const { place } = deployment;
  const releases = await everyRelease(deployment);
  const since = releases.filter(({ number }) => number > of.number);
  // What is deployed is that release's commit, but the rules, waivers and budgets are the clone's.
  const results = await runGuards([
    ...commonGuards(place, target),
    workingTreeGuard(),
    ...rollbackGuards(place, target, { of, since }),
  ]);
  toPerson(guardTable(results));
  if (allPass(results)) return;
  const failed = results.some(({ outcome }) => outcome === "fail");
  throw new Refusal(`${target.stack} is not rolled back: see the guards above.`, failed ? 1 : 2);
}

async function plan(deployment: Deployment, target: RollbackTarget): Promise<Planned> {
  const last = await lastRecords(deployment);
  const planned = await makePlan(deployment.place, target, {
    folder: planFolder(target.stack),
    last,
  });
  const fixed = planned.preview.changes.find(({ after }) => suffixOf(after) !== undefined);
  if (fixed === undefined) return planned;
  throw new Refusal(
    `That release fixes the revision suffix '${suffixOf(fixed.after)}' of ${fixed.name}, and Container Apps takes none twice. ` +
      "Go forward with a mend, in a commit without it.",
  );
}

function suffixOf(inputs: Readonly<Record<string, unknown>> | undefined): string | undefined {
  const { revisionSuffix } = (inputs?.["template"] ?? {}) as { revisionSuffix?: string };
  return revisionSuffix === "" ? undefined : revisionSuffix;
}

/** @returns What differs, or undefined when the earlier state is gone. */
async function differencesFrom(
  { place, storage }: Deployment,
  of: Release,
  { stack }: Release,
): Promise<string | undefined> {
  const text = await storage.read(of.checkpoint);
  if (text === undefined) return undefined;
  const comparison = compareStates(
    stateOf(text, of.checkpoint).resources,
    await presentResources(place, stack),
  );
  return areEqual(comparison) ? "" : differenceText(comparison);
}

function verdict(of: Release, differences: string | undefined): number {
  if (differences === undefined) {
    toPerson(`Its state is gone from the history: what is there now can't be compared with it.\n`);
    return 2;
  }
  if (differences === "") {
    toPerson(`The state is what release ${of.number} left.\n`);
    return 0;
  }
  toPerson(`Deployed, but not what release ${of.number} left. These differ: ${differences}\n`);
  return 1;
}
