/**
 * The environment variables of a container: what the platform adds, and over it what is declared, nothing else.
 *
 * @see https://learn.microsoft.com/azure/container-apps/environment-variables
 */

import type { ArmCloud } from "../../arm/armCloud";
import { numberAt, objectsAt, textAt } from "../../arm/body";
import type { StoredResource } from "../../arm/resourceType";
import { defaultDomainOf, environmentOf } from "../../arm/types/app/environmentFacts";
import { ingressOf } from "../../arm/types/app/ingress";
import { type Revision } from "../../arm/types/app/revisions";
import { revisionFqdn } from "../../arm/types/app/revisionView";
import { readAs } from "../../arm/types/app/workloadSecrets";
import { readSecretUrl } from "../../arm/types/keyVault/secretNames";
import type { SecretVersion } from "../../arm/types/keyVault/secrets";
import type { JsonObject } from "../../json";

export type Variables = Readonly<Record<string, string>>;

/** Values of the secrets that a container reads. */
export interface ReadSecrets {
  /** By the name that the app or job has them under. */
  readonly values: Readonly<Record<string, string>>;
  /** Versions of those that come from a vault without saying which, by the same name. */
  readonly versions: ReadonlyMap<string, SecretVersion>;
}

/**
 * Reads the secrets of a container, those of a vault as the identity that they name.
 *
 * @returns Why one of them can't be had, in the words of the service's refusal, where that is so.
 */
export function readSecrets(
  cloud: ArmCloud,
  holder: StoredResource,
  container: JsonObject,
): ReadSecrets | { readonly refused: string } {
  const values: Record<string, string> = {};
  const versions = new Map<string, SecretVersion>();
  for (const { name, secret } of secretsOf(holder, container)) {
    if (secret === undefined) return { refused: `SecretRef '${name}' not found.` };
    const url = textAt(secret, "keyVaultUrl") ?? "";
    if (url === "") {
      values[name] = textAt(secret, "value") ?? "";
      continue;
    }
    const answer = readReference(cloud, holder, secret);
    if (!("found" in answer)) return { refused: unreadable(name, secret) };
    values[name] = answer.found.value;
    if (readSecretUrl(url)?.version === undefined) versions.set(name, answer.found);
  }
  return { values, versions };
}

/**
 * Whether a vault has had a newer version for 30 minutes of one of the secrets that were read.
 *
 * @see https://learn.microsoft.com/azure/container-apps/manage-secrets#key-vault-secret-uri-and-secret-rotation
 */
export function isOutdated(
  cloud: ArmCloud,
  holder: StoredResource,
  container: JsonObject,
  read: ReadSecrets,
): boolean {
  const at = new Date(cloud.now().getTime() - 30 * 60_000);
  return secretsOf(holder, container).some(({ name, secret }) => {
    const used = read.versions.get(name);
    if (used === undefined || secret === undefined) return false;
    const answer = readReference(cloud, holder, secret, at);
    return "found" in answer && answer.found.created > used.created;
  });
}

/** Variables of a replica of an app. Whether a declared one wins over the platform's is not documented. */
export function appVariables(
  cloud: ArmCloud,
  app: StoredResource,
  revision: Revision,
  replicaName: string,
): Variables {
  const ingressPort = numberAt(ingressOf(app.desired), "targetPort");
  const hostname = revisionFqdn(cloud, app, revision);
  return {
    ...systemVariables(replicaName),
    CONTAINER_APP_NAME: app.name,
    CONTAINER_APP_REVISION: revision.name,
    ...(hostname === undefined ? {} : { CONTAINER_APP_HOSTNAME: hostname }),
    CONTAINER_APP_ENV_DNS_SUFFIX: dnsSuffix(cloud, app),
    ...(ingressPort === undefined ? {} : { CONTAINER_APP_PORT: String(ingressPort) }),
    CONTAINER_APP_REPLICA_NAME: replicaName,
  };
}

/** Variables of a replica of a job. */
export function jobVariables(
  job: StoredResource,
  executionName: string,
  replicaName: string,
): Variables {
  return {
    ...systemVariables(replicaName),
    CONTAINER_APP_JOB_NAME: job.name,
    CONTAINER_APP_JOB_EXECUTION_NAME: executionName,
  };
}

/** Variables that a container declares; of two with one name, the last. */
export function declaredVariables(container: JsonObject, secrets: ReadSecrets): Variables {
  return Object.fromEntries(
    objectsAt(container, "env").map((variable) => {
      const secretRef = textAt(variable, "secretRef") ?? "";
      const value = secretRef === "" ? textAt(variable, "value") : secrets.values[secretRef];
      return [textAt(variable, "name") ?? "", value ?? ""];
    }),
  );
}

/** What the container's own system gives it. */
function systemVariables(replicaName: string): Variables {
  return {
    PATH: "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
    HOSTNAME: replicaName,
  };
}

function dnsSuffix(cloud: ArmCloud, app: StoredResource): string {
  const environment = environmentOf(cloud, app);
  return environment === undefined ? "" : defaultDomainOf(environment);
}

/** Secrets that a container's variables name, each once; undefined where the app or job has none of that name. */
function secretsOf(
  holder: StoredResource,
  container: JsonObject,
): { readonly name: string; readonly secret: JsonObject | undefined }[] {
  const names = objectsAt(container, "env").flatMap(
    (variable) => textAt(variable, "secretRef") || [],
  );
  const secrets = objectsAt(holder.desired, "properties.configuration.secrets");
  return [...new Set(names)].map((name) => ({
    name,
    secret: secrets.find((secret) => textAt(secret, "name") === name),
  }));
}

function readReference(cloud: ArmCloud, holder: StoredResource, secret: JsonObject, at?: Date) {
  const environment = environmentOf(cloud, holder);
  if (environment === undefined) return { refused: "Forbidden" } as const;
  const { url, identity } = {
    url: textAt(secret, "keyVaultUrl") ?? "",
    identity: textAt(secret, "identity") ?? "",
  };
  return readAs(cloud, holder, environment, url, identity, at);
}

/** @see https://github.com/microsoft/azure-container-apps/issues/1174 (the words of the refusal of a write) */
function unreadable(name: string, secret: JsonObject): string {
  const identity = textAt(secret, "identity") ?? "";
  return (
    `Unable to get value using Managed identity ${identity} for secret ${name}. ` +
    `Error: unable to fetch secret '${name}' using Managed identity '${identity}'`
  );
}
