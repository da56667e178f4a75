import type { ArmCloud } from "../../arm/armCloud";
import { textAt, textsAt } from "../../arm/body";
import { idKey, parseResourceId } from "../../arm/resourceId";
import type { StoredResource } from "../../arm/resourceType";
import { appType, residents, subnetIdOf } from "../../arm/types/app/environmentFacts";
import { addressNumber } from "../../arm/types/network/addresses";
import { linkedNetwork, zoneLinks } from "../../arm/types/network/privateDns";
import { reachedPrivately } from "../../arm/types/network/privateReach";
import { serverType } from "../../arm/types/postgresql/restore";
import type { Reached } from "../part";

/** How a connection to a server fails before it gets there; undefined when it gets there. */
export type Obstacle = Extract<Reached, { readonly code: string }>["code"] | undefined;

/** What stands between a managed environment and a server. */
export function obstacle(
  cloud: ArmCloud,
  server: StoredResource,
  environment: StoredResource,
): Obstacle {
  const subnetId = textAt(server.desired, "properties.network.delegatedSubnetResourceId");
  return subnetId === undefined
    ? obstacleToPublicServer(cloud, server, environment)
    : obstacleToPrivateServer(cloud, server, subnetId, environment);
}

/**
 * The name of a server in a virtual network is in its private DNS zone, and its address in its subnet.
 *
 * @see https://learn.microsoft.com/azure/postgresql/flexible-server/concepts-networking-private
 */
function obstacleToPrivateServer(
  cloud: ArmCloud,
  server: StoredResource,
  subnetId: string,
  environment: StoredResource,
): Obstacle {
  const zoneId = textAt(server.desired, "properties.network.privateDnsZoneArmResourceId") ?? "";
  const networkId = networkOf(subnetIdOf(environment) ?? "");
  const isLinked = zoneLinks(cloud, zoneId).some(
    (link) => networkId !== "" && idKey(linkedNetwork(link)) === networkId,
  );
  if (!isLinked) return "ENOTFOUND";
  return networkOf(subnetId) === networkId ? undefined : "ETIMEDOUT";
}

/** @see https://learn.microsoft.com/azure/postgresql/flexible-server/concepts-networking-public */
function obstacleToPublicServer(
  cloud: ArmCloud,
  server: StoredResource,
  environment: StoredResource,
): Obstacle {
  const subnetId = subnetIdOf(environment);
  if (subnetId !== undefined && reachedPrivately(cloud, server, subnetId)) return undefined;
  if (textAt(server.desired, "properties.network.publicNetworkAccess") === "Disabled") {
    return "ETIMEDOUT";
  }
  // The range 0.0.0.0 to 0.0.0.0 stands for all of Azure's services.
  const addresses = ["0.0.0.0", ...outgoingAddresses(cloud, environment)].flatMap(
    (address) => addressNumber(address) ?? [],
  );
  const admits = cloud.list(`${serverType}/firewallRules`, server.id).some(({ desired }) => {
    const start = addressNumber(textAt(desired, "properties.startIpAddress") ?? "");
    const end = addressNumber(textAt(desired, "properties.endIpAddress") ?? "");
    return (
      start !== undefined &&
      end !== undefined &&
      addresses.some(
        (address) => address >= start && address <= end && (address !== 0 || end === 0),
      )
    );
  });
  return admits ? undefined : "ETIMEDOUT";
}

/** Addresses that the apps of an environment come from. */
function outgoingAddresses(cloud: ArmCloud, environment: StoredResource): string[] {
  const app = residents(cloud, environment.id, appType)[0];
  return app === undefined ? [] : textsAt(cloud.render(app), "properties.outboundIpAddresses");
}

function networkOf(subnetId: string): string {
  return idKey(parseResourceId(subnetId)?.parentId ?? "");
}
