import { overlay, type JsonObject } from "../../../json";
import { numberAt, objectAt, textAt } from "../../body";
import type { ResourceType, ResourceView, WriteRequest } from "../../resourceType";
import { endpointConnections } from "../network/privateLink";
import {
  checkCreateMode,
  checkRestore,
  earliestRestore,
  isRestore,
  restoreDatabases,
  restoredDefaults,
  restoreSource,
  serverType,
} from "./restore";
import { checkNetwork } from "./serverNetwork";
import {
  checkAdministrator,
  checkAuthentication,
  checkBackup,
  checkHighAvailability,
  checkMaintenance,
  checkSku,
  checkStorage,
  checkVersion,
  premiumDisks,
} from "./serverRules";

/** What the service fills in at creation. An update keeps what the server has. */
function defaults(request: WriteRequest): JsonObject {
  const { desired, existing } = request;
  if (existing !== undefined) return kept(existing.desired);
  const source = isRestore(request) ? restoreSource(request) : undefined;
  const integrated = textAt(desired, "properties.network.delegatedSubnetResourceId") !== undefined;
  return overlay(
    {
      properties: {
        version: "17",
        authConfig: { activeDirectoryAuth: "Disabled", passwordAuth: "Enabled" },
        storage: { autoGrow: "Disabled", type: "" },
        backup: { backupRetentionDays: 7, geoRedundantBackup: "Disabled" },
        network: { publicNetworkAccess: integrated ? "Disabled" : "Enabled" },
        highAvailability: { mode: "Disabled" },
        maintenanceWindow: { customWindow: "Disabled", dayOfWeek: 0, startHour: 0, startMinute: 0 },
        dataEncryption: { type: "SystemManaged" },
        replicationRole: "Primary",
      },
    },
    source === undefined ? {} : restoredDefaults(source),
  );
}

/** Of a server's own values, those that a write may leave out without changing them. */
function kept(before: JsonObject): JsonObject {
  const { sku, properties } = before;
  return { sku, properties: overlay({}, objectAt({ properties }, "properties")) };
}

function validate(request: WriteRequest): void {
  checkCreateMode(request);
  checkRestore(request);
  checkSku(request);
  checkVersion(request);
  checkAuthentication(request);
  checkAdministrator(request);
  checkStorage(request);
  checkBackup(request);
  checkHighAvailability(request);
  checkMaintenance(request);
  checkNetwork(request);
}

function computed({ resource, cloud }: ResourceView): JsonObject {
  const { desired, name } = resource;
  const disk = premiumDisks.find(
    (one) => one.gib === numberAt(desired, "properties.storage.storageSizeGB"),
  );
  const tier = textAt(desired, "properties.storage.tier");
  const mode = textAt(desired, "properties.highAvailability.mode") ?? "Disabled";
  const zone = textAt(desired, "properties.availabilityZone") ?? "1";
  const standby = mode === "SameZone" ? zone : zone === "1" ? "2" : "1";
  const says = (path: string) => textAt(desired, path) !== undefined;
  const integrated = says("properties.network.delegatedSubnetResourceId");
  return {
    systemData: { createdAt: resource.created },
    properties: {
      state: "Ready",
      fullyQualifiedDomainName: `${name}.postgres.database.azure.com`,
      minorVersion: minorVersions[textAt(desired, "properties.version") ?? ""],
      replicaCapacity: 5,
      replica: { role: "Primary", capacity: 5 },
      storage: {
        ...(numberAt(desired, "properties.storage.iops") === undefined && disk
          ? { iops: premiumDisks.find((one) => one.tier === tier)?.iops ?? disk.iops }
          : {}),
        ...(tier === undefined && disk ? { tier: disk.tier } : {}),
      },
      backup: { earliestRestoreDate: earliestRestore(cloud, resource).toISOString() },
      highAvailability: {
        state: mode === "Disabled" ? "NotEnabled" : "Healthy",
        ...(mode === "Disabled" || says("properties.highAvailability.standbyAvailabilityZone")
          ? {}
          : { standbyAvailabilityZone: standby }),
      },
      ...(says("properties.availabilityZone") ? {} : { availabilityZone: "1" }),
      ...(integrated ? {} : { privateEndpointConnections: endpointConnections(cloud, resource) }),
    },
  };
}

/** Minor version that a new server of each major version gets. */
const minorVersions: Readonly<Record<string, string>> = {
  "12": "22",
  "13": "21",
  "14": "18",
  "15": "13",
  "16": "9",
  "17": "5",
  "18": "0",
};

/** Microsoft.DBforPostgreSQL/flexibleServers. @see https://learn.microsoft.com/azure/templates/microsoft.dbforpostgresql/flexibleservers */
export const flexibleServers: ResourceType = {
  type: serverType,
  apiVersions: [
    "2025-08-01",
    "2026-04-01-preview",
    "2024-08-01",
    "2025-06-01-preview",
    "2025-01-01-preview",
    "2023-12-01-preview",
    "2022-12-01",
  ],
  name: {
    pattern: /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/,
    length: [3, 63],
    code: "InvalidServerName", // Code not documented.
    message:
      "The server name has 3 to 63 lowercase letters, digits and hyphens, and does not start or end with a hyphen.",
  },
  locations: "any",
  // Message: https://github.com/Azure/azure-service-operator/issues/2428
  globalName: {
    of: ({ name }) => `${name}.postgres.database.azure.com`,
    taken: () => ({
      status: 409,
      code: "ServerNameAlreadyExists",
      message: "Specified server name is already used.",
    }),
  },
  writeOnly: [
    "properties.administratorLoginPassword",
    "properties.createMode",
    "properties.pointInTimeUTC",
    "properties.sourceServerResourceId",
  ],
  immutable: [
    "properties.administratorLogin",
    "properties.backup.geoRedundantBackup",
    "properties.network.delegatedSubnetResourceId",
    "properties.storage.type",
  ],
  defaults,
  validate,
  onWrite: (view, before) => {
    if (isRestore({ desired: view.resource.desired, existing: before })) restoreDatabases(view);
    return view.resource.kept;
  },
  computed,
  duration: {
    create: 300,
    update: 120,
    delete: 60,
    // 554 s for all of TestAccPostgresqlFlexibleServerDatabase_basic: server and database, created and deleted.
    source: "https://github.com/hashicorp/terraform-provider-azurerm/pull/32413",
  },
};
