import { numberAt, objectAt, textAt } from "../../body";
import { ArmError } from "../../armError";
import type { ArmCloud } from "../../armCloud";
import { parseResourceId } from "../../resourceId";
import type { ResourceType, StoredResource } from "../../resourceType";
import { addressNumber } from "../network/addresses";
import { serverType } from "./restore";
import { invalidParameter } from "./serverRules";

const apiVersions = [
  "2025-08-01",
  "2026-04-01-preview",
  "2024-08-01",
  "2025-06-01-preview",
  "2025-01-01-preview",
  "2022-12-01",
] as const;

function serverOf(cloud: ArmCloud, id: string): StoredResource | undefined {
  return cloud.find(parseResourceId(id)?.parentId ?? "");
}

/** @see https://learn.microsoft.com/azure/postgresql/configure-maintain/how-to-create-databases */
export const databases: ResourceType = {
  type: `${serverType}/databases`,
  apiVersions,
  name: {
    pattern: /^[A-Za-z_][\w$-]*$/,
    length: [1, 63],
    code: "InvalidDatabaseName", // Code not documented.
    message:
      "A database name has 1 to 63 letters, digits, underscores, dollar signs and hyphens, and starts with a letter or underscore.",
  },
  // The service has no way to alter a database: a changed character set or collation makes a new one.
  immutable: ["properties.charset", "properties.collation"],
  defaults: ({ existing }) => ({
    properties: {
      charset: textAt(existing?.desired, "properties.charset") ?? "UTF8",
      collation: textAt(existing?.desired, "properties.collation") ?? "en_US.utf8",
    },
  }),
  validate: ({ name, existing }) => {
    if (
      existing !== undefined ||
      !["azure_maintenance", "azure_sys", "template0", "template1"].includes(name)
    )
      return;
    throw new ArmError(
      400,
      "InvalidDatabaseName", // Code not documented.
      `The database name '${name}' is reserved by the service.`,
    );
  },
  duration: {
    create: 15,
    delete: 15,
    source:
      "https://learn.microsoft.com/azure/postgresql/configure-maintain/how-to-create-databases",
  },
};

/** @see https://learn.microsoft.com/azure/postgresql/flexible-server/concepts-networking-public */
export const firewallRules: ResourceType = {
  type: `${serverType}/firewallRules`,
  apiVersions,
  name: {
    pattern: /^[\w-]+$/,
    length: [1, 128],
    code: "InvalidParameterValue",
    message: "A firewall rule's name has 1 to 128 letters, digits, underscores and hyphens.",
  },
  validate: ({ id, desired, cloud }) => {
    const server = serverOf(cloud, id);
    // That it must fail: https://github.com/Azure/azure-rest-api-specs/issues/20616
    if (textAt(server?.desired, "properties.network.delegatedSubnetResourceId") !== undefined) {
      throw new ArmError(
        400,
        "FirewallRuleNotSupportedForVnetServer", // Code not documented.
        "Firewall rules are not supported for a server with private access (virtual network integration).",
      );
    }
    const start = addressNumber(textAt(desired, "properties.startIpAddress") ?? "");
    const end = addressNumber(textAt(desired, "properties.endIpAddress") ?? "");
    if (start === undefined) throw invalidParameter("StartIpAddress", "It is an IPv4 address.");
    if (end === undefined) throw invalidParameter("EndIpAddress", "It is an IPv4 address.");
    if (start > end) throw invalidParameter("EndIpAddress", "It is not lower than startIpAddress.");
  },
  duration: {
    create: 30,
    delete: 30,
    source:
      "https://learn.microsoft.com/azure/postgresql/flexible-server/concepts-networking-public",
  },
};

/** On-demand backups. @see https://learn.microsoft.com/azure/postgresql/flexible-server/how-to-perform-fast-backup */
export const backups: ResourceType = {
  type: `${serverType}/backups`,
  apiVersions,
  name: {
    pattern: /^[\w-]+$/,
    length: [1, 128],
    code: "InvalidParameterValue",
    message: "A backup's name has 1 to 128 letters, digits, underscores and hyphens.",
  },
  validate: ({ id, existing, cloud }) => {
    if (existing !== undefined) return;
    const server = serverOf(cloud, id);
    if (textAt(server?.desired, "sku.tier") === "Burstable") {
      throw new ArmError(
        400,
        "BackupNotSupportedForBurstableSku", // Code not documented; that the tier has none is.
        "On-demand backup is not supported for servers of the Burstable tier.",
      );
    }
    if (textAt(server?.desired, "properties.storage.type") === "PremiumV2_LRS") {
      throw new ArmError(
        400,
        "BackupNotSupportedForStorageType", // Code not documented; that the storage has none is.
        "On-demand backup is not supported for servers with Premium SSD v2 storage.",
      );
    }
    const count = liveBackups(cloud, server?.id ?? "").length;
    if (count >= 7) {
      throw new ArmError(
        400,
        "MaximumOnDemandBackupsReached", // Code not documented; the limit of seven is.
        `The server has ${count} on-demand backups. The limit is 7: delete one first.`,
      );
    }
  },
  computed: ({ resource }) => ({
    properties: {
      backupType: "Customer On-Demand",
      source: "Customer Initiated",
      completedTime: resource.created,
    },
  }),
  duration: {
    create: 120,
    delete: 30,
    source:
      "https://learn.microsoft.com/azure/postgresql/flexible-server/how-to-perform-fast-backup",
  },
};

/** On-demand backups that the retention window has not taken away yet. */
function liveBackups(cloud: ArmCloud, serverId: string): StoredResource[] {
  const server = cloud.find(serverId);
  const days = numberAt(objectAt(server?.desired, "properties"), "backup.backupRetentionDays") ?? 7;
  const oldest = cloud.now().getTime() - days * 24 * 60 * 60 * 1000;
  return cloud
    .list(`${serverType}/backups`, serverId)
    .filter((backup) => Date.parse(backup.created) >= oldest);
}
