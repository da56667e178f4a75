/**
 * Revisions of a container app: every change of its template makes one, a change of its configuration doesn't.
 *
 * @see https://learn.microsoft.com/azure/container-apps/revisions
 */

import { clone, equal, isObject, type JsonObject } from "../../../json";
import { ArmError } from "../../armError";
import type { ArmCloud } from "../../armCloud";
import { numberAt, objectAt, objectsAt, textAt } from "../../body";
import { idKey } from "../../resourceId";
import type { ResourceView, StoredResource, WriteRequest } from "../../resourceType";
import type { WorkloadRuntime } from "../../workloadRuntime";
import { refuse } from "./containerTemplate";
import { ingressDomainOf } from "./environmentFacts";

/** A revision as the local cloud keeps it, in `kept.revisions` of its app, oldest first. */
export interface Revision {
  /** `<app>--<suffix>`. */
  readonly name: string;
  /** ISO 8601. */
  readonly created: string;
  readonly active: boolean;
  /** ISO 8601; when it last became active. */
  readonly lastActive: string;
  readonly template: JsonObject;
  /** ISO 8601; absent when its replicas were never restarted by hand. */
  readonly restarted?: string;
}

/** Inactive revisions that are kept where the app doesn't say how many. @see https://learn.microsoft.com/azure/container-apps/revisions */
const inactiveKept = 100;

/** Revisions of an app, oldest first. */
export function revisionsOf(app: Pick<StoredResource, "kept">): Revision[] {
  return objectsAt(app.kept, "revisions").flatMap((entry) => {
    const { name, created, active, lastActive, template, restarted } = entry;
    return typeof name === "string" &&
      typeof created === "string" &&
      typeof active === "boolean" &&
      typeof lastActive === "string" &&
      isObject(template)
      ? [
          {
            name,
            created,
            active,
            lastActive,
            template,
            ...(typeof restarted === "string" ? { restarted } : {}),
          },
        ]
      : [];
  });
}

export function latestRevision(app: Pick<StoredResource, "kept">): Revision | undefined {
  return revisionsOf(app).at(-1);
}

/** Whether an app has one active revision at a time, as it has unless it says otherwise. */
export function isSingleMode(desired: JsonObject): boolean {
  const mode = textAt(desired, "properties.configuration.activeRevisionsMode") ?? "Single";
  return mode.toLowerCase() === "single";
}

/**
 * Refuses a malformed suffix, and one that an earlier revision with another template has.
 *
 * @see https://github.com/Azure/azure-cli-extensions/issues/6449 (form)
 * @see https://github.com/Altinn/dialogporten/pull/3942 (54 characters for the whole name)
 * @see https://github.com/Azure/terraform-azurerm-avm-res-app-containerapp/issues/115 (message of one used twice)
 */
export function checkSuffix({ name, desired, existing }: WriteRequest): void {
  const template = templateOf(desired);
  const suffix = suffixOf(template);
  if (suffix === undefined) return;
  const revision = `${name}--${suffix}`;
  if (!/^[a-z](?:-?[a-z0-9])*$/.test(suffix) || revision.length > 54) {
    throw refuse(
      "template.revisionsuffix",
      `Invalid value: "${suffix}": a revision name must consist of lower case alphanumeric characters or '-', start ` +
        "with a letter, end with an alphanumeric character and cannot have '--'",
    );
  }
  const twin = revisionsOf(existing ?? { kept: {} }).find((one) => one.name === revision);
  if (twin === undefined || equal(twin.template, template)) return;
  throw operationError(
    name,
    "The following field(s) are either invalid or missing. Field 'template.revisionsuffix' is invalid with details: " +
      `'Invalid value: "${suffix}": revision with suffix ${suffix} already exists.';.`,
  );
}

/**
 * A change that the service accepted and could not carry out.
 *
 * @see https://github.com/microsoft/azure-container-apps/issues/1652 (message)
 */
export function operationError(app: string, details: string): ArmError {
  return new ArmError(
    400,
    "ContainerAppOperationError",
    `Failed to provision revision for container app '${app}'. Error details: ${details}`,
  );
}

/** What an app keeps after a write: a new revision when its template has changed. */
export function revise({ resource, cloud }: ResourceView): JsonObject {
  const revisions = revisionsOf(resource);
  const template = templateOf(resource.desired);
  const single = isSingleMode(resource.desired);
  const made = numberAt(resource.kept, "revisionsMade") ?? 0;
  const latest = revisions.at(-1);
  const now = cloud.now().toISOString();

  if (latest !== undefined && equal(latest.template, template)) {
    return keepRevisions(resource, single ? oneActive(revisions) : revisions);
  }
  const suffix = suffixOf(template) ?? generatedSuffix(cloud, resource, made);
  const name = `${resource.name}--${suffix}`;
  const next = { name, created: now, active: true, lastActive: now, template: clone(template) };
  const all = [...revisions.filter((revision) => revision.name !== name), next];
  return {
    ...keepRevisions(resource, single ? oneActive(all) : all),
    revisionsMade: made + 1,
  };
}

/** Seven letters and digits, the same for the same app and count. */
function generatedSuffix(cloud: ArmCloud, app: StoredResource, count: number): string {
  const hex = cloud.guid(`${idKey(app.id)}|${app.created}|revision|${count}`).replaceAll("-", "");
  return BigInt(`0x${hex}`).toString(36).slice(-7).padStart(7, "0");
}

/** Leaves the newest active one active, as single revision mode wants it. */
function oneActive(revisions: readonly Revision[]): Revision[] {
  const newest = revisions.findLast((revision) => revision.active);
  return revisions.map((revision) => ({ ...revision, active: revision === newest }));
}

function keepRevisions(app: StoredResource, revisions: readonly Revision[]): JsonObject {
  const most =
    numberAt(app.desired, "properties.configuration.maxInactiveRevisions") ?? inactiveKept;
  const inactive = revisions.filter((revision) => !revision.active);
  const aged = new Set(inactive.slice(0, Math.max(0, inactive.length - most)));
  return {
    ...app.kept,
    revisions: revisions
      .filter((revision) => !aged.has(revision))
      .map((revision) => ({ ...revision })),
  };
}

/**
 * Share of the app's requests that a revision gets, in percent. In single revision mode the active one has them all.
 *
 * @see https://learn.microsoft.com/azure/container-apps/traffic-splitting
 */
export function trafficWeight(app: StoredResource, revision: Revision): number {
  if (!revision.active) return 0;
  if (isSingleMode(app.desired)) return 100;
  const rules = objectsAt(app.desired, "properties.configuration.ingress.traffic");
  const isLatest = latestRevision(app)?.name === revision.name;
  const mine = rules.filter((rule) =>
    rule.latestRevision === true ? isLatest : textAt(rule, "revisionName") === revision.name,
  );
  return mine.reduce((sum, rule) => sum + (numberAt(rule, "weight") ?? 0), 0);
}

/**
 * Revisions that have replicas: the active ones, and in single revision mode the one that was ready before, which goes
 * on until the active one is.
 *
 * @see https://learn.microsoft.com/azure/container-apps/revisions#zero-downtime-deployment
 */
export function revisionsToRun(app: StoredResource): Revision[] {
  const revisions = revisionsOf(app);
  if (!isSingleMode(app.desired)) return revisions.filter((revision) => revision.active);
  const serving = servingRevision(app);
  return serving === undefined
    ? []
    : revisions.filter(({ active, name }) => active || name === serving.name);
}

/** Share of the app's requests that a revision really gets, in percent: it has to have been ready for any. */
export function requestShare(app: StoredResource, revision: Revision): number {
  if (!isSingleMode(app.desired)) return trafficWeight(app, revision);
  return servingRevision(app)?.name === revision.name ? 100 : 0;
}

/** The revision that was last found ready; undefined while none was. */
export function readyRevision(app: Pick<StoredResource, "kept">): Revision | undefined {
  return revisionsOf(app).find(({ name }) => name === app.kept.readyRevision);
}

/**
 * What an app keeps when a revision is ready: in single revision mode it takes over from the one before; of several
 * active ones the newest is remembered.
 *
 * @returns The very same as it keeps already, when nothing changes.
 */
export function withReadyRevision(app: StoredResource, name: string): JsonObject {
  const names = revisionsOf(app).map((revision) => revision.name);
  const before = names.indexOf(readyRevision(app)?.name ?? "");
  const isNewer = names.indexOf(name) > before;
  const changes = isSingleMode(app.desired) ? names[before] !== name : isNewer;
  return changes ? { ...app.kept, readyRevision: name } : app.kept;
}

/** Which one has all requests in single revision mode; undefined when none is active. */
function servingRevision(app: StoredResource): Revision | undefined {
  const active = revisionsOf(app).find((revision) => revision.active);
  return active && (readyRevision(app) ?? active);
}

/** Revisions of an app as a client reads them, oldest first. */
export function listRevisions(cloud: ArmCloud, app: StoredResource): JsonObject[] {
  return revisionsOf(app).map((revision) => render(cloud, app, revision));
}

/**
 * One revision as a client reads it.
 *
 * @throws ArmError `RevisionNotFound`, whose code and message are not documented.
 */
export function getRevision(cloud: ArmCloud, app: StoredResource, name: string): JsonObject {
  return render(cloud, app, requireRevision(app, name));
}

/**
 * Starts a revision again. In single revision mode it takes the place of the one that is active: that there is one
 * at a time is documented, and that the call is taken there; what it does to the other is not. Changes `app`; the
 * caller commits the state.
 *
 * @throws ArmError `RevisionNotFound`.
 * @see https://learn.microsoft.com/azure/container-apps/revisions-manage
 * @see https://github.com/microsoft/azure-container-apps/issues/787 (taken in single revision mode)
 */
export function activateRevision(cloud: ArmCloud, app: StoredResource, name: string): void {
  const wanted = requireRevision(app, name);
  const single = isSingleMode(app.desired);
  const now = cloud.now().toISOString();
  app.kept = keepRevisions(
    app,
    revisionsOf(app).map((revision) =>
      revision.name === wanted.name
        ? { ...revision, active: true, lastActive: revision.active ? revision.lastActive : now }
        : { ...revision, active: single ? false : revision.active },
    ),
  );
}

/**
 * Stops a revision. Changes `app`; the caller commits the state.
 *
 * @throws ArmError `RevisionNotFound`.
 */
export function deactivateRevision(app: StoredResource, name: string): void {
  const wanted = requireRevision(app, name);
  app.kept = keepRevisions(
    app,
    revisionsOf(app).map((revision) =>
      revision.name === wanted.name ? { ...revision, active: false } : revision,
    ),
  );
}

/**
 * Restarts the replicas of an active revision. Changes `app`; the caller commits the state.
 *
 * @throws ArmError `RevisionNotFound`, and `RevisionNotActive` (code not documented) for one that has no replicas.
 */
export function restartRevision(cloud: ArmCloud, app: StoredResource, name: string): void {
  const revision = requireRevision(app, name);
  if (!revision.active) {
    throw new ArmError(400, "RevisionNotActive", `Revision '${name}' is not active.`);
  }
  const restarted = cloud.now().toISOString();
  app.kept = keepRevisions(
    app,
    revisionsOf(app).map((one) => (one.name === name ? { ...one, restarted } : one)),
  );
}

function requireRevision(app: StoredResource, name: string): Revision {
  const found = revisionsOf(app).find((revision) => revision.name === name);
  if (found !== undefined) return found;
  throw new ArmError(
    404,
    "RevisionNotFound",
    `Revision '${name}' of container app '${app.name}' was not found.`,
  );
}

/** @see https://learn.microsoft.com/rest/api/containerapps/container-apps-revisions/get-revision */
function render(cloud: ArmCloud, app: StoredResource, revision: Revision): JsonObject {
  return {
    id: `${app.id}/revisions/${revision.name}`,
    name: revision.name,
    type: `${app.type}/revisions`,
    properties: {
      createdTime: revision.created,
      lastActiveTime: revision.lastActive,
      fqdn: revisionFqdn(cloud, app, revision),
      template: clone(revision.template),
      ...(cloud.runtime === undefined
        ? takenForGranted(app, revision)
        : observed(cloud.runtime, app, revision)),
    },
  };
}

/** State of a revision where no container runs: what is active is well. */
function takenForGranted(app: StoredResource, revision: Revision): JsonObject {
  return {
    active: revision.active,
    replicas: revision.active ? (numberAt(revision.template, "scale.minReplicas") ?? 0) : 0,
    trafficWeight: trafficWeight(app, revision),
    healthState: revision.active ? "Healthy" : "None",
    provisioningState: "Provisioned",
    runningState: revision.active ? "Running" : "Stopped",
  };
}

/** State of a revision as its containers are. What the error says while it is provisioned is not documented. */
function observed(runtime: WorkloadRuntime, app: StoredResource, revision: Revision): JsonObject {
  const active = revisionsToRun(app).some(({ name }) => name === revision.name);
  const { runningState, healthState, replicas, details } = active
    ? runtime.revisionState(app, revision.name)
    : { runningState: "Stopped", healthState: "None", replicas: 0, details: undefined };
  const provisioning: Readonly<Record<string, string>> = {
    Processing: "Provisioning",
    Failed: "Failed",
  };
  return {
    active,
    replicas,
    trafficWeight: requestShare(app, revision),
    healthState,
    provisioningState: provisioning[runningState] ?? "Provisioned",
    ...(details === undefined ? {} : { provisioningError: details }),
    runningState,
  };
}

/** Host name of one revision; undefined when the app has no ingress. */
export function revisionFqdn(
  cloud: ArmCloud,
  app: StoredResource,
  revision: Revision,
): string | undefined {
  const domain = ingressDomainOf(cloud, app);
  return domain === undefined ? undefined : `${revision.name}.${domain}`;
}

function templateOf(desired: JsonObject): JsonObject {
  return objectAt(desired, "properties.template");
}

function suffixOf(template: JsonObject): string | undefined {
  const suffix = textAt(template, "revisionSuffix");
  return suffix === "" ? undefined : suffix;
}
