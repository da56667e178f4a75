import * as network from "@pulumi/azure-native/network";
import * as privatedns from "@pulumi/azure-native/privatedns";
import * as pulumi from "@pulumi/pulumi";
import { resourceName } from "../settings/conventions/names";
import type { Settings } from "../settings/schema";
import type { Placement } from "./placement";

/** What reaches its clients through a private DNS zone. */
export type ZoneRole = "postgres" | "vault" | "redis";

/**
 * Address ranges. None touches the ranges that Container Apps keeps for itself (169.254.0.0/16,
 * 172.30.0.0/15, 192.0.2.0/24, 100.100.0.0/17 and its neighbours).
 *
 * @see https://learn.microsoft.com/azure/container-apps/custom-virtual-networks
 */
export const addressPlan = {
  virtualNetwork: "10.20.0.0/16",
  subnets: {
    /** A workload profiles environment needs at least a /27 and can't be resized; an update doubles its use for a while. */
    apps: { addressPrefix: "10.20.0.0/23", delegation: "Microsoft.App/environments" },
    /** At least a /28. @see https://learn.microsoft.com/azure/postgresql/flexible-server/concepts-networking-private */
    postgres: {
      addressPrefix: "10.20.2.0/27",
      delegation: "Microsoft.DBforPostgreSQL/flexibleServers",
    },
    endpoints: { addressPrefix: "10.20.3.0/27", delegation: undefined },
  },
} as const;

/** A subnet of {@link addressPlan}. */
export type SubnetRole = keyof typeof addressPlan.subnets;
const subnetRoles = Object.keys(addressPlan.subnets) as SubnetRole[];

/**
 * Names of the private DNS zones. The Postgres zone must end in `.postgres.database.azure.com` and must not be
 * the server's own name.
 *
 * @see https://learn.microsoft.com/azure/private-link/private-endpoint-dns
 */
export function privateZoneNames(
  postgresServerName: string,
  redisKind: Settings["redis"]["kind"],
): Record<ZoneRole, string> {
  return {
    postgres: `${postgresServerName}.private.postgres.database.azure.com`,
    vault: "privatelink.vaultcore.azure.net",
    redis:
      redisKind === "managed"
        ? "privatelink.redis.azure.net"
        : "privatelink.redis.cache.windows.net",
  };
}

/** Inputs of {@link Network}. */
export interface NetworkArgs {
  readonly placement: Placement;
  /** Private DNS zones, each linked to the virtual network. */
  readonly zoneNames: Readonly<Record<ZoneRole, string>>;
}

/** Virtual network of a private stack, its subnets, and the private DNS zones that are answered in it. */
export class Network extends pulumi.ComponentResource {
  readonly subnetIds: Readonly<Record<SubnetRole, pulumi.Output<string>>>;
  readonly zoneIds: Readonly<Record<ZoneRole, pulumi.Output<string>>>;

  constructor(name: string, args: NetworkArgs, opts?: pulumi.ComponentResourceOptions) {
    super("ftl:network:Network", name, {}, opts);
    const { stack, region, resourceGroupName, tags } = args.placement;

    const subnetName = (role: SubnetRole) =>
      resourceName("Microsoft.Network/virtualNetworks/subnets", { stack, what: `snet-${role}` });
    const virtualNetwork = new network.VirtualNetwork(
      `${name}-virtual-network`,
      {
        resourceGroupName,
        virtualNetworkName: resourceName("Microsoft.Network/virtualNetworks", {
          stack,
          what: "vnet",
          region,
        }),
        location: region,
        addressSpace: { addressPrefixes: [addressPlan.virtualNetwork] },
        // Inline: a PUT of the network replaces its list of subnets, so subnets that are resources of their
        // own are at risk whenever the network changes (https://github.com/pulumi/pulumi-azure-native/issues/611).
        subnets: subnetRoles.map((role) => {
          const { addressPrefix, delegation } = addressPlan.subnets[role];
          return {
            name: subnetName(role),
            addressPrefix,
            ...(delegation && { delegations: [{ name: role, serviceName: delegation }] }),
          };
        }),
        tags,
      },
      { parent: this },
    );

    const createZone = (role: ZoneRole): pulumi.Output<string> => {
      const zone = new privatedns.PrivateZone(
        `${name}-${role}-zone`,
        { resourceGroupName, privateZoneName: args.zoneNames[role], location: "Global", tags },
        { parent: this },
      );
      new privatedns.VirtualNetworkLink(
        `${name}-${role}-link`,
        {
          resourceGroupName,
          privateZoneName: zone.name,
          virtualNetworkLinkName: resourceName(
            "Microsoft.Network/privateDnsZones/virtualNetworkLinks",
            { stack, what: `link-${role}` },
          ),
          location: "Global",
          registrationEnabled: false,
          virtualNetwork: { id: virtualNetwork.id },
          tags,
        },
        { parent: this },
      );
      return zone.id;
    };

    const subnetId = (role: SubnetRole) =>
      pulumi.interpolate`${virtualNetwork.id}/subnets/${subnetName(role)}`;
    this.subnetIds = {
      apps: subnetId("apps"),
      postgres: subnetId("postgres"),
      endpoints: subnetId("endpoints"),
    };
    this.zoneIds = {
      postgres: createZone("postgres"),
      vault: createZone("vault"),
      redis: createZone("redis"),
    };
    this.registerOutputs({ subnetIds: this.subnetIds, zoneIds: this.zoneIds });
  }
}
