import assert from "node:assert/strict";
import { verificationId } from "../../../../local-cloud/arm/types/app/verificationId";
import { at, overlay, setAt, type Json, type JsonObject } from "../../../../local-cloud/json";
import { builtInRoles } from "../../../../local-cloud/arm/roleAssignments";
import { propertiesOf, refusedWith, resourceId, subscriptionId, TestCloud } from "../cloud";

export const environmentId = resourceId("Microsoft.App/managedEnvironments", "env");
export const identityId = resourceId("Microsoft.ManagedIdentity/userAssignedIdentities", "id-app");
/** Identity that exists and that nobody has given a role. */
export const strangerId = resourceId(
  "Microsoft.ManagedIdentity/userAssignedIdentities",
  "id-stranger",
);
export const vaultId = resourceId("Microsoft.KeyVault/vaults", "kv-test");

/** Id of an app of the group. */
export function appId(name: string): string {
  return resourceId("Microsoft.App/containerApps", name);
}

export function secretId(name: string): string {
  return `${vaultId}/secrets/${name}`;
}

/** URL of a secret's newest version. */
export function secretUrl(name: string): string {
  return `https://kv-test.vault.azure.net/secrets/${name}`;
}

/**
 * A cloud with an environment `env`, two identities that it has, and a vault `kv-test` with the secret `database-url`
 * that `id-app` may read.
 */
export async function openPlatform(): Promise<TestCloud> {
  const cloud = await TestCloud.open();
  await cloud.put(identityId, { location: "centralindia" });
  await cloud.put(strangerId, { location: "centralindia" });
  await cloud.put(vaultId, {
    location: "centralindia",
    properties: {
      tenantId: cloud.resourceManager.tenantId,
      sku: { family: "A", name: "standard" },
      enableRbacAuthorization: true,
    },
  });
  await cloud.put(secretId("database-url"), { properties: { value: "postgres://somewhere" } });
  await grant(cloud, identityId, vaultId, "keyVaultSecretsUser");
  await cloud.put(environmentId, environmentBody());
  return cloud;
}

export function environmentBody(): JsonObject {
  return {
    location: "centralindia",
    identity: {
      type: "UserAssigned",
      userAssignedIdentities: { [identityId]: {}, [strangerId]: {} },
    },
    properties: {
      workloadProfiles: [{ name: "Consumption", workloadProfileType: "Consumption" }],
    },
  };
}

/** Gives an identity a role on a resource. */
export async function grant(
  cloud: TestCloud,
  identity: string,
  scope: string,
  role: keyof typeof builtInRoles,
): Promise<void> {
  const { principalId } = propertiesOf(cloud.get(identity));
  const name = cloud.resourceManager.guid(`${identity}|${scope}|${role}`);
  await cloud.put(`${scope}/providers/Microsoft.Authorization/roleAssignments/${name}`, {
    properties: {
      principalId,
      principalType: "ServicePrincipal",
      roleDefinitionId: `/subscriptions/${subscriptionId}/providers/Microsoft.Authorization/roleDefinitions/${builtInRoles[role]}`,
    },
  });
}

/** A body that the service accepts, with ingress, a plain secret and one from the vault. */
export function appBody(): JsonObject {
  return {
    location: "centralindia",
    identity: { type: "UserAssigned", userAssignedIdentities: { [identityId]: {} } },
    properties: {
      environmentId,
      workloadProfileName: "Consumption",
      configuration: {
        ingress: { external: true, targetPort: 8080 },
        secrets: [
          { name: "plain", value: "hush" },
          { name: "database-url", keyVaultUrl: secretUrl("database-url"), identity: identityId },
        ],
      },
      template: {
        containers: [
          {
            name: "api",
            image: "docker.io/library/api:1",
            resources: { cpu: 0.25, memory: "0.5Gi" },
            env: [{ name: "DATABASE_URL", secretRef: "database-url" }],
          },
        ],
        scale: { minReplicas: 1, maxReplicas: 3 },
      },
    },
  };
}

/** A body with values put at dotted paths; a number in a path is an index of an array. */
export function changed(body: JsonObject, changes: Readonly<Record<string, Json>>): JsonObject {
  const result = structuredClone(body);
  for (const [path, value] of Object.entries(changes)) {
    const keys = path.split(".");
    const index = keys.findIndex((key) => /^\d+$/.test(key));
    if (index === -1) {
      setAt(result, keys, value);
      continue;
    }
    const array = keys.slice(0, index).reduce<Json | undefined>((value, key) => {
      return (value as JsonObject)[key];
    }, result) as Json[];
    const at = Number(keys[index]);
    const rest = keys.slice(index + 1);
    if (rest.length === 0) array[at] = value;
    else setAt(array[at] as JsonObject, rest, value);
  }
  return result;
}

/** The body of an app that has these custom domains. */
export function withDomains(...customDomains: JsonObject[]): JsonObject {
  return overlay(appBody(), {
    properties: { configuration: { ingress: { customDomains } } },
  });
}

/** Text of the TXT record that proves a hostname. */
export function proof(cloud: TestCloud): string {
  return verificationId(cloud.resourceManager, subscriptionId);
}

/** Adds the records of a hostname: the proof, and a CNAME to the app where one is named. */
export function serve(cloud: TestCloud, hostname: string, app?: string): void {
  cloud.dns.add(`asuid.${hostname}`, "TXT", proof(cloud));
  if (app !== undefined) cloud.dns.add(hostname, "CNAME", fqdn(cloud, app));
}

/** Generated host name of an app with external ingress. */
export function fqdn(cloud: TestCloud, app: string): string {
  return `${app}.${textIn(cloud.get(environmentId), "properties.defaultDomain")}`;
}

/** The text at a path of a body that a client reads. */
export function textIn(body: Json | undefined, path: string): string {
  const found = at(body, path);
  assert.ok(typeof found === "string", `${path} is a text, got ${JSON.stringify(found)}`);
  return found;
}

/** One change of a body that is accepted, and how the service refuses it. */
export type Refusal = readonly [
  title: string,
  changes: Readonly<Record<string, Json>>,
  code: string,
  message?: RegExp,
];

/** Tests that each change of a body is refused with status 400 and its code. */
export function itRejects(
  refusals: readonly Refusal[],
  body: () => JsonObject,
  write: (body: JsonObject) => Promise<unknown>,
): void {
  for (const [title, changes, code, message] of refusals) {
    it(`rejects ${title}`, async () => {
      const request = write(changed(body(), changes));
      await refusedWith(request, code, { status: 400, ...(message && { message }) });
    });
  }
}
