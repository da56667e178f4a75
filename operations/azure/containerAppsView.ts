import { ContainerAppsAPIClient, type Revision } from "@azure/arm-appcontainers";
import type { LocalCloud } from "../../local-cloud";
import { pinnedAccount } from "../guards/accountGuard";
import type { Place } from "../place";
import { Refusal } from "../refusal";
import { type AppRevision, appRevisions, type DescribedRevision } from "./appRevision";
import { inAzure } from "./azureRefusal";
import { parseResourceId } from "./resourceId";
import { localAccess, realAccess, type ResourceManagerAccess } from "./resourceManagerAccess";

/** What Resource Manager says of container apps and of what belongs to them. Nothing is changed. */
export interface ContainerAppsView {
  /**
   * @param appId Resource Manager id.
   * @returns All revisions that the app has kept, the oldest first.
   */
  revisions(appId: string): Promise<AppRevision[]>;
  /**
   * Until when the certificate holds that an environment has; undefined when the service doesn't say.
   *
   * @param certificateId Resource Manager id, `…/managedEnvironments/<name>/certificates/<name>`.
   */
  certificateExpiry(certificateId: string): Promise<Date | undefined>;
  /** What the time is there. */
  now(): Date;
}

/**
 * The view of where a stack is deployed: as whoever is signed in to Azure, or of the local cloud, which is looked into
 * where it is in this process and asked over HTTPS where another process shares it.
 *
 * @throws Refusal when the local cloud that another process runs serves no API.
 */
export async function containerAppsView(place: Place, stack: string): Promise<ContainerAppsView> {
  if (place.local === undefined) return viewThrough(realAccess(pinnedAccount(stack).tenantId));
  const { cloud } = place.local;
  return cloud === undefined ? viewThrough(await localAccess(place.local)) : viewInto(cloud);
}

/** The view that the service's own client has. */
export function viewThrough(access: ResourceManagerAccess): ContainerAppsView {
  const clientOf = (subscriptionId: string) =>
    new ContainerAppsAPIClient(access.credential, subscriptionId, access.clientOptions);
  return {
    revisions: (appId) => {
      const { subscriptionId, resourceGroup, name } = parseResourceId(appId);
      return inAzure(`list the revisions of ${name}`, async () => {
        const { containerAppsRevisions } = clientOf(subscriptionId);
        const found: Revision[] = [];
        const listed = containerAppsRevisions.listRevisions(resourceGroup, name);
        for await (const one of listed) found.push(one);
        return appRevisions(found);
      });
    },
    certificateExpiry: (certificateId) => {
      const { subscriptionId, resourceGroup, name } = parseResourceId(certificateId);
      const environment = certificateId.split("/").at(-3)!;
      return inAzure(`read the certificate ${name}`, async () => {
        const { certificates } = clientOf(subscriptionId);
        const { properties } = await certificates.get(resourceGroup, environment, name);
        return properties?.expirationDate;
      });
    },
    now: () => access.now(),
  };
}

/** The view into a local cloud of this process. */
export function viewInto({
  resourceManager,
  clock,
}: Pick<LocalCloud, "resourceManager" | "clock">): ContainerAppsView {
  return {
    revisions: (appId) =>
      inLocalCloud(`list the revisions of ${parseResourceId(appId).name}`, () => {
        const parts = resourceManager.listParts(appId, "revisions") as unknown as LocalRevision[];
        return appRevisions(
          parts.map(({ name, properties }) => ({
            ...properties,
            name,
            createdTime: new Date(properties.createdTime),
          })),
        );
      }),
    certificateExpiry: (certificateId) =>
      inLocalCloud(`read the certificate ${parseResourceId(certificateId).name}`, () => {
        const { properties } = resourceManager.get(certificateId) as {
          properties: { expirationDate?: string };
        };
        const { expirationDate } = properties;
        return expirationDate === undefined ? undefined : new Date(expirationDate);
      }),
    now: () => clock.now(),
  };
}

/** Does something with the local cloud, whose refusals of a request become those of a command. */
async function inLocalCloud<T>(what: string, work: () => T): Promise<T> {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof Error) || error.name !== "ArmError") throw error;
    throw new Refusal(`Can't ${what}: ${error.message}`);
  }
}

/** A revision as Resource Manager sends it. */
interface LocalRevision {
  readonly name: string;
  readonly properties: Omit<DescribedRevision, "name" | "createdTime"> & {
    readonly createdTime: string;
  };
}
