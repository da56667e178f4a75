import { objectsAt, textAt } from "../../body";
import { ArmError } from "../../armError";
import type { ArmCloud } from "../../armCloud";
import { idKey } from "../../resourceId";
import type { StoredResource } from "../../resourceType";

/** Where each type that sits in a subnet names it. */
const placements: Readonly<Record<string, string>> = {
  "Microsoft.Network/privateEndpoints": "properties.subnet.id",
  "Microsoft.DBforPostgreSQL/flexibleServers": "properties.network.delegatedSubnetResourceId",
  "Microsoft.App/managedEnvironments": "properties.vnetConfiguration.infrastructureSubnetId",
  "Microsoft.Cache/redis": "properties.subnetId",
};

/** What sits in a subnet. */
export function occupants(cloud: ArmCloud, subnetId: string): StoredResource[] {
  const wanted = idKey(subnetId);
  return Object.entries(placements).flatMap(([type, path]) =>
    cloud.list(type).filter((resource) => idKey(textAt(resource.desired, path) ?? "") === wanted),
  );
}

/** Services that a subnet is delegated to (`Microsoft.App/environments`). */
export function delegations(subnet: Pick<StoredResource, "desired">): string[] {
  return objectsAt(subnet.desired, "properties.delegations").flatMap(
    (delegation) => textAt(delegation, "properties.serviceName") ?? [],
  );
}

/**
 * The subnet that a resource asks for.
 *
 * @throws ArmError `InvalidResourceReference` when there is none.
 * @see https://learn.microsoft.com/azure/azure-resource-manager/troubleshooting/error-not-found
 */
export function requireSubnet(
  cloud: ArmCloud,
  subnetId: string,
  resourceId: string,
): StoredResource {
  const subnet = cloud.find(subnetId);
  if (subnet !== undefined && subnet.type === "Microsoft.Network/virtualNetworks/subnets")
    return subnet;
  throw missingReference(subnetId, resourceId);
}

/** The refusal of a reference to something that is not there, or not in the same region. */
export function missingReference(reference: string, resourceId: string): ArmError {
  return new ArmError(
    400,
    "InvalidResourceReference",
    `Resource ${reference} referenced by resource ${resourceId} was not found. Please make sure that the ` +
      "referenced resource exists, and that both resources are in the same region.",
  );
}
