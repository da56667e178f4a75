import type { ArmCloud } from "../../armCloud";
import { objectsAt, textAt } from "../../body";
import { idKey, parseResourceId } from "../../resourceId";
import type { StoredResource } from "../../resourceType";
import { linkedNetwork, zoneLinks } from "./privateDns";
import { endpointConnections, recordsIn, zoneGroupType } from "./privateLink";

/**
 * Whether a target is reached over a private endpoint from a subnet: its owner has approved the endpoint, which is in
 * the subnet's network, and a private DNS zone that is linked to the network has its record.
 *
 * @see https://learn.microsoft.com/azure/private-link/private-endpoint-dns
 */
export function reachedPrivately(
  cloud: ArmCloud,
  target: StoredResource,
  subnetId: string,
): boolean {
  const networkId = networkOf(subnetId);
  return approvedEndpoints(cloud, target).some(
    (endpoint) =>
      networkOf(textAt(endpoint.desired, "properties.subnet.id") ?? "") === networkId &&
      isNamedIn(cloud, endpoint, networkId),
  );
}

function approvedEndpoints(cloud: ArmCloud, target: StoredResource): StoredResource[] {
  return endpointConnections(cloud, target)
    .filter(
      (connection) =>
        textAt(connection, "properties.privateLinkServiceConnectionState.status") === "Approved",
    )
    .flatMap((connection) => {
      const endpoint = cloud.find(textAt(connection, "properties.privateEndpoint.id") ?? "");
      return endpoint ?? [];
    });
}

function networkOf(subnetId: string): string {
  return idKey(parseResourceId(subnetId)?.parentId ?? "");
}

function isNamedIn(cloud: ArmCloud, endpoint: StoredResource, networkId: string): boolean {
  return cloud
    .list(zoneGroupType, endpoint.id)
    .flatMap((group) => objectsAt(group.desired, "properties.privateDnsZoneConfigs"))
    .map((config) => textAt(config, "properties.privateDnsZoneId") ?? "")
    .some(
      (zoneId) =>
        recordsIn(cloud, endpoint, zoneId).length > 0 &&
        zoneLinks(cloud, zoneId).some((link) => idKey(linkedNetwork(link)) === networkId),
    );
}
