import { setTimeout as pause } from "node:timers/promises";
import { types } from "../../policy/types";
import { type AppRevision, isReached, revisionState, runs } from "../azure/appRevision";
import { type ContainerAppsView, containerAppsView } from "../azure/containerAppsView";
import type { Place } from "../place";
import { Refusal } from "../refusal";
import type { StateResource } from "../releases/stateOf";

/** How long to wait for the revisions of an update. */
export interface RevisionPatience {
  readonly timeoutMs: number;
  /** How long a revision may be unhealthy, degraded, inactive or without an answer, in one go. */
  readonly doubtMs: number;
  readonly pollMs: number;
}

/** An image that starts at all, and whose probes let it take over, has done so by then. */
export const releasePatience: RevisionPatience = {
  timeoutMs: 600_000,
  doubtMs: 60_000,
  pollMs: 5_000,
};

/** A clock that can be waited by. */
export interface Stopwatch {
  /** Milliseconds since whenever. */
  now(): number;
  pause(milliseconds: number): Promise<unknown>;
}

const ownStopwatch: Stopwatch = { now: () => performance.now(), pause };

/** An app as an update left it. */
interface UpdatedApp {
  readonly id: string;
  readonly name: string;
  /** Newest revision when the app was last written; undefined when the state doesn't say. */
  readonly latest: string | undefined;
}

/** What one look at an app shows; `doubtful` is what may pass by itself, and mostly doesn't. */
type Look =
  | { readonly kind: "runs" }
  | { readonly kind: "waiting" | "doubtful" | "failed"; readonly why: string };

/**
 * Waits until the newest revision of each of a stack's container apps runs, and gets the requests where there are any.
 * An update of an app ends before that, and well also where its new revision never comes up: the one before keeps the
 * requests then.
 *
 * @param resources The state that the update left.
 * @param say Told of each state that a revision is waited for in.
 * @returns What is wrong, a sentence for each app; empty when all run. Who can't tell says so as well: nothing throws.
 * @see https://github.com/pulumi/pulumi-azure-native/issues/2779
 * @see https://github.com/microsoft/azure-container-apps/issues/1011
 */
export async function awaitRevisions(
  place: Place,
  stack: string,
  resources: readonly StateResource[],
  say: (text: string) => void,
): Promise<string[]> {
  let view: ContainerAppsView;
  try {
    view = await containerAppsView(place, stack);
  } catch (error) {
    return [`Whether the apps of ${stack} run can't be told: ${(error as Error).message}`];
  }
  return awaitApps(view, resources, say);
}

/** {@link awaitRevisions} with a view that is open. */
export async function awaitApps(
  view: Pick<ContainerAppsView, "revisions">,
  resources: readonly StateResource[],
  say: (text: string) => void,
  patience: RevisionPatience = releasePatience,
  stopwatch: Stopwatch = ownStopwatch,
): Promise<string[]> {
  const wrong = await Promise.all(
    appsOf(resources).map((app) => awaitApp(view, app, say, patience, stopwatch)),
  );
  return wrong.filter((why) => why !== undefined);
}

function appsOf(resources: readonly StateResource[]): UpdatedApp[] {
  return resources.flatMap(({ type, id, pendingDeletion, outputs }) => {
    if (type !== types.containerApp || id === undefined || pendingDeletion) return [];
    const { latestRevisionName: latest } = outputs;
    const name = id.split("/").at(-1)!;
    return [{ id, name, latest: typeof latest === "string" && latest !== "" ? latest : undefined }];
  });
}

async function awaitApp(
  view: Pick<ContainerAppsView, "revisions">,
  app: UpdatedApp,
  say: (text: string) => void,
  { timeoutMs, doubtMs, pollMs }: RevisionPatience,
  stopwatch: Stopwatch,
): Promise<string | undefined> {
  const begun = stopwatch.now();
  let doubtBegun: number | undefined;
  let said = "";
  for (;;) {
    const seen = await look(view, app);
    if (seen.kind === "runs") return undefined;
    if (seen.kind === "failed") return seen.why;
    const now = stopwatch.now();
    doubtBegun = seen.kind === "doubtful" ? (doubtBegun ?? now) : undefined;
    const inDoubtMs = doubtBegun === undefined ? 0 : now - doubtBegun;
    if (inDoubtMs >= doubtMs) return `${seen.why} It has been so for ${seconds(inDoubtMs)}.`;
    if (now - begun >= timeoutMs) return `${seen.why} ${seconds(now - begun)} were waited.`;
    if (seen.why !== said) say(`Waiting: ${seen.why}\n`);
    said = seen.why;
    await stopwatch.pause(pollMs);
  }
}

async function look(
  view: Pick<ContainerAppsView, "revisions">,
  { id, name, latest }: UpdatedApp,
): Promise<Look> {
  let listed: readonly AppRevision[];
  try {
    listed = await view.revisions(id);
  } catch (error) {
    const why = `Whether ${name} runs can't be told: ${(error as Error).message}`;
    // Who isn't answered now may be in a moment; a refusal stays one.
    const mayPass = error instanceof Refusal && error.exitCode === 2;
    return { kind: mayPass ? "doubtful" : "failed", why };
  }
  const newest = listed.at(-1);
  if (newest === undefined) return { kind: "doubtful", why: `${name} has no revision.` };
  if (latest !== undefined && !listed.some((one) => one.name === latest)) {
    return { kind: "doubtful", why: `${latest}, which the update made, is not listed yet.` };
  }
  return judge(newest, listed);
}

/**
 * `ActivationFailed` is not in the API's description
 * ({@link https://github.com/Azure/azure-rest-api-specs/issues/29102}). A revision can fail while its replicas run
 * ({@link https://github.com/microsoft/azure-container-apps/issues/1268}), and one that still warms up may be called
 * unhealthy ({@link https://github.com/Azure/azure-dev/pull/2399}).
 */
function judge(newest: AppRevision, listed: readonly AppRevision[]): Look {
  const { name, provisioning, provisioningError, running, health, active } = newest;
  const state = [revisionState(newest), provisioningError].filter(Boolean).join(": ");
  const why = `${name} does not run (${active ? state : `${state}, not active`}).`;
  if (provisioning === "Failed" || running === "Failed" || running === "ActivationFailed") {
    return { kind: "failed", why };
  }
  if (provisioning === "Provisioning" || !runs(newest)) {
    const isDoubtful = !active || health === "Unhealthy" || running === "Degraded";
    return { kind: isDoubtful ? "doubtful" : "waiting", why };
  }
  if (isReached(newest)) return { kind: "runs" };
  const others = listed.filter((one) => one !== newest && one.trafficWeight > 0);
  const who = others.map((one) => one.name).join(" and ") || "nobody";
  return { kind: "waiting", why: `${name} runs, and ${who} gets the requests.` };
}

function seconds(milliseconds: number): string {
  return `${Math.round(milliseconds / 1000)} seconds`;
}
