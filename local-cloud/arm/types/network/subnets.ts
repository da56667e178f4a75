import { equal, isObject, overlay, setAt, type JsonObject } from "../../../json";
import { objectAt, objectsAt, textAt, textsAt } from "../../body";
import { ArmError } from "../../armError";
import type { ArmCloud } from "../../armCloud";
import { parseResourceId } from "../../resourceId";
import type { ResourceType, ResourceView, StoredResource } from "../../resourceType";
import { type AddressRange, contains, overlaps, readRange } from "./addresses";
import { networkApiVersions, networkName } from "./commonRules";
import { delegations, occupants } from "./subnetUse";

export const subnetType = "Microsoft.Network/virtualNetworks/subnets";

/** A subnet as a write wants it to be. */
export interface WantedSubnet {
  readonly id: string;
  readonly name: string;
  readonly desired: JsonObject;
}

/** What the service fills in. @see https://learn.microsoft.com/azure/private-link/disable-private-endpoint-network-policy */
export function subnetDefaults(): JsonObject {
  return {
    properties: {
      delegations: [],
      privateEndpointNetworkPolicies: "Disabled",
      privateLinkServiceNetworkPolicies: "Enabled",
    },
  };
}

/** Address prefixes of a subnet, whichever of the two properties holds them. */
export function prefixes(subnet: { readonly desired: JsonObject }): string[] {
  const several = textsAt(subnet.desired, "properties.addressPrefixes");
  if (several.length > 0) return several;
  const one = textAt(subnet.desired, "properties.addressPrefix");
  return one === undefined ? [] : [one];
}

/** First range of a subnet that is known to be well formed. */
export function subnetRange(subnet: StoredResource): AddressRange | undefined {
  const [prefix] = prefixes(subnet);
  return prefix === undefined ? undefined : readRange(prefix, subnet.id);
}

/**
 * Judges the subnets that a network is to have against its address space, each other and what sits in them.
 *
 * @throws ArmError with the network service's codes.
 * @see https://learn.microsoft.com/azure/virtual-network/virtual-networks-faq
 * @see https://github.com/MicrosoftDocs/azure-docs/pull/123869 (messages of NetcfgSubnetRangeOutsideVnet and
 * NetcfgSubnetRangesOverlap)
 */
export function checkSubnets(
  cloud: ArmCloud,
  network: { readonly id: string; readonly name: string; readonly desired: JsonObject },
  wanted: readonly WantedSubnet[],
): void {
  const space = textsAt(network.desired, "properties.addressSpace.addressPrefixes").map((prefix) =>
    readRange(prefix, network.id),
  );
  const taken: { name: string; range: AddressRange }[] = [];
  for (const subnet of wanted) {
    const ranges = prefixes(subnet).map((prefix) => readRange(prefix, subnet.id));
    if (ranges.length === 0) {
      throw new ArmError(
        400,
        "AddressPrefixStringCannotBeNullOrEmpty",
        `Address prefix string for resource ${subnet.id} cannot be null or empty.`,
      );
    }
    for (const range of ranges) {
      // The service keeps five addresses of a subnet for itself, so that /29 is the smallest.
      if (range.bits > 29) {
        throw new ArmError(
          400,
          "NetcfgInvalidSubnet",
          `Subnet '${subnet.name}' is not valid in virtual network '${network.name}'. ` +
            `The smallest supported IPv4 subnet is /29, got ${range.text}.`,
        );
      }
      if (!space.some((outer) => contains(outer, range))) {
        throw new ArmError(
          400,
          "NetcfgSubnetRangeOutsideVnet",
          `Subnet '${subnet.name}' is not valid because its IP address range is outside the IP address range of ` +
            `virtual network '${network.name}'.`,
        );
      }
      if (taken.some((other) => overlaps(other.range, range))) {
        throw new ArmError(
          400,
          "NetcfgSubnetRangesOverlap",
          `Subnet '${subnet.name}' is not valid because its IP address range overlaps with that of an existing ` +
            `subnet in virtual network '${network.name}'.`,
        );
      }
    }
    taken.push(...ranges.map((range) => ({ name: subnet.name, range })));
    checkDelegations(subnet);
    checkChange(cloud, subnet);
  }
}

function checkDelegations(subnet: WantedSubnet): void {
  const services = delegations(subnet);
  if (services.length > 1) {
    throw new ArmError(
      400,
      "SubnetWithMultipleDelegationsNotAllowed", // Code not documented; the limit of one is.
      `Subnet ${subnet.id} has more than one delegation (${services.join(", ")}). A subnet can be delegated to one service.`,
    );
  }
  const malformed = services.find((service) => !/^Microsoft\.[A-Za-z]+\/[A-Za-z]+$/.test(service));
  if (malformed !== undefined) {
    throw new ArmError(
      400,
      "InvalidServiceNameOnDelegation",
      `The service name ${malformed} specified on delegation of ${subnet.id} is not valid.`,
    );
  }
}

/** What sits in a subnet holds its prefix and its delegation. */
function checkChange(cloud: ArmCloud, subnet: WantedSubnet): void {
  const existing = cloud.find(subnet.id);
  if (existing === undefined) return;
  const [occupant] = occupants(cloud, subnet.id);
  if (occupant === undefined) return;
  const lost = prefixes(existing).find((prefix) => !prefixes(subnet).includes(prefix));
  if (lost !== undefined) {
    throw new ArmError(
      400,
      "InUsePrefixCannotBeDeleted",
      `IpPrefix ${lost} on Subnet ${subnet.name} has active allocations and cannot be deleted.`,
    );
  }
  if (equal(delegations(existing), delegations(subnet))) return;
  throw new ArmError(
    400,
    "SubnetDelegationsCannotChangeWhenSubnetUsedByResource",
    `Delegations of subnet ${subnet.id} cannot be changed from [${delegations(existing).join(", ")}] to ` +
      `[${delegations(subnet).join(", ")}] because it is being used by the resource ${occupant.id}.`,
  );
}

/** @see https://learn.microsoft.com/azure/virtual-network/virtual-network-manage-subnet#delete-a-subnet */
export function checkUnused(cloud: ArmCloud, subnet: StoredResource): void {
  const [occupant] = occupants(cloud, subnet.id);
  if (occupant === undefined) return;
  throw new ArmError(
    400,
    "InUseSubnetCannotBeDeleted",
    `Subnet ${subnet.name} is in use by ${occupant.id} and cannot be deleted. In order to delete the subnet, ` +
      "delete all the resources within the subnet. See aka.ms/deletesubnet.",
  );
}

/** A subnet inside its network's body. */
export function inlineSubnet(cloud: ArmCloud, subnet: StoredResource): JsonObject {
  const { id, name, type } = subnet;
  return { id, name, type, ...cloud.render(subnet) };
}

/** Keeps the network's own record of its inline subnets true when one is written or deleted by itself. */
function mirrorIntoNetwork(cloud: ArmCloud, networkId: string, without?: string): void {
  const network = cloud.find(networkId);
  if (network === undefined || !Array.isArray(objectAt(network.desired, "properties").subnets))
    return;
  const subnets = cloud
    .list(subnetType, networkId)
    .filter((subnet) => subnet.id !== without)
    .map((subnet) => ({ name: subnet.name, properties: objectAt(subnet.desired, "properties") }));
  setAt(network.desired, ["properties", "subnets"], subnets);
}

function networkOf(cloud: ArmCloud, subnetId: string): StoredResource | undefined {
  return cloud.find(parseResourceId(subnetId)?.parentId ?? "");
}

/** Read-only parts of a subnet: what sits in it, by kind. */
function computed({ resource, cloud }: ResourceView): JsonObject {
  const sitting = occupants(cloud, resource.id);
  const endpoints = sitting.filter((one) => one.type === "Microsoft.Network/privateEndpoints");
  const services = sitting.filter((one) => one.type !== "Microsoft.Network/privateEndpoints");
  const [service] = delegations(resource);
  return {
    properties: {
      provisioningState: "Succeeded",
      ...(endpoints.length === 0 ? {} : { privateEndpoints: endpoints.map(({ id }) => ({ id })) }),
      ...(services.length === 0 || service === undefined
        ? {}
        : {
            purpose: "",
            serviceAssociationLinks: [
              {
                id: `${resource.id}/serviceAssociationLinks/${service.split("/")[1]}`,
                name: service.split("/")[1],
                properties: {
                  allowDelete: false,
                  link: services[0]?.id,
                  linkedResourceType: service,
                  provisioningState: "Succeeded",
                },
              },
            ],
          }),
    },
  };
}

/** Reads the subnets of a network's body. */
export function wantedSubnets(networkId: string, desired: JsonObject): WantedSubnet[] {
  return objectsAt(desired, "properties.subnets").map((subnet) => {
    const name = textAt(subnet, "name") ?? "";
    const properties = { ...objectAt(subnet, "properties") };
    for (const key of [
      "provisioningState",
      "privateEndpoints",
      "serviceAssociationLinks",
      "purpose",
    ]) {
      delete properties[key];
    }
    return {
      id: `${networkId}/subnets/${name}`,
      name,
      desired: overlay(subnetDefaults(), { properties }),
    };
  });
}

export const subnets: ResourceType = {
  type: subnetType,
  apiVersions: networkApiVersions,
  name: networkName(1, 80),
  defaults: subnetDefaults,
  validate: ({ id, name, desired, cloud }) => {
    const network = networkOf(cloud, id);
    if (network === undefined) return;
    const others = cloud
      .list(subnetType, network.id)
      .filter((subnet) => subnet.id.toLowerCase() !== id.toLowerCase());
    checkSubnets(cloud, network, [...others, { id, name, desired }]);
  },
  onWrite: ({ resource, cloud }) => {
    mirrorIntoNetwork(cloud, parseResourceId(resource.id)?.parentId ?? "");
    return resource.kept;
  },
  computed,
  beforeDelete: ({ resource, cloud }) => checkUnused(cloud, resource),
  afterDelete: ({ resource, cloud }) =>
    mirrorIntoNetwork(cloud, parseResourceId(resource.id)?.parentId ?? "", resource.id),
  duration: {
    create: 5,
    delete: 11,
    source: "https://learn.microsoft.com/azure/virtual-network/virtual-network-manage-subnet",
  },
};

/** Whether a body says which subnets a network has. */
export function namesSubnets(desired: JsonObject): boolean {
  return isObject(desired.properties) && Array.isArray(desired.properties.subnets);
}
