import fs from "node:fs";
import path from "node:path";
import type { BackendStorage } from "../backend/backendStorage";
import { openStorage } from "../backend/openStorage";
import { commitOf } from "../git/git";
import { allPass, guardTable, runGuards } from "../guards/guardResult";
import type { Place } from "../place";
import { ownFolder, requireStack, thisProgram } from "../project";
import { Refusal } from "../refusal";
import type { Release } from "../releases/release";
import { ReleaseStore } from "../releases/releaseStore";
import { stackSettings } from "../stackSettings";
import { type Application, applyPlan } from "./applyPlan";
import { deployGuards } from "./guards";
import { completeInterrupted } from "./completeInterrupted";
import { everyRelease } from "./everyRelease";
import type { Planned } from "./makePlan";
import type { Target } from "./target";
import { tallyText } from "./tally";
import { UnderWay } from "./underWay";

/** Where a stack is deployed, with what is kept of its deployments. */
export interface Deployment {
  readonly place: Place;
  readonly storage: BackendStorage;
  readonly releases: ReleaseStore;
  readonly underWay: UnderWay;
}

/** Opens what is kept of a stack's deployments. */
export function deploymentAt(place: Place, stack: string): Deployment {
  const storage = openStorage(place.backendUrl, place.environment);
  return {
    place,
    storage,
    releases: new ReleaseStore(storage, stack),
    underWay: new UnderWay(storage, stack),
  };
}

/** The clone as it stands, checked as the program checks it. */
export async function cloneTarget(stack: string): Promise<Target> {
  requireStack(stack);
  return {
    stack,
    program: thisProgram,
    commit: await commitOf("HEAD"),
    settings: stackSettings(stack),
  };
}

/** Folder of a plan that nobody named. */
export function planFolder(stack: string): string {
  const folder = path.join(ownFolder, "plans", `${stack}-${process.pid}`);
  fs.rmSync(folder, { recursive: true, force: true });
  return folder;
}

/** DNS records of the last release that succeeded. */
export async function lastRecords({ releases }: Deployment): Promise<Release["records"]> {
  const all = await releases.list();
  return all.findLast(({ result }) => result === "succeeded")?.records ?? [];
}

/** @throws Refusal with all that the guards say, when one of them doesn't pass. */
export async function requireGuards(
  deployment: Deployment,
  target: Target,
  say: (text: string) => void,
): Promise<void> {
  const { place } = deployment;
  const others = await everyRelease(deployment);
  const results = await runGuards(deployGuards(place, target, others));
  say(guardTable(results));
  if (allPass(results)) return;
  const failed = results.some(({ outcome }) => outcome === "fail");
  throw new Refusal(`${target.stack} is not deployed: see the guards above.`, failed ? 1 : 2);
}

/**
 * Makes whole what a killed deployment left: its record is written, and resources that it was making are found or
 * forgotten.
 *
 * @returns Whether that changed the state.
 */
export async function settle(
  { place, storage, releases, underWay }: Deployment,
  target: Target,
  say: (text: string) => void,
): Promise<boolean> {
  const killed = await underWay.settle(releases);
  if (killed !== undefined) {
    say(
      killed.result === "interrupted"
        ? `${nameOf(killed)} of ${target.stack} was killed before its end. Going on from there.\n`
        : `${nameOf(killed)} of ${target.stack} was killed after its engine had ended: it ${killed.result}.\n`,
    );
  }
  return completeInterrupted(place, storage, target, say);
}

/** Applies a plan and says how that ended and how to go on. @returns The release, and the exit code. */
export async function applied(
  { place, storage }: Deployment,
  target: Target,
  application: Application,
  say: (text: string) => void,
): Promise<{ release: Release; exitCode: number }> {
  const { release, printed, wrong } = await applyPlan(place, storage, target, application, say);
  if (release.result === "succeeded") {
    say(`\n${nameOf(release)} of ${target.stack} succeeded: ${tallyText(release.tally)}.\n`);
    return { release, exitCode: 0 };
  }
  if (application.output === "keep") say(printed);
  const local = place.kind === "local" ? " --local" : "";
  const again = `npx ftl ${release.kind} ${target.stack}${local}`;
  say(
    `\n${nameOf(release)} of ${target.stack} ${endOf(release, wrong)}\n` +
      `Everything that was made is kept.\nGo on:   ${again}\nGo back: npx ftl rollback ${target.stack}${local}\n`,
  );
  return { release, exitCode: 1 };
}

/** How a release ended that didn't succeed. */
function endOf({ result }: Release, wrong: readonly string[]): string {
  if (result === "interrupted") return "was interrupted.";
  if (wrong.length === 0) return "failed; Pulumi says why above.";
  return `failed: Pulumi was content, but\n${wrong.map((one) => `  ${one}`).join("\n")}`;
}

/** `Release 12 (deploy)`, `Release 13 (rollback to 11)` */
export function nameOf({ number, kind, of }: Release): string {
  return `Release ${number} (${kind}${of === undefined ? "" : ` to ${of}`})`;
}

/** What a plan would do, in a few lines. */
export function planText({ preview, borne, seal }: Planned): string {
  const lines = preview.changes
    .filter(({ type }) => !type.startsWith("ftl:"))
    .map(({ operation, name, stateful, properties }) => {
      const paths = properties.map(({ path: where }) => where).join(", ");
      return `  ${operation.padEnd(8)} ${name}${stateful ? " (stateful)" : ""}${paths ? `: ${paths}` : ""}`;
    });
  return [
    `Plan: ${tallyText(preview.tally)}`,
    ...lines,
    ...borne.map(({ guard, message }) => `  waived: ${guard}: ${message}`),
    `Seal: ${seal}`,
    "",
  ].join("\n");
}
