import type { Revision } from "@azure/arm-appcontainers";
import { Refusal } from "../refusal";

/** A revision of a container app, as far as it is asked about here. */
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
  /** Why it could not be provisioned, where Azure says so. */
  readonly provisioningError?: string;
  /** Whether it may be without replicas while nobody asks for it. @default false */
  readonly mayBeAtZero?: boolean;
}

/** A revision as the service describes it. */
export type DescribedRevision = Pick<
  Revision,
  | "name"
  | "createdTime"
  | "active"
  | "template"
  | "trafficWeight"
  | "fqdn"
  | "healthState"
  | "provisioningState"
  | "provisioningError"
  | "runningState"
>;

/**
 * The revisions of an app, the oldest first.
 *
 * @throws Refusal when one has no name or no time of creation.
 * @see https://learn.microsoft.com/rest/api/resource-manager/containerapps/container-apps-revisions/list-revisions
 */
export function appRevisions(described: readonly DescribedRevision[]): AppRevision[] {
  return described
    .map(appRevision)
    .toSorted((one, other) => one.created.getTime() - other.created.getTime());
}

function appRevision(revision: DescribedRevision): AppRevision {
  const { name, createdTime, template, fqdn, provisioningError } = revision;
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
    ...(provisioningError && { provisioningError }),
    ...(template?.scale?.minReplicas === 0 && { mayBeAtZero: true }),
  };
}

/**
 * Whether its replicas are there, as many as it needs: `Running`, `RunningAtMaxScale`, and `ScaledToZero` where it may
 * have none. The API's description lacks the last two.
 *
 * @see https://learn.microsoft.com/azure/container-apps/revisions#running-status
 * @see https://github.com/Azure/azure-rest-api-specs/issues/29102 (`RunningAtMaxScale`)
 * @see https://github.com/microsoft/vscode-azurecontainerapps/pull/1088 (`ScaledToZero`)
 */
export function runs({ active, running, health, mayBeAtZero }: AppRevision): boolean {
  const isUp =
    running.startsWith("Running") || (mayBeAtZero === true && running === "ScaledToZero");
  return active && isUp && health !== "Unhealthy";
}

/** Whether it gets the app's requests, where there are any. */
export function isReached({ reachable, trafficWeight }: AppRevision): boolean {
  return !reachable || trafficWeight > 0;
}

/** `Provisioned, Processing` */
export function revisionState({ provisioning, running, health }: AppRevision): string {
  return [provisioning, running, health]
    .filter((word) => word !== "" && word !== "None")
    .join(", ");
}
