import type { ResourceType } from "../../resourceType";
import { privateDnsZones, virtualNetworkLinks } from "./privateDns";
import { networkInterfaces } from "./networkInterfaces";
import { privateDnsZoneGroups } from "./privateDnsZoneGroups";
import { privateEndpoints } from "./privateEndpoints";
import { connectionTypes } from "./privateLink";
import { subnets } from "./subnets";
import { virtualNetworks } from "./virtualNetworks";

/** Microsoft.Network. */
export const networkTypes: readonly ResourceType[] = [
  virtualNetworks,
  subnets,
  privateDnsZones,
  virtualNetworkLinks,
  privateEndpoints,
  privateDnsZoneGroups,
  networkInterfaces,
  ...connectionTypes,
];
