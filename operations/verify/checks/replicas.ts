import { type Check, fail, inconclusive, pass, settledVerdict, type Verdict } from "../check";
import { deployAgain, logOf } from "../mends";
import {
  apiVersions,
  imageOf,
  type RevisionProperties,
  shortImage,
  workload,
  type WorkloadProperties,
} from "../resources";
import type { VerifyContext } from "../verifyContext";
import { secretsVerdict } from "./secrets";
import { failingStore } from "./stores";

const apps = ["api", "ws", "flusher"] as const;
type App = (typeof apps)[number];

/** `revision mode <app>`: a new revision takes the place of the one before. */
export function revisionModeChecks(context: VerifyContext): Check[] {
  return apps.map((app) => ({
    name: `revision mode ${app}`,
    about: "one revision at a time takes all requests",
    run: async () => {
      const { properties } = await workload(context, app);
      const mode = properties.configuration?.activeRevisionsMode ?? "no mode";
      return mode === "Single"
        ? pass(mode)
        : fail(`${mode}; wanted Single`, deployAgain(context.target));
    },
  }));
}

/** `replicas <app>`: as many run as the settings ask for, of the image that was deployed. */
export function replicaChecks(context: VerifyContext): Check[] {
  return apps.map((app) => ({
    name: `replicas ${app}`,
    about: "enough replicas of the deployed image run and are healthy",
    run: () => replicasVerdict(context, app),
  }));
}

/** What `replicas <app>` comes to. */
export function replicasVerdict(context: VerifyContext, app: App): Promise<Verdict> {
  return context.verdict(`replicas ${app}`, () => judge(context, app));
}

async function judge(context: VerifyContext, app: App): Promise<Verdict> {
  const { azure, outputs, settings } = context.target;
  const id = outputs.resourceIds[app];
  const name = outputs.resourceNames[app];
  const deploy = deployAgain(context.target);
  const found = await azure.get<WorkloadProperties>(id, apiVersions.containerApps);
  if (found === undefined) return fail(`${name} is not there`, deploy);
  const declared = imageOf(found.properties.template);
  if (declared !== outputs.images[app]) {
    return fail(`${shortImage(declared)}; deployed was ${shortImage(outputs.images[app])}`, deploy);
  }
  const revisions = await azure.list<RevisionProperties>(
    `${id}/revisions`,
    apiVersions.containerApps,
  );
  const newest = revisions
    .filter(({ properties }) => imageOf(properties.template) === declared)
    .toSorted((one, other) => timeOf(one.properties) - timeOf(other.properties))
    .at(-1);
  if (newest === undefined) return fail(`no revision runs ${shortImage(declared)}`, deploy);
  const { properties } = newest;
  const { healthState = "None", runningState = "", provisioningState = "" } = properties;
  const { minReplicas } = settings.apps[app];
  const replicas = properties.active === true ? (properties.replicas ?? 0) : 0;
  const state = [provisioningState, runningState, healthState].filter(Boolean).join(", ");
  const saw = `${replicas} of ${shortImage(declared)} in ${newest.name}: ${state}`;
  const mayBeAtZero = minReplicas === 0 && runningState === "ScaledToZero";
  const isUp = mayBeAtZero || runningState.startsWith("Running");
  const why = properties.provisioningError === undefined ? "" : `: ${properties.provisioningError}`;
  if (isUp && replicas >= minReplicas && healthState !== "Unhealthy") return pass(saw);
  // A replica doesn't start without its secrets, isn't well without its stores, and says at /health that it isn't.
  if ((await secretsVerdict(context, app)).outcome === "fail") {
    return inconclusive(`${saw}: see secrets ${app}`);
  }
  const store = await failingStore(context);
  if (store !== undefined) return inconclusive(`${saw}: see ${store}`);
  if (isUp && replicas >= minReplicas && (await saysSoItself(context, app))) {
    return inconclusive(`${saw}: see health ${app}`);
  }
  return fail(
    `${saw}; wanted at least ${minReplicas}, healthy${why}`,
    `${logOf(context.target, app)} ${deploy}`,
  );
}

/** Whether an app answers clients that it isn't well: then that is what `health` says. */
async function saysSoItself(context: VerifyContext, app: App): Promise<boolean> {
  if (app === "flusher") return false;
  const verdict = await settledVerdict(async () => {
    const { status } = await context.health(context.entry(app));
    return status === 200 ? pass("200") : fail(String(status), "");
  });
  return verdict.outcome === "fail";
}

function timeOf({ createdTime = "" }: RevisionProperties): number {
  return Date.parse(createdTime) || 0;
}
