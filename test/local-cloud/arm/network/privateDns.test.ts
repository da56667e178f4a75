import assert from "node:assert/strict";
import { overlay } from "../../../../local-cloud/json";
import { childId, resourceGroupId } from "../../../../local-cloud/arm/resourceId";
import {
  itRejects,
  propertiesOf,
  refusedWith,
  resourceId,
  subscriptionId,
  TestCloud,
} from "../cloud";
import { link, linkId, network, networkId, zone, zoneId } from "../samples";

const zoneName = "privatelink.redis.azure.net";

describe("a private DNS zone", () => {
  let cloud: TestCloud;
  beforeEach(async () => {
    cloud = await TestCloud.open();
  });
  afterEach(() => cloud.close());

  it("rejects a location other than global", () =>
    refusedWith(
      cloud.put(zoneId(zoneName), { location: "centralindia" }),
      "LocationNotAvailableForResourceType",
    ));

  for (const name of ["net", "privatelink..net", "-a.net", "a b.net", `${"l".repeat(64)}.net`]) {
    it(`rejects the name ${JSON.stringify(name)}`, () =>
      refusedWith(cloud.put(zoneId(name), zone), "BadRequest"));
  }

  it("has its SOA record and no links at first", async () => {
    const made = propertiesOf(await cloud.put(zoneId(zoneName), zone));

    assert.equal(made.numberOfRecordSets, 1);
    assert.equal(made.numberOfVirtualNetworkLinks, 0);
  });

  it("rejects its delete while it is linked", async () => {
    await cloud.put(zoneId(zoneName), zone);
    await cloud.put(networkId, network);
    await cloud.put(linkId(zoneName, "net"), link);

    await refusedWith(cloud.delete(zoneId(zoneName)), "CannotDeleteResource", { status: 409 });

    await cloud.delete(linkId(zoneName, "net"));
    assert.equal(await cloud.delete(zoneId(zoneName)), true);
  });
});

describe("a link of a private DNS zone", () => {
  let cloud: TestCloud;
  beforeEach(async () => {
    cloud = await TestCloud.open();
    await cloud.put(networkId, network);
    await cloud.put(zoneId(zoneName), zone);
  });
  afterEach(() => cloud.close());

  itRejects(
    "a link",
    [
      ["outside of global", { location: "centralindia" }, "LocationNotAvailableForResourceType"],
      [
        "to a network that isn't there",
        {
          properties: {
            virtualNetwork: { id: resourceId("Microsoft.Network/virtualNetworks", "nonet") },
          },
        },
        "InvalidResourceReference",
      ],
      [
        "to something that is no network",
        { properties: { virtualNetwork: { id: zoneId(zoneName) } } },
        "InvalidResourceReference",
      ],
    ],
    (change) => cloud.put(linkId(zoneName, "net"), overlay(link, change)),
  );

  it("is completed, and registers no machines unless told to", async () => {
    const made = propertiesOf(await cloud.put(linkId(zoneName, "net"), link));

    assert.equal(made.virtualNetworkLinkState, "Completed");
    assert.equal(made.registrationEnabled, false);
  });

  it("is counted by its zone", async () => {
    await cloud.put(
      linkId(zoneName, "net"),
      overlay(link, { properties: { registrationEnabled: true } }),
    );

    const read = propertiesOf(cloud.get(zoneId(zoneName)));

    assert.equal(read.numberOfVirtualNetworkLinks, 1);
    assert.equal(read.numberOfVirtualNetworkLinksWithRegistration, 1);
  });

  it("rejects a second link of the network to the zone", async () => {
    await cloud.put(linkId(zoneName, "net"), link);

    await refusedWith(cloud.put(linkId(zoneName, "again"), link), "BadRequest", {
      status: 400,
      message: /overlapping namespaces/,
    });
  });

  it("rejects a link of the network to a zone of the same name in another group", async () => {
    const otherGroup = resourceGroupId(subscriptionId, "other");
    const otherZone = childId(otherGroup, "Microsoft.Network/privateDnsZones", [zoneName]);
    await cloud.put(otherGroup, { location: "centralindia" });
    await cloud.put(otherZone, zone);
    await cloud.put(linkId(zoneName, "net"), link);

    await refusedWith(cloud.put(`${otherZone}/virtualNetworkLinks/net`, link), "BadRequest");
  });

  it("links the network to zones of different names", async () => {
    const other = "privatelink.vaultcore.azure.net";
    await cloud.put(zoneId(other), zone);
    await cloud.put(linkId(zoneName, "net"), link);

    assert.equal((await cloud.put(linkId(other, "net"), link)).name, "net");
  });

  it("rejects registration of a network's machines in two zones", async () => {
    const other = "ftl.internal";
    const registering = overlay(link, { properties: { registrationEnabled: true } });
    await cloud.put(zoneId(other), zone);
    await cloud.put(linkId(zoneName, "net"), registering);

    await refusedWith(cloud.put(linkId(other, "net"), registering), "Conflict");
  });

  it("links a network whose machines are registered elsewhere", async () => {
    const other = "ftl.internal";
    await cloud.put(zoneId(other), zone);
    await cloud.put(
      linkId(other, "net"),
      overlay(link, { properties: { registrationEnabled: true } }),
    );

    assert.equal((await cloud.put(linkId(zoneName, "net"), link)).name, "net");
  });

  it("rejects a change of its network", async () => {
    const other = resourceId("Microsoft.Network/virtualNetworks", "other");
    await cloud.put(other, network);
    await cloud.put(linkId(zoneName, "net"), link);

    await refusedWith(
      cloud.put(linkId(zoneName, "net"), {
        location: "global",
        properties: { virtualNetwork: { id: other } },
      }),
      "PropertyChangeNotAllowed",
    );
  });
});
