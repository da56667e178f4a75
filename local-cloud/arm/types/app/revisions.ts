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
import { refuse } from "./containerTemplate";

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

/** @throws ArmError `RevisionNotFound`, whose code and message are not documented. */
export function requireRevision(app: StoredResource, name: string): Revision {
  const found = revisionsOf(app).find((revision) => revision.name === name);
  if (found !== undefined) return found;
  throw new ArmError(
    404,
    "RevisionNotFound",
    `Revision '${name}' of container app '${app.name}' was not found.`,
  );
}

function templateOf(desired: JsonObject): JsonObject {
  return objectAt(desired, "properties.template");
}

function suffixOf(template: JsonObject): string | undefined {
  const suffix = textAt(template, "revisionSuffix");
  return suffix === "" ? undefined : suffix;
}
