import assert from "node:assert/strict";
import type { JsonObject } from "../../../../local-cloud/json";
import { overlay } from "../../../../local-cloud/json";
import { objectsAt } from "../../../../local-cloud/arm/body";
import { itRejects, propertiesOf, refusedWith, resourceId, TestCloud } from "../cloud";
import {
  cluster,
  clusterId,
  network,
  networkId,
  privateEndpoint,
  subnet,
  subnetId,
} from "../samples";

const endpointId = resourceId("Microsoft.Network/privateEndpoints", "endpoint");
const inline = (name: string, addressPrefix: string): JsonObject => ({
  name,
  ...subnet(addressPrefix),
});
const withSubnets = (...subnets: JsonObject[]) => overlay(network, { properties: { subnets } });

describe("a virtual network", () => {
  let cloud: TestCloud;
  beforeEach(async () => {
    cloud = await TestCloud.open();
  });
  afterEach(() => cloud.close());

  const subnetNames = () =>
    objectsAt(cloud.get(networkId), "properties.subnets").map(({ name }) => name);

  itRejects(
    "a network",
    [
      [
        "without address space",
        { properties: { addressSpace: { addressPrefixes: [] } } },
        "InvalidRequestFormat",
      ],
      [
        "whose prefixes overlap",
        { properties: { addressSpace: { addressPrefixes: ["10.0.0.0/16", "10.0.1.0/24"] } } },
        "NetcfgInvalidVirtualNetworkSite",
      ],
      [
        "with a prefix that is none",
        { properties: { addressSpace: { addressPrefixes: ["10.0.0.0"] } } },
        "InvalidAddressPrefixFormat",
      ],
      [
        "whose prefix has host bits",
        { properties: { addressSpace: { addressPrefixes: ["10.0.0.1/16"] } } },
        "InvalidCIDRNotation",
      ],
      ["without a location", { location: null }, "LocationRequired"],
    ],
    (change) => cloud.put(networkId, overlay(network, change)),
  );

  for (const name of ["n", "-net", "net-", "net.", "n".repeat(65)]) {
    it(`rejects the name ${name}`, () =>
      refusedWith(
        cloud.put(resourceId("Microsoft.Network/virtualNetworks", name), network),
        "InvalidResourceName",
      ));
  }

  it("shows the subnets that were written with it as resources of their own", async () => {
    await cloud.put(networkId, withSubnets(inline("apps", "10.0.0.0/24")));

    const read = cloud.get(subnetId("apps"));

    assert.equal(propertiesOf(read).addressPrefix, "10.0.0.0/24");
    assert.deepEqual(subnetNames(), ["apps"]);
  });

  it("shows the subnets that were written by themselves among its own", async () => {
    await cloud.put(networkId, network);
    await cloud.put(subnetId("apps"), subnet("10.0.0.0/24"));

    assert.deepEqual(subnetNames(), ["apps"]);
  });

  it("keeps its subnets when a write says nothing of them", async () => {
    await cloud.put(networkId, withSubnets(inline("apps", "10.0.0.0/24")));
    await cloud.put(networkId, overlay(network, { tags: { a: "b" } }));

    assert.deepEqual(subnetNames(), ["apps"]);
  });

  it("keeps a subnet that was written by itself when a write says nothing of subnets", async () => {
    await cloud.put(networkId, network);
    await cloud.put(subnetId("apps"), subnet("10.0.0.0/24"));
    await cloud.put(networkId, overlay(network, { tags: { a: "b" } }));

    assert.deepEqual(subnetNames(), ["apps"]);
  });

  it("has as its own wishes only what the client wrote with it", async () => {
    await cloud.put(networkId, network);
    await cloud.put(subnetId("apps"), subnet("10.0.0.0/24"));

    assert.deepEqual(objectsAt(cloud.find(networkId)?.desired, "properties.subnets"), []);
  });

  it("keeps a subnet of its own making when the network is written as it was read", async () => {
    await cloud.put(networkId, withSubnets(inline("apps", "10.0.0.0/24")));
    await cloud.put(subnetId("data"), subnet("10.0.1.0/24"));

    await cloud.put(networkId, cloud.get(networkId));

    assert.deepEqual(subnetNames(), ["apps", "data"]);
  });

  it("loses every subnet that a written list leaves out", async () => {
    await cloud.put(
      networkId,
      withSubnets(inline("apps", "10.0.0.0/24"), inline("data", "10.0.1.0/24")),
    );
    await cloud.put(networkId, withSubnets(inline("data", "10.0.1.0/24")));

    assert.deepEqual(subnetNames(), ["data"]);
    assert.equal(cloud.find(subnetId("apps")), undefined);
  });

  it("rejects an address space that a subnet is outside of", async () => {
    await cloud.put(networkId, withSubnets(inline("apps", "10.0.0.0/24")));

    await refusedWith(
      cloud.put(networkId, {
        ...network,
        properties: { addressSpace: { addressPrefixes: ["10.1.0.0/16"] } },
      }),
      "NetcfgSubnetRangeOutsideVnet",
    );
  });

  describe("with something in a subnet", () => {
    beforeEach(async () => {
      await cloud.put(networkId, withSubnets(inline("endpoints", "10.0.0.0/24")));
      await cloud.put(clusterId, cluster);
      await cloud.put(
        endpointId,
        privateEndpoint(subnetId("endpoints"), clusterId, "redisEnterprise"),
      );
    });

    it("rejects a list that leaves the subnet out", () =>
      refusedWith(cloud.put(networkId, withSubnets()), "InUseSubnetCannotBeDeleted"));

    it("rejects its own delete", () =>
      refusedWith(cloud.delete(networkId), "InUseSubnetCannotBeDeleted"));

    it("is deleted once that is gone", async () => {
      await cloud.delete(endpointId);

      assert.equal(await cloud.delete(networkId), true);
      assert.equal(cloud.find(subnetId("endpoints")), undefined);
    });
  });
});
