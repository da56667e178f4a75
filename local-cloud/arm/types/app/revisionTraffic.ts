/** Which revisions of a container app have replicas, and what share of its requests each gets. */

import type { JsonObject } from "../../../json";
import { numberAt, objectsAt, textAt } from "../../body";
import type { StoredResource } from "../../resourceType";
import { isSingleMode, latestRevision, type Revision, revisionsOf } from "./revisions";

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
