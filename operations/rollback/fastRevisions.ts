import { ContainerAppsAPIClient, type Revision } from "@azure/arm-appcontainers";
import { appNames, type AppName } from "../../settings";
import { type AppRevision, appRevisions } from "../azure/appRevision";
import { inAzure } from "../azure/azureRefusal";
import { parseResourceId, type ResourceId } from "../azure/resourceId";
import type { StackInAzure } from "../azure/stackInAzure";

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
        const found: Revision[] = [];
        for await (const one of revisions.listRevisions(resourceGroup, name)) found.push(one);
        return appRevisions(found);
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
