import { textAt } from "../../body";
import { ArmError } from "../../armError";
import { shortLocation } from "../../generalRules";
import { idKey, parseResourceId } from "../../resourceId";
import type { WriteRequest } from "../../resourceType";
import { linkedNetwork, zoneLinks } from "../network/privateDns";
import { missingReference, delegations, occupants, requireSubnet } from "../network/subnetUse";
import { subnetRange } from "../network/subnets";
import { invalidParameter } from "./serverRules";

const delegation = "Microsoft.DBforPostgreSQL/flexibleServers";

/**
 * A server is either in a virtual network or reached publicly (and through private endpoints). That is decided at
 * creation.
 *
 * @see https://learn.microsoft.com/azure/postgresql/flexible-server/concepts-networking-private
 */
export function checkNetwork(request: WriteRequest): void {
  const { desired } = request;
  const subnetId = textAt(desired, "properties.network.delegatedSubnetResourceId");
  const zoneId = textAt(desired, "properties.network.privateDnsZoneArmResourceId");
  const access = textAt(desired, "properties.network.publicNetworkAccess");
  if (access !== "Enabled" && access !== "Disabled") throw invalidParameter("PublicNetworkAccess");
  // Code and message: https://github.com/DFE-Digital/terraform-azurerm-container-apps-hosting/issues/442
  if (access === "Enabled" && (subnetId !== undefined || zoneId !== undefined)) {
    throw new ArmError(
      400,
      "ConflictingPublicNetworkAccessAndVirtualNetworkConfiguration",
      "Conflicting configuration is detected between Public Network Access and Virtual Network arguments. Public " +
        "Network Access is not supported along with Virtual Network feature.",
    );
  }
  if (subnetId === undefined && zoneId === undefined) return;
  if (subnetId === undefined || zoneId === undefined) {
    throw new ArmError(
      400,
      "MissingRequiredParameter",
      `Required parameter ${subnetId === undefined ? "DelegatedSubnetResourceId" : "PrivateDnsZoneArmResourceId"} was not provided.`,
    );
  }
  checkSubnet(request, subnetId);
  checkZone(request, subnetId, zoneId);
}

function checkSubnet({ id, desired, existing, cloud }: WriteRequest, subnetId: string): void {
  if (existing !== undefined) return;
  const subnet = requireSubnet(cloud, subnetId, id);
  const network = cloud.find(parseResourceId(subnet.id)?.parentId ?? "");
  const location = shortLocation(textAt(desired, "location") ?? "");
  if (shortLocation(textAt(network?.desired, "location") ?? "") !== location)
    throw missingReference(subnetId, id);
  if (!delegations(subnet).some((service) => service.toLowerCase() === delegation.toLowerCase())) {
    throw new ArmError(
      400,
      "SubnetMissingRequiredDelegation",
      `Subnet ${subnet.id} requires any of the following delegation(s) [${delegation}] to reference service ` +
        "association link.",
    );
  }
  const range = subnetRange(subnet);
  if (range !== undefined && range.bits > 28) {
    throw new ArmError(
      400,
      "SubnetSizeTooSmall", // Code not documented; the smallest range, /28, is.
      `Subnet ${subnet.id} (${range.text}) is too small. The smallest range for a server is /28, which is 16 addresses.`,
    );
  }
  // The service keeps five addresses of a subnet; a server takes one, and one more for a standby.
  const addresses = (server: { readonly desired: WriteRequest["desired"] }) =>
    (textAt(server.desired, "properties.highAvailability.mode") ?? "Disabled") === "Disabled"
      ? 1
      : 2;
  const taken = occupants(cloud, subnet.id).reduce((sum, server) => sum + addresses(server), 0);
  const room = range === undefined ? 0 : range.last - range.first + 1 - 5;
  if (taken + addresses({ desired }) > room) {
    throw new ArmError(
      400,
      "SubnetIsFull",
      `Subnet ${subnet.name} with address prefix ${range?.text} does not have enough capacity for ` +
        `${addresses({ desired })} IP addresses.`,
    );
  }
}

/**
 * The zone's name ends in `.postgres.database.azure.com` and is not the server's own name, and the zone is linked to
 * the server's network. Messages: https://github.com/cloudera-labs/terraform-cdp-modules/issues/111,
 * https://github.com/Azure/bicep/issues/10197
 */
function checkZone({ id, name, cloud }: WriteRequest, subnetId: string, zoneId: string): void {
  const zone = cloud.find(zoneId);
  if (zone?.type !== "Microsoft.Network/privateDnsZones") throw missingReference(zoneId, id);
  const suffix = ".postgres.database.azure.com";
  const zoneName = zone.name.toLowerCase();
  if (!zoneName.endsWith(suffix) || zoneName === `${name.toLowerCase()}${suffix}`) {
    throw new ArmError(
      400,
      "InvalidPrivateDnsZoneName", // Code not documented.
      `The provided private DNS zone ${zoneId} is not a valid DNS zone name for ${delegation}. Please use a DNS zone ` +
        `name matching the format [*${suffix}], other than the server's own name, and try again.`,
    );
  }
  const networkId = parseResourceId(subnetId)?.parentId ?? "";
  if (zoneLinks(cloud, zone.id).some((link) => idKey(linkedNetwork(link)) === idKey(networkId)))
    return;
  throw new ArmError(
    400,
    "VirtualNetworkNotLinkedToPrivateDnsZone", // Code not documented; the message is.
    `The virtual network ${networkId.split("/").at(-1)} is not linked to private DNS zone ${zone.name}. Please link ` +
      "the virtual network to zone and retry.",
  );
}
