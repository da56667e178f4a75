import assert from "node:assert/strict";
import { executionsOf } from "../../../../local-cloud/arm/types/app/jobs";
import { at, isObject, type Json, type JsonObject } from "../../../../local-cloud/json";
import { propertiesOf, refusedWith, resourceId, type TestCloud } from "../cloud";
import {
  changed,
  environmentId,
  identityId,
  itRejects,
  openPlatform,
  type Refusal,
  secretUrl,
  strangerId,
  textIn,
} from "./platform";

const jobId = resourceId("Microsoft.App/jobs", "migrate");
const configuration = "properties.configuration";
const invalid = "InvalidRequestParameterWithDetails";

function jobBody(): JsonObject {
  return {
    location: "centralindia",
    identity: { type: "UserAssigned", userAssignedIdentities: { [identityId]: {} } },
    properties: {
      environmentId,
      workloadProfileName: "Consumption",
      configuration: {
        triggerType: "Manual",
        replicaTimeout: 1800,
        secrets: [
          { name: "database-url", keyVaultUrl: secretUrl("database-url"), identity: identityId },
        ],
      },
      template: {
        containers: [
          {
            name: "migrate",
            image: "docker.io/library/api:1",
            args: ["migrate", "up"],
            resources: { cpu: 0.25, memory: "0.5Gi" },
            env: [{ name: "DATABASE_URL", secretRef: "database-url" }],
          },
        ],
      },
    },
  };
}

const schedule = {
  [`${configuration}.triggerType`]: "Schedule",
  [`${configuration}.scheduleTriggerConfig`]: { cronExpression: "*/5 0-6 * * 1,2" },
};

/** Each row changes a job that is accepted in one way that the service refuses. */
const refusals: readonly Refusal[] = [
  [
    "an environment that doesn't exist",
    { "properties.environmentId": `${environmentId}x` },
    "ManagedEnvironmentNotFound",
  ],
  ["another region", { location: "eastus" }, invalid, /Location/],
  ["a workload profile of no environment", { "properties.workloadProfileName": "D4" }, invalid],
  ["no trigger", { [`${configuration}.triggerType`]: "" }, "ContainerAppInvalidSchema"],
  ["an unknown trigger", { [`${configuration}.triggerType`]: "Cron" }, "ContainerAppInvalidSchema"],
  ["no time limit", { [`${configuration}.replicaTimeout`]: 0 }, invalid, /ReplicaTimeout/],
  [
    "a time limit in parts of seconds",
    { [`${configuration}.replicaTimeout`]: 1.5 },
    invalid,
    /ReplicaTimeout/,
  ],
  [
    "fewer than no retries",
    { [`${configuration}.replicaRetryLimit`]: -1 },
    invalid,
    /ReplicaRetryLimit/,
  ],
  [
    "no replica at a time",
    { [`${configuration}.manualTriggerConfig`]: { parallelism: 0 } },
    invalid,
    /Parallelism/,
  ],
  [
    "a schedule without a time",
    { ...schedule, [`${configuration}.scheduleTriggerConfig`]: {} },
    invalid,
    /cron expression ''/,
  ],
  [
    "a schedule with seconds",
    { ...schedule, [`${configuration}.scheduleTriggerConfig`]: { cronExpression: "0 * * * * *" } },
    invalid,
    /five fields/,
  ],
  [
    "a container without image",
    { "properties.template.containers.0.image": "" },
    "ContainerAppImageRequired",
  ],
  [
    "a vault secret by an identity that it hasn't",
    {
      [`${configuration}.secrets`]: [
        { name: "database-url", keyVaultUrl: secretUrl("database-url"), identity: strangerId },
      ],
    },
    "InvalidParameterValueInContainerTemplate",
    /Unable to get value/,
  ],
];

describe("Microsoft.App/jobs", () => {
  let cloud: TestCloud;

  beforeEach(async () => {
    cloud = await openPlatform();
  });
  afterEach(() => cloud.close());

  it("accepts the job that the refusals below depart from", async () => {
    const properties = propertiesOf(await cloud.put(jobId, jobBody()));
    assert.equal(properties.provisioningState, "Succeeded");
    assert.deepEqual(at(properties, "configuration.manualTriggerConfig"), {
      parallelism: 1,
      replicaCompletionCount: 1,
    });
    assert.equal(at(properties, "configuration.replicaRetryLimit"), 0);
  });

  it("accepts a schedule", async () => {
    await assert.doesNotReject(cloud.put(jobId, changed(jobBody(), schedule)));
  });

  itRejects(refusals, jobBody, (body) => cloud.put(jobId, body));

  it("rejects a name that an app couldn't have either", async () => {
    const request = cloud.put(resourceId("Microsoft.App/jobs", "Migrate"), jobBody());
    await refusedWith(request, "ContainerAppInvalidName");
  });

  it("records an execution for each start", async () => {
    await cloud.put(jobId, jobBody());
    const first = await cloud.act(jobId, "start");
    const second = await cloud.act(jobId, "start");
    assert.ok(isObject(first) && isObject(second));
    assert.equal(first.id, `${jobId}/executions/${textIn(first, "name")}`);
    assert.match(textIn(first, "name"), /^migrate-[a-z0-9]{7}$/);
    assert.deepEqual(
      executionsOf(cloud.find(jobId)!),
      [first, second].map(({ name }) => ({
        name,
        status: "Succeeded",
        startTime: "2026-11-20T12:00:00.000Z",
        endTime: "2026-11-20T12:00:00.000Z",
        template: { containers: at(jobBody(), "properties.template.containers") },
      })),
    );
    assert.notEqual(first.name, second.name);
  });

  it("has an execution run where something runs containers", async () => {
    const executed: string[] = [];
    cloud.resourceManager.runtime = {
      revisionState: () => assert.fail("no app is asked about"),
      execute: (job, name) => executed.push(`${job.name} ${name}`),
    };
    await cloud.put(jobId, jobBody());

    const started = await cloud.act(jobId, "start");

    const name = textIn(started, "name");
    assert.deepEqual(executed, [`migrate ${name}`]);
    const { status, endTime, template } = propertiesOf(
      cloud.resourceManager.getPart(jobId, "executions", name),
    );
    assert.deepEqual(
      { status, endTime, template },
      {
        status: "Running",
        endTime: undefined,
        template: { containers: at(jobBody(), "properties.template.containers") },
      },
    );
  });

  it("has no execution that nobody started", async () => {
    await cloud.put(jobId, jobBody());

    const request = async () => cloud.resourceManager.getPart(jobId, "executions", "migrate-none");

    await refusedWith(request(), "JobExecutionNotFound", { status: 404 });
  });

  it("has no revisions", async () => {
    await cloud.put(jobId, jobBody());

    const request = async () => cloud.resourceManager.listParts(jobId, "revisions");

    await refusedWith(request(), "NotFound", { message: /has no 'revisions' of/ });
  });

  it("hands its secrets out when asked for", async () => {
    await cloud.put(jobId, jobBody());
    const answer = await cloud.act(jobId, "listSecrets");
    assert.equal(at((answer as { value: Json[] }).value[0], "value"), "postgres://somewhere");
  });

  it("keeps its environment from being deleted", async () => {
    await cloud.put(jobId, jobBody());
    await refusedWith(cloud.delete(environmentId), "ManagedEnvironmentHasContainerAppsJobs");
  });
});
