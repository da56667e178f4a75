/** Revisions of a container app as its clients read them. */

import { clone, type JsonObject } from "../../../json";
import type { ArmCloud } from "../../armCloud";
import { numberAt } from "../../body";
import type { StoredResource } from "../../resourceType";
import type { WorkloadRuntime } from "../../workloadRuntime";
import { ingressDomainOf } from "./environmentFacts";
import { requireRevision, type Revision, revisionsOf } from "./revisions";
import { requestShare, revisionsToRun, trafficWeight } from "./revisionTraffic";

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
