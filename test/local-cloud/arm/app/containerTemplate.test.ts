import assert from "node:assert/strict";
import type { TestCloud } from "../cloud";
import { appBody, appId, changed, itRejects, openPlatform, type Refusal } from "./platform";

const container = "properties.template.containers.0";
const template = "InvalidParameterValueInContainerTemplate";

/** Each row changes an app that is accepted in one way that the service refuses. */
const refusals: readonly Refusal[] = [
  ["no container", { "properties.template.containers": [] }, template, /At least one container/],
  ["a container without image", { [`${container}.image`]: "" }, "ContainerAppImageRequired"],
  ["a container name in capitals", { [`${container}.name`]: "API" }, template, /"API"/],
  [
    "cpu and memory that don't go together",
    { [`${container}.resources.memory`]: "1Gi" },
    "ContainerAppInvalidResourceTotal",
    /CPU: 0.25, memory: 1\b.*\[cpu: 4, memory: 8.0Gi\]/,
  ],
  ["a memory size in MB", { [`${container}.resources.memory`]: "512MB" }, template],
  [
    "a probe period beyond 240 seconds",
    {
      [`${container}.probes`]: [
        { type: "Liveness", httpGet: { path: "/", port: 80 }, periodSeconds: 241 },
      ],
    },
    template,
    /between 1 and 240/,
  ],
  [
    "two successes asked of a liveness probe",
    {
      [`${container}.probes`]: [
        { type: "Liveness", httpGet: { path: "/", port: 80 }, successThreshold: 2 },
      ],
    },
    template,
    /between 1 and 1 for a Liveness/,
  ],
  [
    "two probes of a type",
    {
      [`${container}.probes`]: [
        { type: "Startup", tcpSocket: { port: 80 } },
        { type: "Startup", tcpSocket: { port: 81 } },
      ],
    },
    template,
    /"Startup"/,
  ],
  [
    "a probe that asks nothing",
    { [`${container}.probes`]: [{ type: "Startup" }] },
    template,
    /either httpGet or tcpSocket/,
  ],
  [
    "a probe of no port",
    { [`${container}.probes`]: [{ type: "Startup", tcpSocket: { port: 0 } }] },
    template,
    /between 1 and 65535/,
  ],
  [
    "a mount of a volume that isn't there",
    { [`${container}.volumeMounts`]: [{ volumeName: "data", mountPath: "/data" }] },
    template,
    /"data"/,
  ],
  [
    "fewer replicas at most than at least",
    { "properties.template.scale": { minReplicas: 5, maxReplicas: 2 } },
    "ContainerAppInvalidScaleSpec",
    /maxReplicas must not be less/,
  ],
  [
    "more than a thousand replicas",
    { "properties.template.scale": { maxReplicas: 1001 } },
    "ContainerAppInvalidScaleSpec",
  ],
  [
    "a grace period beyond ten minutes",
    { "properties.template.terminationGracePeriodSeconds": 601 },
    template,
    /between 0 and 600/,
  ],
  [
    "a malformed revision suffix",
    { "properties.template.revisionSuffix": "1st" },
    template,
    /start with a letter/,
  ],
  [
    "a revision name of more than 54 characters",
    { "properties.template.revisionSuffix": "a".repeat(60) },
    template,
  ],
];

/** What lies at the edge of what is refused. */
const accepted: readonly (readonly [title: string, changes: Refusal[1]])[] = [
  ["the largest container", { [`${container}.resources`]: { cpu: 4, memory: "8Gi" } }],
  ["a memory size in MiB", { [`${container}.resources.memory`]: "512Mi" }],
  ["no sizes at all", { [`${container}.resources`]: {} }],
  ["a thousand replicas", { "properties.template.scale": { maxReplicas: 1000 } }],
  ["ten minutes to stop", { "properties.template.terminationGracePeriodSeconds": 600 }],
  [
    "ten successes asked of a readiness probe",
    {
      [`${container}.probes`]: [
        { type: "Readiness", httpGet: { path: "/", port: 80 }, successThreshold: 10 },
      ],
    },
  ],
];

describe("the template of a container app", () => {
  let cloud: TestCloud;

  beforeEach(async () => {
    cloud = await openPlatform();
  });
  afterEach(() => cloud.close());

  itRejects(refusals, appBody, (body) => cloud.put(appId("api"), body));

  for (const [title, changes] of accepted) {
    it(`accepts ${title}`, async () => {
      await assert.doesNotReject(cloud.put(appId("api"), changed(appBody(), changes)));
    });
  }
});
