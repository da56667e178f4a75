import assert from "node:assert/strict";
import fc from "fast-check";
import { overlay } from "../../../../local-cloud/json";
import { addressText } from "../../../../local-cloud/arm/types/network/addresses";
import { itRejects, propertiesOf, refusedWith, resourceId, TestCloud } from "../cloud";
import {
  cluster,
  clusterId,
  link,
  linkId,
  network,
  networkId,
  privateEndpoint,
  server,
  serverId,
  serverType,
  subnet,
  subnetId,
  zone,
  zoneId,
} from "../samples";

const endpointId = resourceId("Microsoft.Network/privateEndpoints", "endpoint");
const apps = subnetId("apps");

describe("a subnet", () => {
  let cloud: TestCloud;
  beforeEach(async () => {
    cloud = await TestCloud.open();
    await cloud.put(networkId, network);
  });
  afterEach(() => cloud.close());

  itRejects(
    "a subnet",
    [
      [
        "without a prefix",
        { properties: { addressPrefix: null } },
        "AddressPrefixStringCannotBeNullOrEmpty",
      ],
      [
        "outside of the network",
        { properties: { addressPrefix: "10.1.0.0/24" } },
        "NetcfgSubnetRangeOutsideVnet",
      ],
      [
        "larger than the network",
        { properties: { addressPrefix: "10.0.0.0/15" } },
        "NetcfgSubnetRangeOutsideVnet",
      ],
      [
        "of four addresses",
        { properties: { addressPrefix: "10.0.0.0/30" } },
        "NetcfgInvalidSubnet",
      ],
      ["with host bits", { properties: { addressPrefix: "10.0.0.1/24" } }, "InvalidCIDRNotation"],
      [
        "that overlaps a neighbour",
        { properties: { addressPrefix: "10.0.9.128/25" } },
        "NetcfgSubnetRangesOverlap",
      ],
      [
        "with two delegations",
        {
          properties: {
            delegations: [serverType, "Microsoft.App/environments"].map((serviceName) => ({
              name: serviceName,
              properties: { serviceName },
            })),
          },
        },
        "SubnetWithMultipleDelegationsNotAllowed",
      ],
      [
        "delegated to something that is no service",
        { properties: { delegations: [{ name: "d", properties: { serviceName: "postgres" } }] } },
        "InvalidServiceNameOnDelegation",
      ],
    ],
    async (change) => {
      await cloud.put(subnetId("neighbour"), subnet("10.0.9.0/24"));
      return cloud.put(apps, overlay(subnet("10.0.0.0/24"), change));
    },
  );

  it("rejects a network that isn't there", () =>
    refusedWith(
      cloud.put(
        `${resourceId("Microsoft.Network/virtualNetworks", "nonet")}/subnets/apps`,
        subnet("10.0.0.0/24"),
      ),
      "ParentResourceNotFound",
    ));

  it("takes any prefix of the network from /16 to /29", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 16, max: 29 }),
        fc.integer({ min: 0, max: 2 ** 16 - 1 }),
        async (bits, offset) => {
          const size = 2 ** (32 - bits);
          const first = 10 * 2 ** 24 + Math.floor(offset / size) * size;
          const addressPrefix = `${addressText(first)}/${bits}`;

          const made = await cloud.put(apps, subnet(addressPrefix));

          assert.equal(propertiesOf(made).addressPrefix, addressPrefix);
        },
      ),
      { numRuns: 30 },
    );
  });

  it("lets private endpoints in past network policies unless told otherwise", async () => {
    const made = propertiesOf(await cloud.put(apps, subnet("10.0.0.0/24")));

    assert.equal(made.privateEndpointNetworkPolicies, "Disabled");
    assert.equal(made.privateLinkServiceNetworkPolicies, "Enabled");
  });

  it("takes its prefixes as a list too", async () => {
    await cloud.put(apps, { properties: { addressPrefixes: ["10.0.0.0/24"] } });

    await refusedWith(
      cloud.put(subnetId("other"), subnet("10.0.0.0/25")),
      "NetcfgSubnetRangesOverlap",
    );
  });

  describe("with a private endpoint in it", () => {
    beforeEach(async () => {
      await cloud.put(apps, subnet("10.0.0.0/24"));
      await cloud.put(clusterId, cluster);
      await cloud.put(endpointId, privateEndpoint(apps, clusterId, "redisEnterprise"));
    });

    it("names the endpoint", () => {
      assert.deepEqual(propertiesOf(cloud.get(apps)).privateEndpoints, [{ id: endpointId }]);
    });

    it("rejects its delete", () => refusedWith(cloud.delete(apps), "InUseSubnetCannotBeDeleted"));

    it("rejects another prefix", () =>
      refusedWith(cloud.put(apps, subnet("10.0.1.0/24")), "InUsePrefixCannotBeDeleted"));

    it("rejects a delegation", () =>
      refusedWith(
        cloud.put(apps, subnet("10.0.0.0/24", serverType)),
        "SubnetDelegationsCannotChangeWhenSubnetUsedByResource",
      ));

    it("takes a write that changes neither", async () => {
      const written = await cloud.put(
        apps,
        overlay(subnet("10.0.0.0/24"), { properties: { serviceEndpoints: [] } }),
      );

      assert.equal(written.name, "apps");
    });
  });

  it("shows what a delegated service has in it, and can't be deleted then", async () => {
    const zoneName = "ftl.private.postgres.database.azure.com";
    await cloud.put(subnetId("data"), subnet("10.0.2.0/28", serverType));
    await cloud.put(zoneId(zoneName), zone);
    await cloud.put(linkId(zoneName, "net"), link);
    await cloud.put(
      serverId,
      overlay(server, {
        properties: {
          network: {
            delegatedSubnetResourceId: subnetId("data"),
            privateDnsZoneArmResourceId: zoneId(zoneName),
          },
        },
      }),
    );

    const [association] = propertiesOf(cloud.get(subnetId("data"))).serviceAssociationLinks as {
      properties: { link: string };
    }[];

    assert.equal(association?.properties.link, serverId);
    await refusedWith(cloud.delete(subnetId("data")), "InUseSubnetCannotBeDeleted");
  });
});
