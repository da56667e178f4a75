import { objectAt, textAt } from "../../body";
import { ArmError } from "../../armError";
import type { ArmCloud } from "../../armCloud";
import { idKey, parseResourceId } from "../../resourceId";
import type { ResourceType, StoredResource } from "../../resourceType";
import { networkName } from "./commonRules";
import { zoneRecords } from "./privateLink";
import { missingReference } from "./subnetUse";

const apiVersions = ["2024-06-01", "2020-06-01", "2018-09-01"] as const;
const linkType = "Microsoft.Network/privateDnsZones/virtualNetworkLinks";

/** Links of a private DNS zone to virtual networks. */
export function zoneLinks(cloud: ArmCloud, zoneId: string): StoredResource[] {
  return cloud.list(linkType, zoneId);
}

/** Id of the network that a link names. */
export function linkedNetwork(link: Pick<StoredResource, "desired">): string {
  return textAt(link.desired, "properties.virtualNetwork.id") ?? "";
}

/** @see https://learn.microsoft.com/azure/dns/private-dns-privatednszone */
export const privateDnsZones: ResourceType = {
  type: "Microsoft.Network/privateDnsZones",
  apiVersions,
  name: {
    pattern:
      /^(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)+[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?$/i,
    length: [3, 253],
    code: "BadRequest",
    message:
      "A private DNS zone's name has 2 to 34 labels separated by dots, each of 1 to 63 letters, digits, hyphens and underscores.",
  },
  locations: ["global"],
  computed: ({ resource, cloud }) => {
    const links = zoneLinks(cloud, resource.id);
    const registering = links.filter(registers);
    return {
      properties: {
        internalId: Buffer.from(`Immutable${cloud.guid(resource.id)}`).toString("base64"),
        maxNumberOfRecordSets: 25000,
        maxNumberOfVirtualNetworkLinks: 1000,
        maxNumberOfVirtualNetworkLinksWithRegistration: 100,
        // The SOA record is always there.
        numberOfRecordSets: 1 + zoneRecords(cloud, resource.id).length,
        numberOfVirtualNetworkLinks: links.length,
        numberOfVirtualNetworkLinksWithRegistration: registering.length,
        provisioningState: "Succeeded",
      },
    };
  },
  // Message as seen in https://github.com/learntocloud/networking-lab/issues/8
  beforeDelete: ({ resource, cloud }) => {
    const nested = zoneLinks(cloud, resource.id).map(
      (link) =>
        `'Microsoft.Network/privateDnsZones/${resource.name}/virtualNetworkLinks/${link.name}'`,
    );
    if (nested.length === 0) return;
    throw new ArmError(
      409,
      "CannotDeleteResource",
      `Cannot delete resource while nested resources exist. Some existing nested resource IDs include: ` +
        `${nested.join(", ")}. Please delete all nested resources before deleting this resource.`,
    );
  },
  duration: {
    create: 30,
    delete: 30,
    source: "https://github.com/turbot/steampipe-plugin-azure/pull/824",
  },
};

function registers(link: Pick<StoredResource, "desired">): boolean {
  return objectAt(link.desired, "properties").registrationEnabled === true;
}

/** @see https://learn.microsoft.com/azure/dns/private-dns-virtual-network-links */
export const virtualNetworkLinks: ResourceType = {
  type: linkType,
  apiVersions,
  name: { ...networkName(1, 80), code: "BadRequest" },
  locations: ["global"],
  immutable: ["properties.virtualNetwork.id"],
  defaults: () => ({ properties: { registrationEnabled: false, resolutionPolicy: "Default" } }),
  validate: ({ id, desired, cloud }) => {
    const networkId = linkedNetwork({ desired });
    const network = cloud.find(networkId);
    if (network?.type !== "Microsoft.Network/virtualNetworks")
      throw missingReference(networkId, id);

    const zoneName = parseResourceId(id)?.names[0] ?? "";
    const twin = cloud
      .list(linkType)
      .find(
        (link) =>
          idKey(link.id) !== idKey(id) &&
          idKey(linkedNetwork(link)) === idKey(networkId) &&
          parseResourceId(link.id)?.names[0]?.toLowerCase() === zoneName.toLowerCase(),
      );
    // Code and message: https://github.com/MicrosoftDocs/azure-aks-docs/issues/212
    if (twin !== undefined) {
      throw new ArmError(
        400,
        "BadRequest",
        `A virtual network cannot be linked to multiple zones with overlapping namespaces. You tried to link virtual ` +
          `network with '${zoneName}' and '${parseResourceId(twin.id)?.names[0]}' zones.`,
      );
    }
    if (!registers({ desired })) return;
    const registered = cloud
      .list(linkType)
      .find(
        (link) =>
          idKey(link.id) !== idKey(id) &&
          idKey(linkedNetwork(link)) === idKey(networkId) &&
          registers(link),
      );
    if (registered === undefined) return;
    throw new ArmError(
      409,
      "Conflict", // Code and message not documented; the limit of one is.
      `Virtual network '${networkId}' is already linked with registration enabled by '${registered.id}'. A virtual ` +
        "network can register its machines in one private DNS zone.",
    );
  },
  computed: () => ({
    properties: { provisioningState: "Succeeded", virtualNetworkLinkState: "Completed" },
  }),
  duration: {
    create: 30,
    delete: 30,
    source: "https://github.com/turbot/steampipe-plugin-azure/pull/824",
  },
};
