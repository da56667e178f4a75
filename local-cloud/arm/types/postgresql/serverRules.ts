import { numberAt, textAt } from "../../body";
import { ArmError } from "../../armError";
import { shortLocation } from "../../generalRules";
import type { WriteRequest } from "../../resourceType";

/** The refusal of a parameter, in the service's words. @see https://github.com/hashicorp/terraform-provider-azurerm/issues/22585 */
export function invalidParameter(parameter: string, hint = ""): ArmError {
  return new ArmError(
    400,
    "InvalidParameterValue",
    `Invalid value given for parameter ${parameter}. Specify a valid parameter value.${hint === "" ? "" : ` ${hint}`}`,
  );
}

/** @see https://learn.microsoft.com/azure/postgresql/flexible-server/concepts-supported-versions */
const versions = ["11", "12", "13", "14", "15", "16", "17", "18"];
/** Version 11 is retired: it runs, but no server is made with it. */
const creatableVersions = versions.slice(1);

/** Disk sizes of Premium SSD in GiB, with the tier and the IOPS that come with each. @see https://learn.microsoft.com/azure/postgresql/extensions/concepts-storage-premium-ssd */
export const premiumDisks: readonly { gib: number; tier: string; iops: number }[] = [
  { gib: 32, tier: "P4", iops: 120 },
  { gib: 64, tier: "P6", iops: 240 },
  { gib: 128, tier: "P10", iops: 500 },
  { gib: 256, tier: "P15", iops: 1100 },
  { gib: 512, tier: "P20", iops: 2300 },
  { gib: 1024, tier: "P30", iops: 5000 },
  { gib: 2048, tier: "P40", iops: 7500 },
  { gib: 4095, tier: "P50", iops: 7500 },
  { gib: 4096, tier: "P50", iops: 7500 },
  { gib: 8192, tier: "P60", iops: 16000 },
  { gib: 16384, tier: "P70", iops: 18000 },
  { gib: 32767, tier: "P80", iops: 20000 },
];

/** Tier that a compute size belongs to. @see https://learn.microsoft.com/azure/postgresql/flexible-server/concepts-compute */
const families: readonly (readonly [pattern: RegExp, tier: string])[] = [
  [/^Standard_B(?:1ms|2s|2ms|4ms|8ms|12ms|16ms|20ms)$/i, "Burstable"],
  [/^Standard_D\d+(?:s_v3|ds_v[45]|ads_v5|ds_v6|ads_v6)$/i, "GeneralPurpose"],
  [/^Standard_E\d+(?:s_v3|ds_v[45]|ads_v5|ds_v6|ads_v6)$/i, "MemoryOptimized"],
];

/** Regions that take no new zone-redundant server (table read 2025-12-22). @see https://learn.microsoft.com/azure/postgresql/flexible-server/overview#azure-regions */
const noNewZoneRedundancy = ["centralindia"];
/** Regions without AMD compute, same table. */
const noAmd = ["centralindia"];

/**
 * @see https://github.com/hmcts/cnp-flux-config/pull/39508 (ServerEditionIncompatibleWithSkuSize)
 * @see https://learn.microsoft.com/azure/postgresql/flexible-server/concepts-compute
 */
export function checkSku({ desired, existing }: WriteRequest): void {
  const name = textAt(desired, "sku.name");
  const tier = textAt(desired, "sku.tier");
  if (name === undefined || tier === undefined) {
    throw new ArmError(
      400,
      "MissingRequiredParameter",
      `Required parameter Sku.${name === undefined ? "Name" : "Tier"} was not provided.`,
    );
  }
  const family = families.find(([pattern]) => pattern.test(name));
  if (family === undefined) throw invalidParameter("SkuName", `'${name}' is not offered.`);
  if (family[1] !== tier) {
    throw new ArmError(
      400,
      "ServerEditionIncompatibleWithSkuSize",
      "The requested server edition is incompatible with requested Sku Size. Please refer " +
        "https://learn.microsoft.com/azure/postgresql/flexible-server/concepts-compute.",
    );
  }
  const location = shortLocation(textAt(desired, "location") ?? "");
  const amd = /\dads_/i.test(name);
  if (amd && noAmd.includes(location))
    throw invalidParameter("SkuName", `'${name}' is not offered in ${location}.`);
  const integrated = textAt(desired, "properties.network.delegatedSubnetResourceId") !== undefined;
  if (/_v6$/i.test(name) && integrated) {
    throw invalidParameter("SkuName", "V6 compute does not support virtual network integration.");
  }
  const before = existing && textAt(existing.desired, "sku.name");
  if (before === undefined || before === name) return;
  const betweenBurstableAndV6 =
    [before, name].some((sku) => /_v6$/i.test(sku)) &&
    [before, name].some((sku) => /^Standard_B/i.test(sku));
  if (betweenBurstableAndV6)
    throw invalidParameter("SkuName", "V6 compute can't be scaled to or from Burstable.");
}

export function checkVersion({ desired, existing }: WriteRequest): void {
  const version = textAt(desired, "properties.version") ?? "";
  const before = existing && textAt(existing.desired, "properties.version");
  const allowed = before === undefined ? creatableVersions : versions;
  if (!allowed.includes(version))
    throw invalidParameter("Version", `Allowed values: ${allowed.join(", ")}.`);
  if (before === undefined || Number(version) >= Number(before)) return;
  throw new ArmError(
    400,
    "InvalidParameterValue", // Code not documented for a downgrade; that there is none is.
    `Major version downgrade from ${before} to ${version} is not supported. See ` +
      "https://learn.microsoft.com/azure/postgresql/flexible-server/concepts-major-version-upgrade",
  );
}

/** Premium SSD comes in steps and never shrinks; Premium SSD v2 in any size from 32 GiB. */
export function checkStorage({ desired, existing }: WriteRequest): void {
  const size = numberAt(desired, "properties.storage.storageSizeGB") ?? 0;
  const type = textAt(desired, "properties.storage.type") ?? "";
  const stepless = type === "PremiumV2_LRS" || type === "UltraSSD_LRS";
  const known = stepless
    ? Number.isInteger(size) && size >= 32 && size <= 65_536
    : premiumDisks.some((disk) => disk.gib === size);
  if (!known) {
    throw invalidParameter(
      "StorageSizeGB",
      stepless ? "" : `Allowed values: ${premiumDisks.map((disk) => disk.gib).join(", ")}.`,
    );
  }
  const smallest = premiumDisks.find((disk) => disk.gib >= size);
  const tier = textAt(desired, "properties.storage.tier");
  if (tier !== undefined && !stepless) {
    const rank = premiumDisks.findIndex((disk) => disk.tier === tier);
    const least = premiumDisks.findIndex((disk) => disk.tier === smallest?.tier);
    if (rank < least)
      throw invalidParameter("Tier", `${size} GiB take ${smallest?.tier} or higher.`);
  }
  const before = existing && numberAt(existing.desired, "properties.storage.storageSizeGB");
  if (before === undefined || size >= before) return;
  throw new ArmError(
    400,
    "StorageSizeReductionNotSupported", // Code not documented; that storage can't shrink is.
    `Storage can only be scaled up: ${before} GiB can't become ${size} GiB. See ` +
      "https://learn.microsoft.com/azure/postgresql/flexible-server/concepts-scaling-resources",
  );
}

export function checkBackup({ desired }: WriteRequest): void {
  const days = numberAt(desired, "properties.backup.backupRetentionDays") ?? 0;
  if (Number.isInteger(days) && days >= 7 && days <= 35) return;
  throw invalidParameter("BackupRetentionDays", "It is 7 to 35 days.");
}

/** @see https://learn.microsoft.com/azure/reliability/reliability-azure-database-postgresql */
export function checkHighAvailability({ desired, existing }: WriteRequest): void {
  const mode = textAt(desired, "properties.highAvailability.mode") ?? "";
  if (!["Disabled", "SameZone", "ZoneRedundant"].includes(mode))
    throw invalidParameter("HighAvailability.Mode");
  if (mode === "Disabled") return;
  if (textAt(desired, "sku.tier") === "Burstable") {
    throw new ArmError(
      400,
      "HANotSupportedForBurstableSkuWithInfo", // Code not documented; that the tier has none is.
      "High availability is not supported for the Burstable tier. Use General Purpose or Memory Optimized.",
    );
  }
  const location = shortLocation(textAt(desired, "location") ?? "");
  const had =
    existing && textAt(existing.desired, "properties.highAvailability.mode") === "ZoneRedundant";
  if (mode === "ZoneRedundant" && had !== true && noNewZoneRedundancy.includes(location)) {
    throw new ArmError(
      400,
      "MultiAzNotSupportedInRegion", // Code not documented; the message's sense is: see noNewZoneRedundancy.
      `Zone-redundant HA is disabled for region ${location}.`,
    );
  }
  const zone = textAt(desired, "properties.availabilityZone");
  const standby = textAt(desired, "properties.highAvailability.standbyAvailabilityZone");
  if (zone === undefined || standby === undefined) return;
  if (mode === "ZoneRedundant" && zone === standby) {
    throw invalidParameter(
      "StandbyAvailabilityZone",
      "A zone-redundant standby is in another zone than the primary.",
    );
  }
  if (mode === "SameZone" && zone !== standby) {
    throw invalidParameter(
      "StandbyAvailabilityZone",
      "A same-zone standby is in the primary's zone.",
    );
  }
}

/** @see https://learn.microsoft.com/azure/postgresql/flexible-server/security-connect-with-managed-identity */
export function checkAuthentication({ desired }: WriteRequest): void {
  const password = textAt(desired, "properties.authConfig.passwordAuth");
  const entra = textAt(desired, "properties.authConfig.activeDirectoryAuth");
  if (password !== "Enabled" && entra !== "Enabled") {
    throw invalidParameter(
      "AuthConfig",
      "At least one of passwordAuth and activeDirectoryAuth is Enabled.",
    );
  }
  if (entra === "Enabled" && textAt(desired, "properties.authConfig.tenantId") === undefined) {
    throw invalidParameter(
      "AuthConfig.TenantId",
      "It is required when activeDirectoryAuth is Enabled.",
    );
  }
}

const reservedLogins = [
  "azure_superuser",
  "azure_pg_admin",
  "admin",
  "administrator",
  "root",
  "guest",
  "public",
];

/** @see https://learn.microsoft.com/azure/postgresql/configure-maintain/quickstart-create-server (administrator login and password) */
export function checkAdministrator({ desired, existing }: WriteRequest): void {
  if (textAt(desired, "properties.authConfig.passwordAuth") !== "Enabled") return;
  const login = textAt(desired, "properties.administratorLogin");
  const password = textAt(desired, "properties.administratorLoginPassword");
  if (existing === undefined) {
    for (const [name, value] of [
      ["AdministratorLogin", login],
      ["AdministratorLoginPassword", password],
    ] as const) {
      if (value === undefined || value === "") {
        throw new ArmError(
          400,
          "MissingRequiredParameter",
          `Required parameter ${name} was not provided.`,
        );
      }
    }
    checkLogin(login ?? "");
  }
  if (password !== undefined) checkPassword(password, login ?? "");
}

function checkLogin(login: string): void {
  const reserved = reservedLogins.includes(login.toLowerCase()) || /^pg_/i.test(login);
  if (!reserved && /^[A-Za-z_][\w]{0,62}$/.test(login)) return;
  throw new ArmError(
    400,
    "InvalidParameterValue",
    "Invalid value given for parameter AdministratorLogin. Specify a valid parameter value. It has 1 to 63 letters, " +
      `digits and underscores, starts with a letter or underscore, does not start with pg_, and is not ${reservedLogins.join(", ")}.`,
  );
}

/** Message and code as the SQL services of Azure give them: https://github.com/microsoft/TailwindTraders/issues/2 */
function checkPassword(password: string, login: string): void {
  const kinds = [/[A-Z]/, /[a-z]/, /\d/, /[^A-Za-z0-9]/].filter((kind) =>
    kind.test(password),
  ).length;
  const namesLogin = login !== "" && password.toLowerCase().includes(login.toLowerCase());
  if (password.length >= 8 && password.length <= 128 && kinds >= 3 && !namesLogin) return;
  throw new ArmError(
    400,
    "PasswordNotComplex",
    "Password validation failed. The password does not meet policy requirements because it is not complex enough. It " +
      "has 8 to 128 characters of three of these kinds: capital letters, small letters, digits, others; and does not " +
      "contain the login.",
  );
}

/** Maintenance window: hours and days in UTC. */
export function checkMaintenance({ desired }: WriteRequest): void {
  const window = (key: string, highest: number) => {
    const value = numberAt(desired, `properties.maintenanceWindow.${key}`);
    if (value === undefined || (Number.isInteger(value) && value >= 0 && value <= highest)) return;
    throw invalidParameter(`MaintenanceWindow.${key}`, `It is 0 to ${highest}.`);
  };
  window("dayOfWeek", 6);
  window("startHour", 23);
  window("startMinute", 59);
}
