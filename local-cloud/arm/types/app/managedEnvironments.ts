import { ArmError } from "../../armError";
import type { ArmCloud } from "../../armCloud";
import { objectAt, objectsAt, textAt } from "../../body";
import { shortLocation } from "../../generalRules";
import { checkIdentities, computedIdentity } from "../../managedIdentities";
import { idKey, parseResourceId } from "../../resourceId";
import type { ResourceType, ResourceView, WriteRequest } from "../../resourceType";
import { subnetRange } from "../network/subnets";
import { delegations, occupants } from "../network/subnetUse";
import { addressText } from "../network/addresses";
import {
  appType,
  defaultDomainOf,
  environmentType,
  jobType,
  residents,
  staticIpOf,
} from "./environmentFacts";
import { verificationId } from "./verificationId";

const words = [
  "agreeablewave",
  "bravecoast",
  "calmmeadow",
  "delightfulriver",
  "graydune",
  "happyhill",
  "icyglacier",
  "jollyfield",
  "kindpebble",
  "livelysand",
  "mangoforest",
  "nicebay",
  "orangesky",
  "politeplant",
  "redbeach",
  "salmonstone",
  "thankfulcliff",
  "victoriousgrass",
  "whitecloud",
  "yellowtree",
];

/** @see https://learn.microsoft.com/azure/container-apps/environment */
export const managedEnvironments: ResourceType = {
  type: environmentType,
  apiVersions: ["2025-02-02-preview", "2025-07-01", "2025-01-01", "2024-03-01", "2023-05-01"],
  name: {
    pattern: /^[a-z](?:-?[a-z0-9])*$/i,
    length: [2, 60],
    code: "ManagedEnvironmentInvalidName", // Code not documented.
    message:
      "A name must consist of alphanumeric characters or '-', start with an alphabetic character, and end with an " +
      "alphanumeric character and cannot have '--'. The length must be between 2 and 60 characters.",
  },
  locations: "any",
  writeOnly: [
    "properties.appLogsConfiguration.logAnalyticsConfiguration.sharedKey",
    "properties.customDomainConfiguration.certificateValue",
    "properties.customDomainConfiguration.certificatePassword",
    "properties.daprAIConnectionString",
    "properties.daprAIInstrumentationKey",
    "properties.appInsightsConfiguration.connectionString",
  ],
  // https://learn.microsoft.com/azure/container-apps/custom-virtual-networks and …/reliability/reliability-azure-container-apps:
  // network, accessibility and zones are decided at creation.
  immutable: [
    "properties.vnetConfiguration.infrastructureSubnetId",
    "properties.vnetConfiguration.internal",
    "properties.zoneRedundant",
    "properties.infrastructureResourceGroup",
    "kind",
  ],
  defaults: ({ desired }) => ({
    properties: {
      zoneRedundant: false,
      publicNetworkAccess: "Enabled",
      peerAuthentication: { mtls: { enabled: false } },
      peerTrafficConfiguration: { encryption: { enabled: false } },
      ...(subnetId(desired) === undefined ? {} : { vnetConfiguration: { internal: false } }),
    },
  }),
  validate: (request) => {
    checkIdentities(request);
    checkLogs(request);
    checkProfiles(request);
    checkSubnet(request);
  },
  keep: ({ id, desired, cloud }) => {
    const seed = `${idKey(id)}|${cloud.now().toISOString()}`;
    const hex = cloud.guid(`${seed}|domain`).replaceAll("-", "");
    const word = words[Number.parseInt(hex.slice(-4), 16) % words.length];
    const location = shortLocation(textAt(desired, "location") ?? "");
    return {
      defaultDomain: `${word}-${hex.slice(0, 8)}.${location}.azurecontainerapps.io`,
      staticIp: chooseAddress(cloud, desired, hex),
    };
  },
  computed,
  beforeDelete: ({ resource, cloud }) => {
    for (const [type, code, what] of [
      [appType, "ManagedEnvironmentHasContainerApps", "Container Apps"],
      [jobType, "ManagedEnvironmentHasContainerAppsJobs", "Container Apps Jobs"],
    ] as const) {
      const count = residents(cloud, resource.id, type).length;
      if (count === 0) continue;
      throw new ArmError(
        409,
        code,
        `The specified environment ${resource.name} cannot be deleted because it still contains ${count} ${what}.`,
      );
    }
  },
  actions: {
    getauthtoken: ({ resource, cloud }) => ({
      location: textAt(resource.desired, "location"),
      properties: {
        token: cloud.secretText(
          `${idKey(resource.id)}|auth token|${cloud.now().toISOString()}`,
          64,
        ),
        expires: new Date(cloud.now().getTime() + 3_600_000).toISOString(),
      },
    }),
  },
  duration: {
    create: 240,
    update: 30,
    delete: 420,
    // 749 s for all of a test that creates one with its workspace and deletes both.
    source: "https://github.com/hashicorp/terraform-provider-azurerm/pull/33156",
  },
};

function subnetId(desired: WriteRequest["desired"]): string | undefined {
  return textAt(desired, "properties.vnetConfiguration.infrastructureSubnetId");
}

function computed({ resource, cloud }: ResourceView) {
  const { subscriptionId, resourceGroup } = parseResourceId(resource.id)!;
  const location = shortLocation(textAt(resource.desired, "location") ?? "");
  return {
    ...computedIdentity(cloud, resource),
    properties: {
      provisioningState: "Succeeded",
      defaultDomain: defaultDomainOf(resource),
      staticIp: staticIpOf(resource),
      customDomainConfiguration: {
        customDomainVerificationId: verificationId(cloud, subscriptionId),
      },
      eventStreamEndpoint: `https://${location}.azurecontainerapps.dev${resource.id}/eventstream`,
      daprConfiguration: { version: "1.13.6-msft.1" },
      kedaConfiguration: { version: "2.17.2" },
      ...(subnetId(resource.desired) === undefined ||
      textAt(resource.desired, "properties.infrastructureResourceGroup") !== undefined
        ? {}
        : {
            // https://learn.microsoft.com/azure/container-apps/custom-virtual-networks#managed-resources
            infrastructureResourceGroup: `ME_${resource.name}_${resourceGroup}_${location}`,
          }),
    },
  };
}

function checkLogs({ desired }: WriteRequest): void {
  const logs = objectAt(desired, "properties.appLogsConfiguration");
  const destination = textAt(logs, "destination");
  if (
    destination === "log-analytics" &&
    textAt(logs, "logAnalyticsConfiguration.customerId") === undefined
  ) {
    throw new ArmError(
      400,
      "InvalidRequestParameterWithDetails",
      "LogAnalyticsConfiguration.CustomerId is invalid. CustomerId and SharedKey are required when the logs " +
        "destination is log-analytics.",
    );
  }
  if (
    destination === undefined ||
    ["log-analytics", "azure-monitor", "none", ""].includes(destination)
  )
    return;
  throw new ArmError(
    400,
    "InvalidRequestParameterWithDetails",
    `AppLogsConfiguration.Destination is invalid: '${destination}'. Supported are log-analytics, azure-monitor and none.`,
  );
}

function checkProfiles({ desired }: WriteRequest): void {
  const names = objectsAt(desired, "properties.workloadProfiles").map(
    (profile) => textAt(profile, "name") ?? "",
  );
  const twice = names.find((name, index) => name === "" || names.indexOf(name) !== index);
  if (twice === undefined) return;
  throw new ArmError(
    400,
    "InvalidRequestParameterWithDetails", // Code not documented.
    `WorkloadProfiles.Name is invalid: '${twice}'. Each workload profile needs a name of its own.`,
  );
}

/**
 * The subnet exists, is delegated to the service, large enough, and of no other environment.
 *
 * @see https://learn.microsoft.com/azure/container-apps/custom-virtual-networks
 * @see https://github.com/microsoft/azure-container-apps/issues/1220 (message of a missing subnet)
 * @see https://github.com/MicrosoftDocs/azure-docs/pull/119379 (message of a missing delegation)
 * @see https://github.com/microsoft/azure-container-apps/issues/1644 (every environment wants the delegation now)
 */
function checkSubnet({ id, desired, existing, cloud }: WriteRequest): void {
  const wanted = subnetId(desired);
  if (wanted === undefined) {
    if (objectAt(desired, "properties").zoneRedundant === true) {
      throw invalidNetwork("A zone redundant environment requires an infrastructure subnet.");
    }
    if (objectAt(desired, "properties.vnetConfiguration").internal === true) {
      throw invalidNetwork("An internal environment requires an infrastructure subnet.");
    }
    return;
  }
  if (existing !== undefined) return;
  const subnet = cloud.find(wanted);
  const range = subnet === undefined ? undefined : subnetRange(subnet);
  if (subnet === undefined || range === undefined) {
    throw invalidNetwork("The subnet and its addressPrefix could not be found.");
  }
  if (
    !delegations(subnet).some((service) => service.toLowerCase() === "microsoft.app/environments")
  ) {
    throw new ArmError(
      400,
      "ManagedEnvironmentSubnetDelegationError",
      "The subnet of the environment must be delegated to the service 'Microsoft.App/environments'.",
    );
  }
  if (range.bits > 27) throw invalidNetwork("Provided subnet must have a size of at least /27");
  const other = occupants(cloud, wanted).find((occupant) => idKey(occupant.id) !== idKey(id));
  if (other === undefined) return;
  throw new ArmError(
    400,
    "ManagedEnvironmentSubnetInUse",
    `The subnet '${wanted}' is already in use by ${other.id}. An environment needs a subnet of its own.`,
  );
}

function invalidNetwork(details: string): ArmError {
  return new ArmError(
    400,
    "ManagedEnvironmentInvalidNetworkConfiguration",
    `The environment network configuration is invalid: ${details}`,
  );
}

/** A public address of the documentation range that no other environment has; an internal one lies in the subnet. */
function chooseAddress(cloud: ArmCloud, desired: WriteRequest["desired"], hex: string): string {
  const subnet = cloud.find(subnetId(desired) ?? "");
  const range = subnet === undefined ? undefined : subnetRange(subnet);
  if (range !== undefined && objectAt(desired, "properties.vnetConfiguration").internal === true) {
    return addressText(range.last - 1);
  }
  const taken = new Set(cloud.list(environmentType).map(staticIpOf));
  const start = Number.parseInt(hex.slice(8, 12), 16);
  const candidates = Array.from(
    { length: 254 },
    (_, step) => `203.0.113.${1 + ((start + step) % 254)}`,
  );
  return candidates.find((address) => !taken.has(address)) ?? candidates[0]!;
}
