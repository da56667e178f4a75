import { clone, type Json, type JsonObject } from "../../../json";
import { objectAt, objectsAt, textAt } from "../../body";
import { ArmError } from "../../armError";
import type { ArmCloud } from "../../armCloud";
import { shortLocation } from "../../generalRules";
import { childId, idKey, parseResourceId, resourceGroupId } from "../../resourceId";
import type { ResourceType, ResourceView, StoredResource, WriteRequest } from "../../resourceType";
import { addressText } from "./addresses";
import { networkApiVersions, networkName } from "./commonRules";
import { interfaceType } from "./networkInterfaces";
import {
  endpointRefusal,
  hostNames,
  linkGroups,
  privateHosts,
  takenAddresses,
  type WantedConnection,
  wantedConnections,
  zoneGroupType,
} from "./privateLink";
import { delegations, missingReference, requireSubnet } from "./subnetUse";
import { subnetRange } from "./subnets";

function validate(request: WriteRequest): void {
  const { id, desired, existing, cloud } = request;
  const subnetId = textAt(desired, "properties.subnet.id") ?? "";
  const subnet = requireSubnet(cloud, subnetId, id);
  const network = cloud.find(parseResourceId(subnet.id)?.parentId ?? "");
  if (
    shortLocation(textAt(network?.desired, "location") ?? "") !==
    shortLocation(textAt(desired, "location") ?? "")
  ) {
    throw missingReference(subnetId, id);
  }
  // An endpoint that was there before the delegation stays.
  if (existing === undefined && delegations(subnet).length > 0) {
    throw new ArmError(
      400,
      "PrivateEndpointCreationNotAllowedAsSubnetIsDelegated",
      `Private endpoint ${id} cannot be created as subnet ${subnet.id} is delegated.`,
    );
  }

  const connections = wantedConnections(desired);
  if (connections.length !== 1) {
    throw new ArmError(
      400,
      "PrivateEndpointMustHaveOnePrivateLinkServiceConnection", // Code not documented.
      `Private endpoint ${id} must have exactly one private link service connection, got ${connections.length}.`,
    );
  }
  for (const connection of connections) checkConnection(cloud, id, connection, existing);
  if (existing === undefined) checkRoom(cloud, subnet, request);
}

/** Group id codes: https://github.com/Azure/azure-cli/issues/15136, https://github.com/hashicorp/terraform-provider-azurerm/issues/11778 */
function checkConnection(
  cloud: ArmCloud,
  id: string,
  { name, targetId, groupIds }: WantedConnection,
  existing: StoredResource | undefined,
): void {
  const connectionId = `${id}/privateLinkServiceConnections/${name}`;
  const target = parseResourceId(targetId);
  const found = cloud.find(targetId);
  if (target === undefined || found === undefined) throw missingReference(targetId, id);

  const offered = linkGroups(target.type);
  if (offered !== undefined) {
    if (groupIds.length === 0) {
      throw new ArmError(
        400,
        "MissingParameterOnPrivateLinkServiceConnection",
        `Private link service connection ${connectionId} is missing required parameter 'group Id'.`,
      );
    }
    if (groupIds.length > 1) {
      throw new ArmError(
        400,
        "OnlyOneGroupIdPermitted",
        `Private link service connection ${connectionId} has the following group Ids: ${groupIds.join(", ")}. ` +
          `Only one group Id is permitted when connecting to a first-party resource (${targetId}).`,
      );
    }
    const unknown = groupIds.find((groupId) => !offered.includes(groupId));
    if (unknown !== undefined) {
      throw new ArmError(
        400,
        "BadRequest",
        `Call to ${target.type} failed. Error message: Invalid groupId '${unknown}'. Supported: ${offered.join(", ")}.`,
      );
    }
  }
  const refusal = groupIds.map((groupId) => endpointRefusal(found, groupId)).find(Boolean);
  if (refusal !== undefined) {
    throw new ArmError(
      400,
      "BadRequest", // Code not documented; the reasons are.
      `Call to ${target.type} failed. Error message: ${refusal}`,
    );
  }

  const before = existing && wantedConnections(existing.desired)[0];
  if (before === undefined || idKey(before.targetId) === idKey(targetId)) return;
  throw new ArmError(
    400,
    "PrivateLinkServiceIdCannotBeChanged", // Code not documented.
    `The private link service of connection ${connectionId} cannot be changed from ${before.targetId} to ${targetId}.`,
  );
}

/** The first four addresses and the last of a subnet are the service's. */
function freeAddresses(cloud: ArmCloud, subnet: StoredResource): string[] {
  const range = subnetRange(subnet);
  if (range === undefined) return [];
  const taken = takenAddresses(cloud, subnet.id);
  const free: string[] = [];
  for (let address = range.first + 4; address < range.last && free.length < 8; address += 1) {
    const text = addressText(address);
    if (!taken.has(text)) free.push(text);
  }
  return free;
}

function neededAddresses({ cloud, desired }: WriteRequest): number {
  return Math.max(1, hostNames(cloud, desired).length);
}

function checkRoom(cloud: ArmCloud, subnet: StoredResource, request: WriteRequest): void {
  if (freeAddresses(cloud, subnet).length >= neededAddresses(request)) return;
  throw new ArmError(
    400,
    "SubnetIsFull",
    `Subnet ${subnet.name} with address prefix ${subnetRange(subnet)?.text} does not have enough capacity for ` +
      `${neededAddresses(request)} IP addresses.`,
  );
}

function keep(request: WriteRequest): JsonObject {
  const { id, name, desired, cloud } = request;
  const subnet = cloud.find(textAt(desired, "properties.subnet.id") ?? "");
  const made = cloud.now().toISOString();
  return {
    interfaceName:
      textAt(desired, "properties.customNetworkInterfaceName") ??
      `${name}.nic.${cloud.guid(`${id}:nic:${made}`)}`,
    connectionName: `${name}.${cloud.guid(`${id}:connection:${made}`)}`,
    addresses: subnet ? freeAddresses(cloud, subnet).slice(0, neededAddresses(request)) : [],
  };
}

function interfaceId(endpoint: StoredResource): string {
  const parsed = parseResourceId(endpoint.id);
  const group = resourceGroupId(parsed?.subscriptionId ?? "", parsed?.resourceGroup ?? "");
  return childId(group, interfaceType, [textAt(endpoint.kept, "interfaceName") ?? ""]);
}

function connectionId(endpoint: StoredResource): string {
  const [connection] = wantedConnections(endpoint.desired);
  return `${connection?.targetId}/privateEndpointConnections/${textAt(endpoint.kept, "connectionName")}`;
}

/**
 * The endpoint brings a network interface, and a connection at its target. A connection that is taken away there does
 * not come back.
 *
 * @see https://learn.microsoft.com/azure/private-link/manage-private-endpoint
 */
function onWrite(
  { resource, cloud }: ResourceView,
  before: StoredResource | undefined,
): JsonObject {
  const [connection] = wantedConnections(resource.desired);
  cloud.place({
    id: interfaceId(resource),
    type: interfaceType,
    name: textAt(resource.kept, "interfaceName") ?? "",
    desired: { location: resource.desired.location },
    kept: { endpointId: resource.id },
  });
  const target = cloud.find(connection?.targetId ?? "");
  if (connection !== undefined && target !== undefined && before === undefined) {
    cloud.place({
      id: connectionId(resource),
      type: `${target.type}/privateEndpointConnections`,
      name: textAt(resource.kept, "connectionName") ?? "",
      desired: {
        properties: {
          groupIds: [...connection.groupIds],
          privateEndpoint: { id: resource.id },
          privateLinkServiceConnectionState: connection.manual
            ? { status: "Pending", description: connection.requestMessage, actionsRequired: "None" }
            : { status: "Approved", description: "Auto-Approved", actionsRequired: "None" },
        },
      },
    });
  }
  return resource.kept;
}

/** State of the connection as its target holds it; a target or connection that is gone has disconnected. */
function connectionState(cloud: ArmCloud, endpoint: StoredResource): JsonObject {
  const connection = cloud.find(connectionId(endpoint));
  const state =
    connection && objectAt(connection.desired, "properties.privateLinkServiceConnectionState");
  return state === undefined
    ? {
        status: "Disconnected",
        description: "The connection was deleted.",
        actionsRequired: "None",
      }
    : clone(state);
}

function renderedConnections(cloud: ArmCloud, endpoint: StoredResource, key: string): Json[] {
  return objectsAt(endpoint.desired, `properties.${key}`).map((connection) => ({
    ...connection,
    id: `${endpoint.id}/${key}/${textAt(connection, "name")}`,
    type: `Microsoft.Network/privateEndpoints/${key}`,
    properties: {
      ...objectAt(connection, "properties"),
      provisioningState: "Succeeded",
      privateLinkServiceConnectionState: connectionState(cloud, endpoint),
    },
  }));
}

/** @see https://learn.microsoft.com/azure/private-link/private-endpoint-overview */
export const privateEndpoints: ResourceType = {
  type: "Microsoft.Network/privateEndpoints",
  apiVersions: networkApiVersions,
  name: networkName(2, 64),
  locations: "any",
  immutable: ["properties.subnet.id", "properties.customNetworkInterfaceName"],
  validate,
  keep,
  onWrite,
  computed: ({ resource, cloud }) => {
    const inZones = cloud.list(zoneGroupType, resource.id).length > 0;
    return {
      properties: {
        provisioningState: "Succeeded",
        resourceGuid: cloud.guid(`${resource.id}:${resource.created}`),
        networkInterfaces: [{ id: interfaceId(resource) }],
        privateLinkServiceConnections: renderedConnections(
          cloud,
          resource,
          "privateLinkServiceConnections",
        ),
        manualPrivateLinkServiceConnections: renderedConnections(
          cloud,
          resource,
          "manualPrivateLinkServiceConnections",
        ),
        // What a zone group writes into zones is not left to the client.
        customDnsConfigs: inZones
          ? []
          : privateHosts(cloud, resource).map(({ fqdn, address }) => ({
              fqdn,
              ipAddresses: [address],
            })),
      },
    };
  },
  afterDelete: ({ resource, cloud }) => {
    cloud.displace(interfaceId(resource));
    cloud.displace(connectionId(resource));
  },
  duration: {
    create: 60,
    delete: 60,
    source: "https://learn.microsoft.com/azure/private-link/create-private-endpoint-cli",
  },
};
