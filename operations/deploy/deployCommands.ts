import { openPlace } from "../place";
import { confirm } from "../confirm";
import { printJson } from "../printJson";
import { Refusal } from "../refusal";
import type { Application } from "./applyPlan";
import {
  applied,
  cloneTarget,
  type Deployment,
  deploymentAt,
  lastRecords,
  planFolder,
  planText,
  requireGuards,
  settle,
} from "./deployment";
import { makePlan } from "./makePlan";
import { readSeal, requireUnmoved, sealParts } from "./seal";
import type { Target } from "./target";

/** What `ftl plan` is told. */
export interface PlanCommandOptions {
  readonly local?: true;
  readonly json?: true;
  /** Folder to write the plan to. */
  readonly out?: string;
  readonly restoreZone?: true;
}

/** What `ftl deploy` is told. */
export interface DeployCommandOptions {
  readonly local?: true;
  readonly json?: true;
  readonly yes?: true;
  /** Folder of a plan that was made before. */
  readonly plan?: string;
  /** The seal that was reviewed: the plan must have this one. */
  readonly seal?: string;
  readonly restoreZone?: true;
}

const toPerson = (text: string) => void process.stderr.write(text);

/** `ftl plan <stack>` @returns 0 when there is a plan. */
export async function planCommand(stack: string, options: PlanCommandOptions): Promise<number> {
  const target = await cloneTarget(stack);
  const place = await openPlace(options.local === true, `ftl plan ${stack}`);
  try {
    const deployment = deploymentAt(place, stack);
    // A plan changes nothing, not even after a deployment that was killed: whoever makes it may only be allowed to read.
    const planned = await makePlan(place, target, {
      folder: options.out ?? planFolder(stack),
      last: await lastRecords(deployment),
      restoreZone: options.restoreZone === true,
    });
    const { folder, parts, seal, preview } = planned;
    if (options.json) printJson({ stack, folder, seal, parts, tally: preview.tally });
    else {
      const local = options.local ? " --local" : "";
      process.stdout.write(
        `${planText(planned)}Deploy it: npx ftl deploy ${stack}${local} --plan ${folder} --seal ${seal}\n`,
      );
    }
    return 0;
  } finally {
    await place.close();
  }
}

/** `ftl deploy <stack>` @returns 0 when it was deployed. */
export async function deployCommand(stack: string, options: DeployCommandOptions): Promise<number> {
  if (options.seal !== undefined && options.plan === undefined) {
    throw new Refusal("A seal belongs to a plan: name its folder with --plan.");
  }
  const target = await cloneTarget(stack);
  const place = await openPlace(options.local === true, `ftl deploy ${stack}`);
  try {
    const deployment = deploymentAt(place, stack);
    await requireGuards(deployment, target, toPerson);
    const plan =
      options.plan === undefined
        ? await freshPlan(deployment, target, options)
        : await sealedPlan(deployment, target, { ...options, folder: options.plan });
    if (plan === undefined) return 1;
    const { release, exitCode } = await applied(
      deployment,
      target,
      {
        ...plan,
        kind: "deploy",
        restoreZone: options.restoreZone === true,
        output: options.json ? "keep" : "inherit",
      },
      toPerson,
    );
    if (options.json) printJson(release);
    return exitCode;
  } finally {
    await place.close();
  }
}

/** A plan, ready to be applied. */
type ToApply = Pick<Application, "folder" | "seal" | "parts">;

/** A plan that is made now. @returns Undefined when the person doesn't want it. */
async function freshPlan(
  deployment: Deployment,
  target: Target,
  { yes, restoreZone }: DeployCommandOptions,
): Promise<ToApply | undefined> {
  await settle(deployment, target, toPerson);
  const planned = await makePlan(deployment.place, target, {
    folder: planFolder(target.stack),
    last: await lastRecords(deployment),
    restoreZone: restoreZone === true,
  });
  toPerson(planText(planned));
  if (!yes && !(await confirm(`Deploy ${target.stack}?`))) return undefined;
  return planned;
}

/** A plan that was made and reviewed before. @returns Undefined when the person doesn't want it. @throws Refusal when anything that it was made from has moved. */
async function sealedPlan(
  deployment: Deployment,
  target: Target,
  { folder, seal, yes, restoreZone }: DeployCommandOptions & { folder: string },
): Promise<ToApply | undefined> {
  const was = readSeal(folder);
  if (seal !== undefined && seal !== was.seal) {
    throw new Refusal(
      `The plan in ${folder} has another seal (${was.seal.slice(0, 12)}…) than what was reviewed (${seal.slice(0, 12)}…).`,
    );
  }
  const { stack, program, commit } = target;
  if (await settle(deployment, target, toPerson)) {
    throw new Refusal(
      `What a killed deployment left of ${stack} is in order now, so that this plan no longer holds. Make a new one: npx ftl plan ${stack}`,
    );
  }
  const now = { stack, program, commit: commit.sha, restoreZone: restoreZone === true };
  requireUnmoved(was.parts, await sealParts(deployment.place, now, folder));
  const question = `Deploy ${stack} as planned in ${folder} (seal ${was.seal.slice(0, 12)}…)?`;
  if (!yes && !(await confirm(question))) return undefined;
  return { folder, seal: was.seal, parts: was.parts };
}
