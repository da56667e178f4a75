/**
 * The rules of a template's containers, which apps and jobs share.
 *
 * @see https://learn.microsoft.com/azure/container-apps/containers
 */

import { at, type JsonObject } from "../../../json";
import { ArmError } from "../../armError";
import { numberAt, objectAt, objectsAt, textAt } from "../../body";
import type { StoredResource } from "../../resourceType";
import { invalidField } from "./environmentFacts";

/** Ranges of a probe's numbers. @see https://learn.microsoft.com/rest/api/containerapps/container-apps/create-or-update#containerappprobe */
const probeRanges = {
  failureThreshold: [1, 10],
  initialDelaySeconds: [1, 60],
  periodSeconds: [1, 240],
  successThreshold: [1, 10],
  timeoutSeconds: [1, 240],
} as const;

/** Checks containers and init containers, their images, probes and resources. */
export function checkContainers(
  template: JsonObject,
  environment: StoredResource,
  profile: string | undefined,
): void {
  const containers = objectsAt(template, "containers");
  if (containers.length === 0) {
    throw refuse("template.containers", "At least one container must be specified");
  }
  const names = new Set<string>();
  for (const container of [...containers, ...objectsAt(template, "initContainers")]) {
    const name = textAt(container, "name") ?? "";
    if (!/^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/.test(name) || names.has(name)) {
      throw refuse(
        "template.containers.name",
        `Invalid value: "${name}": a container needs a lower case name of its own`,
      );
    }
    names.add(name);
    if ((textAt(container, "image") ?? "") === "") {
      // Message: https://github.com/Azure/azure-cli/issues/27521
      throw new ArmError(
        400,
        "ContainerAppImageRequired",
        `Container with name '${name}' must have an 'Image' property specified.`,
      );
    }
    checkProbes(name, objectsAt(container, "probes"));
    checkMounts(name, container, template);
  }
  if (isConsumption(environment, profile)) checkTotal(containers, environment);
}

/** Whether a workload runs on the profile that bills by use, whose sizes are fixed. */
export function isConsumption(environment: StoredResource, profile: string | undefined): boolean {
  const profiles = objectsAt(environment.desired, "properties.workloadProfiles");
  const kind = profiles.find((one) => textAt(one, "name") === profile);
  return kind === undefined || textAt(kind, "workloadProfileType")?.toLowerCase() === "consumption";
}

/**
 * Memory is twice the cores, in steps of a quarter core.
 *
 * @see https://github.com/Azure/bicep-types-az/issues/1924 (message)
 */
function checkTotal(containers: readonly JsonObject[], environment: StoredResource): void {
  const cpu = sum(containers.map((container) => cpuOf(container)));
  const memory = sum(containers.map((container) => memoryOf(container)));
  // Environments without workload profiles stop at two cores.
  const profiled = objectsAt(environment.desired, "properties.workloadProfiles").length > 0;
  const largest = profiled ? 4 : 2;
  const steps = Array.from({ length: largest * 4 }, (_, step) => (step + 1) / 4);
  if (steps.some((step) => same(step, cpu) && same(step * 2, memory))) return;
  const allowed = steps
    .map((step) => `[cpu: ${step}, memory: ${(step * 2).toFixed(1)}Gi]`)
    .join("; ");
  throw new ArmError(
    400,
    "ContainerAppInvalidResourceTotal",
    `The total requested CPU and memory resources for this application (CPU: ${cpu}, memory: ${memory}) is invalid. ` +
      "Total CPU and memory for all containers defined in a Container App must add up to one of the following CPU - " +
      `Memory combinations: ${allowed}`,
  );
}

function cpuOf(container: JsonObject): number {
  const cpu = at(container, "resources.cpu");
  return typeof cpu === "string" ? Number(cpu) : (numberAt(container, "resources.cpu") ?? 0.5);
}

/** GiB. */
function memoryOf(container: JsonObject): number {
  const memory = textAt(container, "resources.memory") ?? "1Gi";
  const [, amount, unit] = /^(\d+(?:\.\d+)?)(Gi|Mi)$/.exec(memory) ?? [];
  if (amount === undefined) {
    throw refuse("template.containers.resources.memory", `Invalid value: "${memory}"`);
  }
  return Number(amount) / (unit === "Mi" ? 1024 : 1);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

function same(a: number, b: number): boolean {
  return Math.abs(a - b) < 0.001;
}

function checkProbes(container: string, probes: readonly JsonObject[]): void {
  const field = `template.containers.${container}.probes`;
  const types = new Set<string>();
  for (const probe of probes) {
    const type = textAt(probe, "type") ?? "";
    if (!["Liveness", "Readiness", "Startup"].includes(type) || types.has(type)) {
      throw refuse(
        field,
        `Invalid value: "${type}": one probe of each of Liveness, Readiness and Startup`,
      );
    }
    types.add(type);
    for (const [key, [least, most]] of Object.entries(probeRanges)) {
      const value = numberAt(probe, key);
      const highest = key === "successThreshold" && type !== "Readiness" ? 1 : most;
      if (value === undefined || (Number.isInteger(value) && value >= least && value <= highest))
        continue;
      throw refuse(
        `${field}.${key}`,
        `Invalid value: "${value}": must be between ${least} and ${highest} for a ${type} probe`,
      );
    }
    const port = numberAt(probe, "httpGet.port") ?? numberAt(probe, "tcpSocket.port");
    const ways = [probe.httpGet, probe.tcpSocket].filter(
      (way) => way !== undefined && way !== null,
    );
    if (ways.length !== 1) throw refuse(field, "A probe needs either httpGet or tcpSocket");
    if (port === undefined || !isPort(port)) {
      throw refuse(`${field}.port`, `Invalid value: "${port ?? ""}": must be between 1 and 65535`);
    }
  }
}

function checkMounts(container: string, body: JsonObject, template: JsonObject): void {
  const volumes = objectsAt(template, "volumes").map((volume) => textAt(volume, "name"));
  const missing = objectsAt(body, "volumeMounts").find(
    (mount) => !volumes.includes(textAt(mount, "volumeName")),
  );
  if (missing === undefined) return;
  throw refuse(
    `template.containers.${container}.volumeMounts`,
    `Invalid value: "${textAt(missing, "volumeName") ?? ""}": no volume has this name`,
  );
}

export function isPort(port: number): boolean {
  return Number.isInteger(port) && port >= 1 && port <= 65_535;
}

/**
 * @see https://learn.microsoft.com/azure/container-apps/scale-app
 */
export function checkScale(template: JsonObject): void {
  const scale = objectAt(template, "scale");
  const least = numberAt(scale, "minReplicas") ?? 0;
  const most = numberAt(scale, "maxReplicas") ?? 10;
  const problems = [
    least < 0 ? "minReplicas must not be less than 0." : "",
    most <= 0 ? "MaxReplicas must be greater than 0." : "",
    most > 1000 || least > 1000 ? "The number of replicas must not be greater than 1000." : "",
    most < least ? "maxReplicas must not be less than minReplicas." : "",
  ].filter((problem) => problem !== "");
  if (problems.length === 0) return;
  throw new ArmError(
    400,
    "ContainerAppInvalidScaleSpec",
    `The scale options provided for Container App is incorrect. ${problems.join(" ")}`,
  );
}

/** The range is the portal's and the CLI's; the interface's own document gives no upper end. */
export function checkGracePeriod(template: JsonObject): void {
  const seconds = at(template, "terminationGracePeriodSeconds");
  if (seconds === undefined || seconds === null) return;
  if (typeof seconds === "number" && Number.isInteger(seconds) && seconds >= 0 && seconds <= 600)
    return;
  throw refuse(
    "template.terminationGracePeriodSeconds",
    `Invalid value: "${JSON.stringify(seconds)}": must be between 0 and 600`,
  );
}

export function refuse(field: string, details: string): ArmError {
  const { code, message } = invalidField(field, details);
  return new ArmError(400, code, message);
}
