import { hostnamePhases, publicUrls, type StackOutputs } from "../../../settings";
import type { Settings } from "../../../settings/schema";

const domain = "sky.centralindia.azurecontainerapps.io";
export const targets = {
  api: `ftl-stg-api.${domain}`,
  ws: `ftl-stg-ws.${domain}`,
  frontend: "green-beach.azurestaticapps.net",
};
const group = "/subscriptions/s/resourceGroups/ftl-stg-rg-cin/providers";
const vaultId = `${group}/Microsoft.KeyVault/vaults/ftl-stg-kv-cin`;
const image = (name: string) => `registry.azurecr.io/ftl-${name}:1.0.0@sha256:${"0".repeat(64)}`;
const template = (name: string) => ({ containers: [{ image: image(name) }] });

/** A resource's body, or how reading it ends. */
export type Answer = Record<string, unknown> | Error;

/** What Resource Manager has of a stack that works, by the end of the id. */
export function goodResources(): Record<string, Answer> {
  const identity = `${group}/Microsoft.ManagedIdentity/userAssignedIdentities/id`;
  const workload = (name: string) => ({
    identity: { userAssignedIdentities: { [identity]: { principalId: "p" } } },
    properties: {
      template: template(name),
      configuration: {
        activeRevisionsMode: "Single",
        secrets: [
          {
            name: "jwt-secret",
            keyVaultUrl: "https://ftl-stg-kv-cin.vault.azure.net/secrets/jwt-secret",
            identity,
          },
        ],
      },
    },
  });
  const revisions = (name: string) => ({
    value: [
      {
        name: `${name}--one`,
        properties: {
          active: true,
          createdTime: "2026-01-01T00:00:00Z",
          template: template(name),
          replicas: 1,
          healthState: "Healthy",
          runningState: "Running",
        },
      },
    ],
  });
  const assignment = {
    roleDefinitionId: "/x/4633458b-17de-408a-b874-0445c86b69e6",
    scope: vaultId,
  };
  return {
    "/ftl-stg-api": workload("api"),
    "/ftl-stg-ws": workload("ws"),
    "/ftl-stg-flusher": workload("flusher"),
    "/ftl-stg-migrate": workload("api"),
    "/ftl-stg-api/revisions": revisions("api"),
    "/ftl-stg-ws/revisions": revisions("ws"),
    "/ftl-stg-flusher/revisions": revisions("flusher"),
    "/executions": {
      value: [
        {
          name: "run",
          properties: { status: "Succeeded", startTime: "2026-01-01", template: template("api") },
        },
      ],
    },
    "/vaults/ftl-stg-kv-cin": { properties: { enableRbacAuthorization: true } },
    "/secrets/jwt-secret": { properties: { attributes: { enabled: true } } },
    "/roleAssignments": { value: [{ properties: assignment }] },
    "/ftl-stg-pg": {
      properties: {
        state: "Ready",
        backup: { backupRetentionDays: 7, geoRedundantBackup: "Disabled" },
      },
    },
    "/require_secure_transport": { properties: { value: "on" } },
    "/ssl_min_protocol_version": { properties: { value: "TLSv1.2" } },
    "/ftl-stg-redis": { properties: { minimumTlsVersion: "1.2" } },
    "/databases/default": { properties: { clientProtocol: "Encrypted" } },
  };
}

/** What the stack says of itself. */
export function outputsOf(settings: Settings): StackOutputs {
  const { api, ws, frontend } = settings.hostnames;
  const phases = hostnamePhases(settings);
  const list = (some: readonly { readonly name: string }[]) => some.map(({ name }) => name);
  const resourceNames = {
    resourceGroup: "ftl-stg-rg-cin",
    environment: "ftl-stg-cae-cin",
    registry: "ftlstgacrcin",
    vault: "ftl-stg-kv-cin",
    postgres: "ftl-stg-pg",
    redis: "ftl-stg-redis",
    frontend: "ftl-stg-frontend",
    migrate: "ftl-stg-migrate",
    api: "ftl-stg-api",
    ws: "ftl-stg-ws",
    flusher: "ftl-stg-flusher",
  };
  return {
    phase: settings.phase,
    urls: publicUrls(settings),
    hostnames: { api: list(api), ws: list(ws), frontend: list(frontend) },
    hostnamePhases: phases,
    fqdns: { api: targets.api, ws: targets.ws },
    frontendDefaultHostname: targets.frontend,
    verificationId: "VERIFICATION",
    records: [...api, ...ws, ...frontend].map(({ name }) => ({
      type: "CNAME",
      name,
      content: undefined,
      proxied: false,
      ttl: 300,
    })),
    handover: [],
    imageTags: { api: "1.0.0", ws: "1.0.0", flusher: "1.0.0", migrate: "1.0.0" },
    images: {
      api: image("api"),
      ws: image("ws"),
      flusher: image("flusher"),
      migrate: image("api"),
    },
    resourceNames,
    resourceIds: {
      ...(Object.fromEntries(
        Object.entries(resourceNames).map(([what, name]) => [what, `${group}/x/y/${name}`]),
      ) as StackOutputs["resourceIds"]),
      vault: vaultId,
    },
  };
}
