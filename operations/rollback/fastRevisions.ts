import { ContainerAppsAPIClient, type Revision } from "@azure/arm-appcontainers";
import { appNames, type AppName } from "../../settings";
import { inAzure } from "../azure/azureRefusal";
import { parseResourceId, type ResourceId } from "../azure/resourceId";
import type { StackInAzure } from "../azure/stackInAzure";
import { Refusal } from "../refusal";

/** A revision of an app, as far as a choice among them asks. */
export interface AppRevision {
  readonly name: string;
  readonly created: Date;
  readonly active: boolean;
  /** Of its first container. */
  readonly image: string;
  /** Share of the app's requests, in percent. */
  readonly trafficWeight: number;
  /** Whether the app has an ingress: only then does traffic say anything. */
  readonly reachable: boolean;
  /** `Healthy`, `Unhealthy`, `None`. */
  readonly health: string;
  /** `Provisioned`, `Failed`, … */
  readonly provisioning: string;
  /** `Running`, `Stopped`, … */
  readonly running: string;
}

/** The revisions of one app, and the ways to switch them. */
export interface FastApp {
  readonly app: AppName;
  readonly containerApp: string;
  /** @returns All that the app has kept, the oldest first. */
  revisions(): Promise<AppRevision[]>;
  activate(revision: string): Promise<void>;
  deactivate(revision: string): Promise<void>;
}

/** The stack's apps in Azure. */
export function fastApps({ access, outputs }: StackInAzure): FastApp[] {
  return appNames.map((app) => {
    const id = parseResourceId(outputs.resourceIds[app]);
    const { credential, clientOptions } = access;
    const client = new ContainerAppsAPIClient(credential, id.subscriptionId, clientOptions);
    return fastApp(app, id, client);
  });
}

function fastApp(
  app: AppName,
  { resourceGroup, name }: ResourceId,
  { containerAppsRevisions: revisions }: ContainerAppsAPIClient,
): FastApp {
  return {
    app,
    containerApp: name,
    revisions: () =>
      inAzure(`list the revisions of ${name}`, async () => {
        const found: AppRevision[] = [];
        for await (const one of revisions.listRevisions(resourceGroup, name)) {
          found.push(appRevision(one));
        }
        return found.toSorted((one, other) => one.created.getTime() - other.created.getTime());
      }),
    activate: (revision) =>
      inAzure(`activate ${revision}`, () =>
        revisions.activateRevision(resourceGroup, name, revision),
      ),
    deactivate: (revision) =>
      inAzure(`deactivate ${revision}`, () =>
        revisions.deactivateRevision(resourceGroup, name, revision),
      ),
  };
}

/** @see https://learn.microsoft.com/rest/api/resource-manager/containerapps/container-apps-revisions/get-revision */
function appRevision(revision: Revision): AppRevision {
  const { name, createdTime, template, fqdn } = revision;
  if (name === undefined || createdTime === undefined) {
    throw new Refusal("Azure lists a revision without its name or time of creation.", 2);
  }
  return {
    name,
    created: createdTime,
    active: revision.active === true,
    image: template?.containers?.[0]?.image ?? "",
    trafficWeight: revision.trafficWeight ?? 0,
    reachable: fqdn !== undefined && fqdn !== "",
    health: revision.healthState ?? "None",
    provisioning: revision.provisioningState ?? "",
    running: revision.runningState ?? "",
  };
}
