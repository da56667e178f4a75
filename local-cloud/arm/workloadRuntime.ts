import type { StoredResource } from "./resourceType";

/**
 * How a revision is doing, in the service's words.
 *
 * @see https://learn.microsoft.com/azure/container-apps/revisions#lifecycle
 */
export interface RevisionState {
  readonly runningState: "Processing" | "Running" | "Degraded" | "Failed" | "Stopped";
  readonly healthState: "Healthy" | "Unhealthy" | "None";
  /** Replicas that run. */
  readonly replicas: number;
  /** Why it doesn't run, for a person. */
  readonly details?: string;
}

/** What runs the containers of apps and jobs. */
export interface WorkloadRuntime {
  revisionState(app: StoredResource, revisionName: string): RevisionState;
  /** Starts an execution that the job has just recorded as running; its end is written to the job later. */
  execute(job: StoredResource, executionName: string): void;
}
