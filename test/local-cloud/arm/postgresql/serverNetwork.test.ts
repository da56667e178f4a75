import assert from "node:assert/strict";
import { overlay, type JsonObject } from "../../../../local-cloud/json";
import { itRejects, propertiesOf, refusedWith, resourceId, TestCloud } from "../cloud";
import {
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

const zoneName = "ftl.private.postgres.database.azure.com";
const integrated: JsonObject = {
  properties: {
    network: {
      delegatedSubnetResourceId: subnetId("data"),
      privateDnsZoneArmResourceId: zoneId(zoneName),
    },
  },
};
const inSubnet = (name: string): JsonObject => ({
  properties: { network: { delegatedSubnetResourceId: subnetId(name) } },
});
const inZone = (name: string): JsonObject => ({
  properties: { network: { privateDnsZoneArmResourceId: zoneId(name) } },
});

describe("the network of a PostgreSQL flexible server", () => {
  let cloud: TestCloud;
  beforeEach(async () => {
    cloud = await TestCloud.open();
    await cloud.put(networkId, network);
    await cloud.put(subnetId("data"), subnet("10.0.0.0/28", serverType));
    await cloud.put(zoneId(zoneName), zone);
    await cloud.put(linkId(zoneName, "net"), link);
  });
  afterEach(() => cloud.close());

  itRejects(
    "a server",
    [
      [
        "that is public and in a network",
        { properties: { network: { publicNetworkAccess: "Enabled" } } },
        "ConflictingPublicNetworkAccessAndVirtualNetworkConfiguration",
      ],
      [
        "whose public access is neither",
        { properties: { network: { publicNetworkAccess: "Perhaps" } } },
        "InvalidParameterValue",
      ],
      [
        "in a network without a zone",
        { properties: { network: { privateDnsZoneArmResourceId: null } } },
        "MissingRequiredParameter",
      ],
      [
        "in a zone without a network",
        {
          properties: {
            network: { publicNetworkAccess: "Disabled", delegatedSubnetResourceId: null },
          },
        },
        "MissingRequiredParameter",
        /DelegatedSubnetResourceId was not provided/,
      ],
      ["in a subnet that isn't there", inSubnet("nosubnet"), "InvalidResourceReference"],
      ["in another region than its subnet", { location: "southindia" }, "InvalidResourceReference"],
      ["in a subnet that is not delegated", inSubnet("plain"), "SubnetMissingRequiredDelegation"],
      [
        "in a subnet that is delegated to another service",
        inSubnet("apps"),
        "SubnetMissingRequiredDelegation",
      ],
      ["in a subnet of eight addresses", inSubnet("small"), "SubnetSizeTooSmall"],
      [
        "in a zone that isn't there",
        inZone("other.postgres.database.azure.com"),
        "InvalidResourceReference",
      ],
      ["in a zone of another ending", inZone("ftl.internal"), "InvalidPrivateDnsZoneName"],
      [
        "in a zone of its own name",
        inZone("ftl-db.postgres.database.azure.com"),
        "InvalidPrivateDnsZoneName",
      ],
      [
        "in a zone that its network is not linked to",
        inZone("unlinked.postgres.database.azure.com"),
        "VirtualNetworkNotLinkedToPrivateDnsZone",
      ],
      [
        "with v6 compute in a network",
        { sku: { name: "Standard_D2ds_v6" } },
        "InvalidParameterValue",
        /V6/,
      ],
    ],
    async (change) => {
      await cloud.put(subnetId("plain"), subnet("10.0.1.0/24"));
      await cloud.put(subnetId("apps"), subnet("10.0.2.0/24", "Microsoft.App/environments"));
      await cloud.put(subnetId("small"), subnet("10.0.3.0/29", serverType));
      for (const name of [
        "ftl.internal",
        "ftl-db.postgres.database.azure.com",
        "unlinked.postgres.database.azure.com",
      ]) {
        await cloud.put(zoneId(name), zone);
      }
      return cloud.put(serverId, overlay(server, overlay(integrated, change)));
    },
  );

  it("is private, with a record in its zone", async () => {
    const made = propertiesOf(await cloud.put(serverId, overlay(server, integrated)));

    assert.equal((made.network as JsonObject).publicNetworkAccess, "Disabled");
    assert.equal(propertiesOf(cloud.get(zoneId(zoneName))).numberOfRecordSets, 2);
  });

  it("has room for eleven addresses in a /28, two of them for a server with a standby", async () => {
    const standby = { properties: { highAvailability: { mode: "SameZone" } } };
    for (let number = 1; number <= 5; number += 1) {
      const id = resourceId(serverType, `ftl-db-${number}`);
      await cloud.put(id, overlay(overlay(server, integrated), standby));
    }

    await refusedWith(
      cloud.put(serverId, overlay(overlay(server, integrated), standby)),
      "SubnetIsFull",
      { message: /2 IP addresses/ },
    );

    assert.equal((await cloud.put(serverId, overlay(server, integrated))).name, "ftl-db");
  });

  it("takes updates of a server that is in a full subnet", async () => {
    for (let number = 1; number <= 10; number += 1) {
      await cloud.put(resourceId(serverType, `ftl-db-${number}`), overlay(server, integrated));
    }
    await cloud.put(serverId, overlay(server, integrated));

    const updated = await cloud.put(serverId, overlay(server, { tags: { a: "b" } }));

    assert.deepEqual(updated.tags, { a: "b" });
  });

  it("is chosen at creation: a public server doesn't move in", async () => {
    await cloud.put(serverId, server);

    await refusedWith(cloud.put(serverId, overlay(server, integrated)), "PropertyChangeNotAllowed");
  });

  it("is chosen at creation: a private server doesn't move to another subnet", async () => {
    await cloud.put(subnetId("other"), subnet("10.0.1.0/28", serverType));
    await cloud.put(serverId, overlay(server, integrated));

    await refusedWith(
      cloud.put(serverId, overlay(server, overlay(integrated, inSubnet("other")))),
      "PropertyChangeNotAllowed",
    );
  });

  it("is kept by an update that doesn't name it", async () => {
    await cloud.put(serverId, overlay(server, integrated));

    const updated = propertiesOf(await cloud.put(serverId, { ...server, tags: { a: "b" } }));

    assert.equal((updated.network as JsonObject).delegatedSubnetResourceId, subnetId("data"));
  });

  it("takes private endpoints only when it is not in a virtual network", async () => {
    const endpointId = resourceId("Microsoft.Network/privateEndpoints", "endpoint");
    const endpoint = privateEndpoint(subnetId("endpoints"), serverId, "postgresqlServer");
    await cloud.put(subnetId("endpoints"), subnet("10.0.4.0/24"));
    await cloud.put(serverId, overlay(server, integrated));
    await refusedWith(cloud.put(endpointId, endpoint), "BadRequest", { message: /integrated/ });
    await cloud.delete(serverId);

    await cloud.put(serverId, server);

    assert.equal((await cloud.put(endpointId, endpoint)).name, "endpoint");
  });
});
