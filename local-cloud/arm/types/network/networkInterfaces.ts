import { textAt } from "../../body";
import { ArmError } from "../../armError";
import type { ResourceType } from "../../resourceType";
import { networkApiVersions } from "./commonRules";
import { privateHosts } from "./privateLink";

export const interfaceType = "Microsoft.Network/networkInterfaces";

/** Interfaces of private endpoints. They come and go with their endpoint. */
export const networkInterfaces: ResourceType = {
  type: interfaceType,
  apiVersions: networkApiVersions,
  locations: "any",
  computed: ({ resource, cloud }) => {
    const endpoint = cloud.find(textAt(resource.kept, "endpointId") ?? "");
    if (endpoint === undefined) return { properties: { provisioningState: "Succeeded" } };
    const subnetId = textAt(endpoint.desired, "properties.subnet.id");
    return {
      properties: {
        provisioningState: "Succeeded",
        privateEndpoint: { id: endpoint.id },
        ipConfigurations: privateHosts(cloud, endpoint).map(({ fqdn, address }, index) => ({
          name: `privateEndpointIpConfig.${index}`,
          properties: {
            privateIPAddress: address,
            privateIPAllocationMethod: "Dynamic",
            subnet: { id: subnetId },
            primary: index === 0,
            privateLinkConnectionProperties: { fqdns: [fqdn] },
            provisioningState: "Succeeded",
          },
        })),
      },
    };
  },
  beforeDelete: ({ resource }) => {
    const endpointId = textAt(resource.kept, "endpointId");
    if (endpointId === undefined) return;
    // Code and message are not documented; whose the interface is, is:
    // https://learn.microsoft.com/azure/private-link/private-endpoint-overview#private-endpoint-properties
    throw new ArmError(
      400,
      "NicInUseWithPrivateEndpoint",
      `Network interface ${resource.id} is in use by the private endpoint ${endpointId} and cannot be deleted.`,
    );
  },
};
