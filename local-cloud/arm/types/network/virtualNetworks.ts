import { overlay, type JsonObject } from "../../../json";
import { objectAt, textsAt } from "../../body";
import { ArmError } from "../../armError";
import type { ResourceType, ResourceView, WriteRequest } from "../../resourceType";
import { overlaps, readRange } from "./addresses";
import { networkApiVersions, networkName } from "./commonRules";
import {
  checkSubnets,
  checkUnused,
  inlineSubnet,
  namesSubnets,
  subnetType,
  wantedSubnets,
} from "./subnets";

/**
 * A write that says nothing of subnets leaves them as they are; an empty list takes them all away.
 *
 * @see https://techcommunity.microsoft.com/blog/azurenetworkingblog/azure-virtual-network-now-supports-updates-without-subnet-property/4067952
 */
function defaults({ existing }: WriteRequest): JsonObject {
  const written = objectAt(existing?.desired, "properties").subnets;
  return overlay(
    { properties: { enableDdosProtection: false, privateEndpointVNetPolicies: "Disabled" } },
    written === undefined ? {} : { properties: { subnets: written } },
  );
}

function validate({ id, name, desired, existing, cloud }: WriteRequest): void {
  const space = textsAt(desired, "properties.addressSpace.addressPrefixes").map((prefix) =>
    readRange(prefix, id),
  );
  if (space.length === 0) {
    throw new ArmError(
      400,
      "InvalidRequestFormat", // Code not documented for a network without address space.
      `Virtual network ${id} has no address prefixes. At least one is required in properties.addressSpace.addressPrefixes.`,
    );
  }
  space.forEach((range, index) => {
    const twin = space.slice(index + 1).find((other) => overlaps(range, other));
    if (twin === undefined) return;
    throw new ArmError(
      400,
      "NetcfgInvalidVirtualNetworkSite", // Code not documented for overlapping prefixes of one network.
      `The address prefixes ${range.text} and ${twin.text} of virtual network '${name}' overlap.`,
    );
  });

  const current = existing === undefined ? [] : cloud.list(subnetType, existing.id);
  const wanted = namesSubnets(desired) ? wantedSubnets(id, desired) : current;
  checkSubnets(cloud, { id, name, desired }, wanted);
  const names = new Set(wanted.map((subnet) => subnet.name.toLowerCase()));
  for (const subnet of current)
    if (!names.has(subnet.name.toLowerCase())) checkUnused(cloud, subnet);
}

/** Inline subnets and child resources are the same subnets: the children are what is kept. */
function onWrite({ resource, cloud }: ResourceView): JsonObject {
  if (!namesSubnets(resource.desired)) return resource.kept;
  const wanted = wantedSubnets(resource.id, resource.desired);
  const names = new Set(wanted.map((subnet) => subnet.name.toLowerCase()));
  for (const subnet of cloud.list(subnetType, resource.id)) {
    if (!names.has(subnet.name.toLowerCase())) cloud.displace(subnet.id);
  }
  for (const subnet of wanted) cloud.place({ ...subnet, type: subnetType });
  return resource.kept;
}

export const virtualNetworks: ResourceType = {
  type: "Microsoft.Network/virtualNetworks",
  apiVersions: networkApiVersions,
  name: networkName(2, 64),
  locations: "any",
  defaults,
  validate,
  keep: ({ id, cloud }) => ({
    resourceGuid: cloud.guid(`${id}:resourceGuid:${cloud.now().toISOString()}`),
  }),
  onWrite,
  computed: ({ resource, cloud }) => ({
    properties: {
      provisioningState: "Succeeded",
      resourceGuid: resource.kept.resourceGuid,
      subnets: cloud.list(subnetType, resource.id).map((subnet) => inlineSubnet(cloud, subnet)),
      virtualNetworkPeerings: [],
    },
  }),
  beforeDelete: ({ resource, cloud }) => {
    for (const subnet of cloud.list(subnetType, resource.id)) checkUnused(cloud, subnet);
  },
  duration: {
    create: 5,
    delete: 11,
    source: "https://learn.microsoft.com/azure/virtual-network/manage-virtual-network",
  },
};
