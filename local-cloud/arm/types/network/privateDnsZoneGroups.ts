import { isObject, type Json, type JsonObject } from "../../../json";
import { objectsAt, textAt } from "../../body";
import { ArmError } from "../../armError";
import type { ArmCloud } from "../../armCloud";
import { idKey, parseResourceId } from "../../resourceId";
import type { ResourceType, StoredResource } from "../../resourceType";
import { networkApiVersions, networkName } from "./commonRules";
import { recordsIn, zoneGroupType } from "./privateLink";
import { missingReference } from "./subnetUse";

/** @see https://learn.microsoft.com/azure/private-link/private-endpoint-dns-integration */
export const privateDnsZoneGroups: ResourceType = {
  type: zoneGroupType,
  apiVersions: networkApiVersions,
  name: networkName(1, 80),
  validate: ({ id, desired, cloud }) => {
    const endpointId = parseResourceId(id)?.parentId ?? "";
    const other = cloud
      .list(zoneGroupType, endpointId)
      .find((group) => idKey(group.id) !== idKey(id));
    if (other !== undefined) {
      throw new ArmError(
        400,
        "PrivateEndpointCanHaveOnlyOnePrivateDnsZoneGroup", // Code not documented; the limit of one is.
        `Private endpoint ${endpointId} has the private DNS zone group ${other.name} already. It can have one.`,
      );
    }
    for (const config of objectsAt(desired, "properties.privateDnsZoneConfigs")) {
      const zoneId = textAt(config, "properties.privateDnsZoneId") ?? "";
      if (cloud.find(zoneId)?.type !== "Microsoft.Network/privateDnsZones")
        throw missingReference(zoneId, id);
    }
  },
  computed: ({ resource, cloud }) => ({
    properties: {
      provisioningState: "Succeeded",
      privateDnsZoneConfigs: objectsAt(resource.desired, "properties.privateDnsZoneConfigs").map(
        (config) => renderedConfig(cloud, resource, config),
      ),
    },
  }),
  duration: {
    create: 30,
    delete: 30,
    source: "https://learn.microsoft.com/azure/private-link/private-endpoint-dns-integration",
  },
};

function renderedConfig(cloud: ArmCloud, group: StoredResource, config: JsonObject): Json {
  const endpoint = cloud.find(parseResourceId(group.id)?.parentId ?? "");
  const zoneId = textAt(config, "properties.privateDnsZoneId") ?? "";
  const zoneName = zoneId.split("/").at(-1) ?? "";
  const records = endpoint === undefined ? [] : recordsIn(cloud, endpoint, zoneId);
  const properties = isObject(config.properties) ? config.properties : {};
  return {
    ...config,
    id: `${group.id}/privateDnsZoneConfigs/${textAt(config, "name")}`,
    properties: {
      ...properties,
      recordSets: records.map(({ name, addresses }) => ({
        recordType: "A",
        recordSetName: name,
        fqdn: `${name}.${zoneName}`,
        ttl: 10,
        provisioningState: "Succeeded",
        ipAddresses: [...addresses],
      })),
    },
  };
}
