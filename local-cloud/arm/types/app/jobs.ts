import { clone, type Json, type JsonObject } from "../../../json";
import { ArmError } from "../../armError";
import type { ArmCloud } from "../../armCloud";
import { numberAt, objectAt, objectsAt, textAt } from "../../body";
import { shortLocation } from "../../generalRules";
import { checkIdentities, computedIdentity } from "../../managedIdentities";
import { idKey, parseResourceId } from "../../resourceId";
import type { ResourceType, ResourceView, StoredResource, WriteRequest } from "../../resourceType";
import { checkContainers } from "./containerTemplate";
import { environmentOf, jobType } from "./environmentFacts";
import {
  invalidSchema,
  placeProperties,
  requireEnvironment,
  workloadName,
  workloadProfileOf,
} from "./workloadPlace";
import { checkSecrets, listSecrets } from "./workloadSecrets";

/**
 * Jobs. No container runs here: where nothing else runs them, an execution that is started succeeds at once.
 *
 * @see https://learn.microsoft.com/azure/container-apps/jobs
 */
export const jobs: ResourceType = {
  type: jobType,
  apiVersions: ["2025-02-02-preview", "2025-07-01", "2025-01-01", "2024-03-01", "2023-05-01"],
  name: workloadName,
  locations: "any",
  writeOnly: ["properties.configuration.secrets.*.value"],
  immutable: placeProperties,
  defaults: ({ desired }) => ({
    properties: { configuration: { replicaRetryLimit: 0, ...triggerDefaults(desired) } },
  }),
  validate,
  computed: ({ resource, cloud }) => {
    const { subscriptionId, resourceGroup } = parseResourceId(resource.id)!;
    const location = shortLocation(textAt(resource.desired, "location") ?? "");
    return {
      ...computedIdentity(cloud, resource),
      properties: {
        provisioningState: "Succeeded",
        eventStreamEndpoint:
          `https://${location}.azurecontainerapps.dev/subscriptions/${subscriptionId}/resourceGroups/` +
          `${resourceGroup ?? ""}/containerApps/${resource.name}/eventstream`,
      },
    };
  },
  actions: {
    listsecrets: ({ resource, cloud }) =>
      listSecrets(cloud, resource, environmentOf(cloud, resource)),
    start,
  },
  parts: { executions: { list: ({ resource }) => listExecutions(resource), get: getExecution } },
  duration: {
    create: 20,
    update: 15,
    delete: 15,
    source: "https://learn.microsoft.com/azure/container-apps/jobs-get-started-cli",
  },
};

/** Where each trigger's own settings stand. */
const triggerSettings: Readonly<Record<string, string>> = {
  Manual: "manualTriggerConfig",
  Schedule: "scheduleTriggerConfig",
  Event: "eventTriggerConfig",
};

function triggerDefaults(desired: JsonObject): JsonObject {
  const settings = triggerSettings[textAt(desired, "properties.configuration.triggerType") ?? ""];
  return settings === undefined
    ? {}
    : { [settings]: { parallelism: 1, replicaCompletionCount: 1 } };
}

function validate(request: WriteRequest): void {
  const { desired } = request;
  const environment = requireEnvironment(request);
  checkIdentities(request);
  checkTrigger(objectAt(desired, "properties.configuration"));
  checkContainers(
    objectAt(desired, "properties.template"),
    environment,
    workloadProfileOf(desired),
  );
  checkSecrets(request, environment);
}

/** @see https://learn.microsoft.com/rest/api/containerapps/jobs/create-or-update (what is required; the refusals are not documented) */
function checkTrigger(configuration: JsonObject): void {
  const trigger = textAt(configuration, "triggerType") ?? "";
  const place = triggerSettings[trigger];
  if (place === undefined) throw invalidSchema("$.properties.configuration.triggerType");
  const timeout = numberAt(configuration, "replicaTimeout");
  if (timeout === undefined || !Number.isInteger(timeout) || timeout < 1) {
    throw invalidJob("ReplicaTimeout must be a whole number of seconds, at least 1.");
  }
  const retries = numberAt(configuration, "replicaRetryLimit") ?? 0;
  if (!Number.isInteger(retries) || retries < 0) {
    throw invalidJob("ReplicaRetryLimit must be a whole number, at least 0.");
  }
  const settings = objectAt(configuration, place);
  const parallelism = numberAt(settings, "parallelism") ?? 1;
  const completions = numberAt(settings, "replicaCompletionCount") ?? 1;
  if (parallelism < 1 || completions < 1) {
    throw invalidJob("Parallelism and ReplicaCompletionCount must be at least 1.");
  }
  if (trigger === "Schedule") {
    const cron = textAt(settings, "cronExpression") ?? "";
    if (!/^(?:[\d*,/-]+\s+){4}[\d*,/-]+$/.test(cron.trim())) {
      throw invalidJob(`The cron expression '${cron}' must have five fields.`);
    }
  }
}

function invalidJob(details: string): ArmError {
  return new ArmError(400, "InvalidRequestParameterWithDetails", `The job is invalid: ${details}`);
}

/**
 * One run of a job, in `kept.executions`, oldest first.
 *
 * @see https://learn.microsoft.com/rest/api/containerapps/jobs-executions/list
 */
export interface JobExecution {
  /** `<job>-<7 letters or digits>`. */
  readonly name: string;
  readonly status: "Running" | "Succeeded" | "Failed";
  /** ISO 8601. */
  readonly startTime: string;
  /** ISO 8601; absent while it runs. */
  readonly endTime?: string;
  /** What it runs: the job's containers as they were when it was started. */
  readonly template: JsonObject;
}

const statuses = ["Running", "Succeeded", "Failed"] as const;

/** Executions of a job, oldest first. */
export function executionsOf(job: Pick<StoredResource, "kept">): JobExecution[] {
  return objectsAt(job.kept, "executions").flatMap((entry) => {
    const { name, startTime, endTime } = entry;
    const status = statuses.find((one) => one === entry.status);
    if (typeof name !== "string" || typeof startTime !== "string" || status === undefined)
      return [];
    const template = objectAt(entry, "template");
    return [{ name, status, startTime, ...(typeof endTime === "string" && { endTime }), template }];
  });
}

/** What a job keeps when an execution has ended. */
export function withExecutionEnded(
  job: StoredResource,
  name: string,
  status: "Succeeded" | "Failed",
  now: Date,
): JsonObject {
  const executions = objectsAt(job.kept, "executions").map((execution) =>
    execution.name === name ? { ...execution, status, endTime: now.toISOString() } : execution,
  );
  return { ...job.kept, executions };
}

/** @see https://learn.microsoft.com/rest/api/containerapps/jobs-executions/list */
function listExecutions(job: StoredResource): JsonObject[] {
  return executionsOf(job).map(({ name, ...properties }) => ({
    id: `${job.id}/executions/${name}`,
    name,
    type: `${job.type}/executions`,
    properties,
  }));
}

/** @throws ArmError `JobExecutionNotFound`, whose code and message are not documented. */
function getExecution({ resource }: ResourceView, name: string): JsonObject {
  const found = listExecutions(resource).find((execution) => execution.name === name);
  if (found !== undefined) return found;
  throw new ArmError(
    404,
    "JobExecutionNotFound",
    `Execution '${name}' of job '${resource.name}' was not found.`,
  );
}

/**
 * Starts a job of any trigger. What runs containers is told, and writes down how the execution ends; without it the
 * execution has succeeded at once.
 *
 * @see https://learn.microsoft.com/rest/api/containerapps/jobs/start
 */
function start({ resource, cloud }: ResourceView): Json {
  const executions = objectsAt(resource.kept, "executions");
  const name = `${resource.name}-${executionSuffix(cloud, resource, executions.length)}`;
  const startTime = cloud.now().toISOString();
  const { containers, initContainers } = objectAt(resource.desired, "properties.template");
  const template = clone({ containers, initContainers });
  const state =
    cloud.runtime === undefined
      ? { status: "Succeeded", startTime, endTime: startTime }
      : { status: "Running", startTime };
  resource.kept = { ...resource.kept, executions: [...executions, { name, ...state, template }] };
  cloud.runtime?.execute(resource, name);
  return { id: `${resource.id}/executions/${name}`, name };
}

function executionSuffix(cloud: ArmCloud, job: StoredResource, count: number): string {
  return cloud
    .guid(`${idKey(job.id)}|${job.created}|execution|${count}`)
    .replaceAll("-", "")
    .slice(0, 7);
}
