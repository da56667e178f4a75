import * as network from "@pulumi/azure-native/network";
import * as pulumi from "@pulumi/pulumi";
import { resourceName } from "../settings/conventions/names";
import type { Network, ZoneRole } from "./network";
import type { Placement } from "./placement";

/** Inputs of {@link PrivateAccess}. */
export interface PrivateAccessArgs {
  readonly placement: Placement;
  readonly network: Network;
  /** What is reached; names the endpoint and picks the private DNS zone. */
  readonly role: ZoneRole;
  /** Resource behind the endpoint. */
  readonly targetId: pulumi.Input<string>;
  /** Sub-resource of the target. @see https://learn.microsoft.com/azure/private-link/private-endpoint-overview#private-link-resource */
  readonly groupId: "vault" | "redisEnterprise" | "redisCache";
}

/** Private endpoint of a resource, with the DNS record that leads the virtual network's clients to it. */
export class PrivateAccess extends pulumi.ComponentResource {
  constructor(name: string, args: PrivateAccessArgs, opts?: pulumi.ComponentResourceOptions) {
    super("ftl:network:PrivateAccess", name, {}, opts);
    const { stack, region, resourceGroupName, tags } = args.placement;
    const endpointName = resourceName("Microsoft.Network/privateEndpoints", {
      stack,
      what: `pe-${args.role}`,
    });

    const endpoint = new network.PrivateEndpoint(
      `${name}-endpoint`,
      {
        resourceGroupName,
        privateEndpointName: endpointName,
        location: region,
        subnet: { id: args.network.subnetIds.endpoints },
        privateLinkServiceConnections: [
          {
            name: endpointName,
            privateLinkServiceId: args.targetId,
            groupIds: [args.groupId],
          },
        ],
        tags,
      },
      { parent: this },
    );
    new network.PrivateDnsZoneGroup(
      `${name}-zone-group`,
      {
        resourceGroupName,
        privateEndpointName: endpoint.name,
        privateDnsZoneGroupName: resourceName(
          "Microsoft.Network/privateEndpoints/privateDnsZoneGroups",
          { stack, what: `zones-${args.role}` },
        ),
        privateDnsZoneConfigs: [
          { name: args.role, privateDnsZoneId: args.network.zoneIds[args.role] },
        ],
      },
      { parent: this, dependsOn: [args.network] },
    );

    this.registerOutputs({});
  }
}
