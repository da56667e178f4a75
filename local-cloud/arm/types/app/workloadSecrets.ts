/**
 * Secrets and registries of an app or a job, and what its containers read of them.
 *
 * @see https://learn.microsoft.com/azure/container-apps/manage-secrets
 */

import type { JsonObject } from "../../../json";
import { ArmError } from "../../armError";
import type { ArmCloud } from "../../armCloud";
import { objectAt, objectsAt, textAt } from "../../body";
import { holds, principalOf } from "../../managedIdentities";
import { hasRole } from "../../roleAssignments";
import type { StoredResource, WriteRequest } from "../../resourceType";
import { readSecret, type SecretAnswer } from "../keyVault/readSecret";
import { readSecretUrl } from "../keyVault/secretNames";
import { refuse } from "./containerTemplate";
import { subnetIdOf } from "./environmentFacts";

/** Checks the secrets, and that whatever refers to one finds it. */
export function checkSecrets(request: WriteRequest, environment: StoredResource): void {
  const { desired, cloud } = request;
  const secrets = objectsAt(desired, "properties.configuration.secrets");
  const names = new Set<string>();
  for (const secret of secrets) {
    const name = textAt(secret, "name") ?? "";
    checkSecretName(name, names);
    names.add(name);
    const url = textAt(secret, "keyVaultUrl");
    const identity = textAt(secret, "identity");
    if (url === undefined || url === "") {
      if (typeof secret.value === "string" && secret.value !== "") continue;
    } else if (identity !== undefined && identity !== "") {
      checkReference(name, url, identity, request, environment);
      continue;
    }
    // Message: https://github.com/pulumi/pulumi-azure-native/issues/3243
    throw new ArmError(
      400,
      "ContainerAppSecretInvalid",
      `Invalid Request: Container app secret(s) with name(s) '${name}' are invalid: value or keyVaultUrl and identity should be provided.`,
    );
  }
  checkSecretRefs(desired, names);
  checkRegistries(request, names, cloud);
}

/** Message: https://github.com/Azure/container-apps-deploy-action/issues/116 */
function checkSecretName(name: string, taken: ReadonlySet<string>): void {
  if (!/^[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?$/.test(name) || name.length > 253) {
    throw new ArmError(
      400,
      "ContainerAppInvalidSecretName",
      `Secret name has an invalid value '${name}'. A value must consist of lower case alphanumeric characters, '-', ` +
        "and must start and end with an alphanumeric character. The length must not be more than 253 characters.",
    );
  }
  if (taken.has(name)) {
    throw refuse("configuration.secrets", `Duplicate value: "${name}"`);
  }
}

/** Message: https://github.com/microsoft/azure-container-apps/issues/1174 */
function checkReference(
  name: string,
  url: string,
  identity: string,
  request: WriteRequest,
  environment: StoredResource,
): void {
  if (readSecretUrl(url) === undefined) {
    throw new ArmError(
      400,
      "ContainerAppSecretKeyVaultUrlInvalid",
      `Invalid Request: Container app secret with name '${name}' has an invalid keyVaultUrl '${url}'.`,
    );
  }
  if ("found" in readAs(request.cloud, request, environment, url, identity)) return;
  throw refuse(
    "configuration.secrets",
    `Invalid value: "${name}": Unable to get value using Managed identity ${identity} for secret ${name}. ` +
      `Error: unable to fetch secret '${name}' using Managed identity '${identity}'`,
  );
}

/** Reads a Key Vault secret as a resource of the environment does, with one of its identities. */
export function readAs(
  cloud: ArmCloud,
  holder: Pick<WriteRequest, "id" | "desired">,
  environment: StoredResource,
  url: string,
  identity: string,
  at?: Date,
): SecretAnswer {
  const principalId = holds(holder, identity) ? principalOf(cloud, holder, identity) : undefined;
  return readSecret(cloud, url, { principalId, subnetId: subnetIdOf(environment) }, at);
}

/** Names of the secrets that a template reads. */
export function secretsRead(template: JsonObject): Set<string> {
  return new Set(references(template).map(({ secretRef }) => secretRef));
}

function references(template: JsonObject): { container: string; secretRef: string }[] {
  const containers = [
    ...objectsAt(template, "containers"),
    ...objectsAt(template, "initContainers"),
  ];
  return containers.flatMap((container) =>
    objectsAt(container, "env").flatMap((variable) => {
      const secretRef = textAt(variable, "secretRef");
      if (secretRef === undefined || secretRef === "") return [];
      return [{ container: textAt(container, "name") ?? "", secretRef }];
    }),
  );
}

function checkSecretRefs(desired: JsonObject, names: ReadonlySet<string>): void {
  const template = objectAt(desired, "properties.template");
  for (const { container, secretRef } of references(template)) {
    if (names.has(secretRef)) continue;
    throw new ArmError(
      400,
      "ContainerAppSecretRefNotFound",
      `SecretRef '${secretRef}' defined for container '${container}' not found.`,
    );
  }
}

/** An image of a registry that this cloud knows must be one that the workload may pull. */
function checkRegistries(request: WriteRequest, names: ReadonlySet<string>, cloud: ArmCloud): void {
  const { desired } = request;
  const registries = objectsAt(desired, "properties.configuration.registries");
  for (const registry of registries) {
    const server = textAt(registry, "server") ?? "";
    const passwordRef = textAt(registry, "passwordSecretRef") ?? "";
    if (passwordRef !== "" && !names.has(passwordRef)) {
      throw new ArmError(
        400,
        "ContainerAppSecretRefNotFound",
        `SecretRef '${passwordRef}' defined for registry '${server}' not found.`,
      );
    }
    const identity = textAt(registry, "identity") ?? "";
    if (identity === "" || identity === "system-environment" || holds(request, identity)) continue;
    throw refuse(
      "configuration.registries",
      `Invalid value: "${server}": the managed identity '${identity}' is not assigned to the resource`,
    );
  }

  const template = objectAt(desired, "properties.template");
  for (const container of [
    ...objectsAt(template, "containers"),
    ...objectsAt(template, "initContainers"),
  ]) {
    const image = textAt(container, "image") ?? "";
    const server = image.split("/")[0]!.toLowerCase();
    const known = knownRegistry(cloud, server);
    if (known === undefined || objectAt(known.desired, "properties").anonymousPullEnabled === true)
      continue;
    const entry = registries.find(
      (registry) => textAt(registry, "server")?.toLowerCase() === server,
    );
    if (entry !== undefined && mayPull(request, entry, known)) continue;
    throw refuse(
      `template.containers.${textAt(container, "name") ?? ""}.image`,
      `Invalid value: "${image}": GET https:: UNAUTHORIZED: authentication required, visit ` +
        "https://aka.ms/acr/authorization for more information.",
    );
  }
}

function knownRegistry(cloud: ArmCloud, server: string): StoredResource | undefined {
  return cloud
    .list("Microsoft.ContainerRegistry/registries")
    .find((registry) => `${registry.name.toLowerCase()}.azurecr.io` === server);
}

/** @see https://learn.microsoft.com/azure/container-registry/container-registry-rbac-built-in-roles-overview */
function mayPull(request: WriteRequest, entry: JsonObject, registry: StoredResource): boolean {
  const identity = textAt(entry, "identity") ?? "";
  // A user name and a password are the registry's own affair; so is the environment's identity.
  if (identity === "" || identity === "system-environment") return true;
  const principalId = principalOf(request.cloud, request, identity);
  return (
    principalId !== undefined &&
    hasRole(request.cloud, principalId, registry.id, ["acrPull", "acrPush", "contributor", "owner"])
  );
}

/** `listSecrets`: names and values. Values of Key Vault references are read when asked for. */
export function listSecrets(
  cloud: ArmCloud,
  resource: StoredResource,
  environment: StoredResource | undefined,
): JsonObject {
  const secrets = objectsAt(resource.desired, "properties.configuration.secrets");
  return {
    value: secrets.map((secret) => {
      const { name, value, keyVaultUrl, identity } = secret;
      if (typeof keyVaultUrl !== "string" || typeof identity !== "string") return { name, value };
      const answer =
        environment === undefined
          ? undefined
          : readAs(cloud, resource, environment, keyVaultUrl, identity);
      const read = answer !== undefined && "found" in answer ? { value: answer.found.value } : {};
      return { name, keyVaultUrl, identity, ...read };
    }),
  };
}
