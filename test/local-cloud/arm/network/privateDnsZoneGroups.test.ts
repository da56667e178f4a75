import assert from "node:assert/strict";
import type { JsonObject } from "../../../../local-cloud/json";
import { objectsAt } from "../../../../local-cloud/arm/body";
import { childId, resourceGroupId } from "../../../../local-cloud/arm/resourceId";
import { propertiesOf, refusedWith, resourceId, subscriptionId, TestCloud } from "../cloud";
import {
  cluster,
  clusterId,
  network,
  networkId,
  privateEndpoint,
  subnet,
  subnetId,
  zone,
  zoneId,
} from "../samples";

const endpointId = resourceId("Microsoft.Network/privateEndpoints", "endpoint");
const zoneName = "privatelink.redis.azure.net";
const groupId = `${endpointId}/privateDnsZoneGroups/default`;
const zoneGroup = (...names: string[]): JsonObject => ({
  properties: {
    privateDnsZoneConfigs: names.map((name) => ({
      name,
      properties: { privateDnsZoneId: zoneId(name) },
    })),
  },
});

describe("a private DNS zone group", () => {
  let cloud: TestCloud;
  beforeEach(async () => {
    cloud = await TestCloud.open();
    await cloud.put(networkId, network);
    await cloud.put(subnetId("endpoints"), subnet("10.0.0.0/24"));
    await cloud.put(clusterId, cluster);
    await cloud.put(zoneId(zoneName), zone);
    await cloud.put(
      endpointId,
      privateEndpoint(subnetId("endpoints"), clusterId, "redisEnterprise"),
    );
  });
  afterEach(() => cloud.close());

  const recordSets = () => {
    const [config] = objectsAt(cloud.get(groupId), "properties.privateDnsZoneConfigs");
    return objectsAt(config, "properties.recordSets").map(({ fqdn, ipAddresses }) => ({
      fqdn,
      ipAddresses,
    }));
  };

  it("has its endpoint's record in the zone, and leaves none to the client", async () => {
    await cloud.put(groupId, zoneGroup(zoneName));

    assert.deepEqual(recordSets(), [
      { fqdn: `ftl-cache.centralindia.${zoneName}`, ipAddresses: ["10.0.0.4"] },
    ]);
    assert.deepEqual(propertiesOf(cloud.get(endpointId)).customDnsConfigs, []);
    assert.equal(propertiesOf(cloud.get(zoneId(zoneName))).numberOfRecordSets, 2);
  });

  it("has no record in a zone of another service", async () => {
    const other = "privatelink.vaultcore.azure.net";
    await cloud.put(zoneId(other), zone);
    await cloud.put(groupId, zoneGroup(other));

    assert.deepEqual(recordSets(), []);
    assert.equal(propertiesOf(cloud.get(zoneId(other))).numberOfRecordSets, 1);
  });

  it("has no record in a zone of the same name that its group doesn't name", async () => {
    const otherGroup = resourceGroupId(subscriptionId, "other");
    const twin = childId(otherGroup, "Microsoft.Network/privateDnsZones", [zoneName]);
    await cloud.put(otherGroup, { location: "centralindia" });
    await cloud.put(twin, zone);
    await cloud.put(groupId, zoneGroup(zoneName));

    assert.equal(propertiesOf(cloud.get(twin)).numberOfRecordSets, 1);
  });

  it("goes, with its record, when its endpoint is deleted", async () => {
    await cloud.put(groupId, zoneGroup(zoneName));
    await cloud.delete(endpointId);

    assert.equal(propertiesOf(cloud.get(zoneId(zoneName))).numberOfRecordSets, 1);
  });

  it("rejects a second group of its endpoint", async () => {
    await cloud.put(groupId, zoneGroup(zoneName));

    await refusedWith(
      cloud.put(`${endpointId}/privateDnsZoneGroups/second`, zoneGroup(zoneName)),
      "PrivateEndpointCanHaveOnlyOnePrivateDnsZoneGroup",
    );
  });

  it("rejects a zone that isn't there", () =>
    refusedWith(cloud.put(groupId, zoneGroup("nozone.net")), "InvalidResourceReference"));
});
