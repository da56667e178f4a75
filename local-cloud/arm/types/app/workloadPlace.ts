/** Where an app or a job runs: its environment, and the environment's workload profile. */

import { ArmError } from "../../armError";
import { objectsAt, textAt } from "../../body";
import { shortLocation } from "../../generalRules";
import { parseResourceId } from "../../resourceId";
import type { NameRule, StoredResource, WriteRequest } from "../../resourceType";
import { environmentIdOf, environmentOf } from "./environmentFacts";

/**
 * Apps and jobs share the rule and its code.
 *
 * @see https://azure.github.io/PSRule.Rules.Azure/en/rules/Azure.ContainerApp.Naming
 * @see https://github.com/microsoft/TWL300-AI-Apps-and-agents/issues/90 (code and message)
 */
export const workloadName: NameRule = {
  pattern: /^[a-z](?:-?[a-z0-9])*$/,
  length: [2, 32],
  code: "ContainerAppInvalidName",
  message:
    "A name must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end " +
    "with an alphanumeric character and cannot have '--'. The length must be between 2 and 32.",
};

/** Body paths that say where a workload runs: fixed at creation. */
export const placeProperties = ["properties.environmentId", "properties.managedEnvironmentId"];

/**
 * The environment of a write.
 *
 * @throws ArmError when it doesn't exist, is in another region, or lacks the workload profile.
 * @see https://github.com/microsoft/azure-container-apps/issues/607 (code and message of a missing environment)
 */
export function requireEnvironment(request: WriteRequest): StoredResource {
  const environment = environmentOf(request.cloud, request);
  if (environment === undefined) {
    const name = parseResourceId(environmentIdOf(request) ?? "")?.name ?? "";
    throw new ArmError(
      400,
      "ManagedEnvironmentNotFound",
      `Environment ${name} was not found. (environmentId '${environmentIdOf(request) ?? ""}')`,
    );
  }
  checkRegion(request, environment);
  checkProfile(request, environment);
  return environment;
}

/**
 * A workload runs in its environment's region. The rule is stated for the resource, the refusal is not documented.
 *
 * @see https://learn.microsoft.com/azure/container-apps/azure-resource-manager-api-spec
 */
function checkRegion({ desired }: WriteRequest, environment: StoredResource): void {
  const here = shortLocation(textAt(desired, "location") ?? "");
  const there = shortLocation(textAt(environment.desired, "location") ?? "");
  if (here === there) return;
  throw new ArmError(
    400,
    "InvalidRequestParameterWithDetails",
    `Location is invalid: the workload is in '${here}' and its environment ${environment.name} in '${there}'.`,
  );
}

/** @see https://learn.microsoft.com/azure/container-apps/workload-profiles-overview; the refusal is not documented. */
function checkProfile({ desired }: WriteRequest, environment: StoredResource): void {
  const wanted = workloadProfileOf(desired);
  const profiles = objectsAt(environment.desired, "properties.workloadProfiles").map((profile) =>
    textAt(profile, "name"),
  );
  if (wanted === undefined || profiles.includes(wanted)) return;
  throw new ArmError(
    400,
    "InvalidRequestParameterWithDetails",
    `WorkloadProfileName is invalid: '${wanted}' is no workload profile of the environment ${environment.name}. ` +
      `It has: ${profiles.join(", ") || "none"}.`,
  );
}

export function workloadProfileOf(desired: WriteRequest["desired"]): string | undefined {
  return textAt(desired, "properties.workloadProfileName");
}

/**
 * Refusal of a value that the interface's schema has no place for.
 *
 * @see https://github.com/microsoft/azure-container-apps/issues/1395 (code and message)
 */
export function invalidSchema(path: string): ArmError {
  return new ArmError(
    400,
    "ContainerAppInvalidSchema",
    `Invalid request body for container app. Path: ${path}. Does not conform to Container App schema, please visit ` +
      "for more information " +
      "https://docs.microsoft.com/azure/container-apps/azure-resource-manager-api-spec?tabs=arm-template#container-app",
  );
}
