import assert from "node:assert/strict";
import { overlay, type JsonObject } from "../../../../local-cloud/json";
import { objectsAt, textAt } from "../../../../local-cloud/arm/body";
import { itRejects, propertiesOf, refusedWith, resourceId, TestCloud, textOf } from "../cloud";
import {
  cluster,
  clusterId,
  network,
  networkId,
  privateEndpoint,
  registry,
  registryId,
  server,
  serverId,
  serverType,
  subnet,
  subnetId,
  vault,
  vaultId,
} from "../samples";

const endpointId = resourceId("Microsoft.Network/privateEndpoints", "endpoint");
const endpoint = privateEndpoint(subnetId("endpoints"), clusterId, "redisEnterprise");

const connecting = (properties: JsonObject): JsonObject => ({
  properties: { privateLinkServiceConnections: [{ name: "connection", properties }] },
});

describe("a private endpoint", () => {
  let cloud: TestCloud;
  beforeEach(async () => {
    cloud = await TestCloud.open();
    await cloud.put(networkId, network);
    await cloud.put(subnetId("endpoints"), subnet("10.0.0.0/24"));
    await cloud.put(clusterId, cluster);
  });
  afterEach(() => cloud.close());

  const connection = () => {
    const [found] = objectsAt(cloud.get(endpointId), "properties.privateLinkServiceConnections");
    return textAt(found, "properties.privateLinkServiceConnectionState.status");
  };
  const connectionAtTarget = () => {
    const [found] = objectsAt(cloud.get(clusterId), "properties.privateEndpointConnections");
    assert.ok(found !== undefined, "the target has a connection");
    return textOf(found, "id");
  };

  itRejects(
    "an endpoint",
    [
      [
        "in a subnet that isn't there",
        { properties: { subnet: { id: subnetId("nosubnet") } } },
        "InvalidResourceReference",
      ],
      ["in another region than its network", { location: "eastasia" }, "InvalidResourceReference"],
      [
        "in a delegated subnet",
        { properties: { subnet: { id: subnetId("delegated") } } },
        "PrivateEndpointCreationNotAllowedAsSubnetIsDelegated",
      ],
      [
        "in a subnet without a free address",
        { properties: { subnet: { id: subnetId("full") } } },
        "SubnetIsFull",
      ],
      [
        "without a connection",
        { properties: { privateLinkServiceConnections: [] } },
        "PrivateEndpointMustHaveOnePrivateLinkServiceConnection",
      ],
      [
        "to something that isn't there",
        connecting({
          privateLinkServiceId: resourceId("Microsoft.Cache/redisEnterprise", "nocache"),
          groupIds: ["redisEnterprise"],
        }),
        "InvalidResourceReference",
      ],
      [
        "without a group id",
        connecting({ privateLinkServiceId: clusterId }),
        "MissingParameterOnPrivateLinkServiceConnection",
      ],
      [
        "with two group ids",
        connecting({ privateLinkServiceId: clusterId, groupIds: ["redisEnterprise", "redis"] }),
        "OnlyOneGroupIdPermitted",
      ],
      [
        "with the group id of another service",
        connecting({ privateLinkServiceId: clusterId, groupIds: ["redisCache"] }),
        "BadRequest",
        /Supported: redisEnterprise/,
      ],
      [
        "to a registry that is not Premium",
        connecting({ privateLinkServiceId: registryId, groupIds: ["registry"] }),
        "BadRequest",
        /Premium/,
      ],
    ],
    async (change) => {
      await cloud.put(registryId, registry);
      await cloud.put(subnetId("delegated"), subnet("10.0.1.0/24", serverType));
      await cloud.put(subnetId("full"), subnet("10.0.2.0/29"));
      for (const name of ["one", "two", "three"]) {
        await cloud.put(
          resourceId("Microsoft.Network/privateEndpoints", name),
          privateEndpoint(subnetId("full"), clusterId, "redisEnterprise"),
        );
      }
      return cloud.put(endpointId, overlay(endpoint, change));
    },
  );

  it("has the first address that the service leaves free, and an interface with it", async () => {
    const made = await cloud.put(endpointId, endpoint);

    assert.deepEqual(propertiesOf(made).customDnsConfigs, [
      { fqdn: "ftl-cache.centralindia.redis.azure.net", ipAddresses: ["10.0.0.4"] },
    ]);
    const [card] = objectsAt(made, "properties.networkInterfaces");
    const [configuration] = objectsAt(
      cloud.get(textOf(card ?? {}, "id")),
      "properties.ipConfigurations",
    );
    assert.equal(textAt(configuration, "properties.privateIPAddress"), "10.0.0.4");
  });

  it("gives each endpoint of a subnet addresses of its own, and frees them", async () => {
    const second = resourceId("Microsoft.Network/privateEndpoints", "second");
    const addressOf = (body: JsonObject) =>
      objectsAt(body, "properties.customDnsConfigs").map(({ ipAddresses }) => ipAddresses);
    await cloud.put(endpointId, endpoint);
    assert.deepEqual(addressOf(await cloud.put(second, endpoint)), [["10.0.0.5"]]);

    await cloud.delete(endpointId);

    assert.deepEqual(addressOf(await cloud.put(endpointId, endpoint)), [["10.0.0.4"]]);
  });

  it("takes two addresses for a registry: its own and that of its data", async () => {
    await cloud.put(registryId, { ...registry, sku: { name: "Premium" } });

    const made = await cloud.put(
      endpointId,
      privateEndpoint(subnetId("endpoints"), registryId, "registry"),
    );

    assert.deepEqual(propertiesOf(made).customDnsConfigs, [
      { fqdn: "ftlregistry.centralindia.data.azurecr.io", ipAddresses: ["10.0.0.4"] },
      { fqdn: "ftlregistry.azurecr.io", ipAddresses: ["10.0.0.5"] },
    ]);
  });

  it("leads to a type that the local cloud has no model of, with no names of its own", async () => {
    const searchId = resourceId("Microsoft.Search/searchServices", "ftl-search");
    await cloud.put(searchId, { location: "centralindia" });

    const made = await cloud.put(
      endpointId,
      privateEndpoint(subnetId("endpoints"), searchId, "searchService"),
    );

    assert.deepEqual(propertiesOf(made).customDnsConfigs, []);
    assert.equal(connection(), "Approved");
  });

  it("is approved at once, and shows at its target", async () => {
    await cloud.put(endpointId, endpoint);

    assert.equal(connection(), "Approved");
    const [found] = objectsAt(cloud.get(clusterId), "properties.privateEndpointConnections");
    assert.equal(textAt(found, "properties.privateEndpoint.id"), endpointId);
  });

  for (const [what, id, body, group] of [
    ["a vault", vaultId, vault, "vault"],
    ["a registry", registryId, { ...registry, sku: { name: "Premium" } }, "registry"],
    ["a server", serverId, server, "postgresqlServer"],
  ] as const) {
    it(`shows at ${what} with the id under which the connection is managed`, async () => {
      await cloud.put(id, body);
      await cloud.put(endpointId, privateEndpoint(subnetId("endpoints"), id, group));

      const [found] = objectsAt(cloud.get(id), "properties.privateEndpointConnections");

      assert.ok(found !== undefined, "the target shows a connection");
      assert.equal(cloud.get(textOf(found, "id")).id, found.id);
      assert.equal(textAt(found, "properties.privateEndpoint.id"), endpointId);
    });
  }

  it("waits for its target's owner when it is asked for by hand", async () => {
    const { privateLinkServiceConnections, ...rest } = propertiesOf(endpoint);
    await cloud.put(endpointId, {
      ...endpoint,
      properties: {
        ...rest,
        manualPrivateLinkServiceConnections: privateLinkServiceConnections,
      },
    });
    const [found] = objectsAt(
      cloud.get(endpointId),
      "properties.manualPrivateLinkServiceConnections",
    );

    assert.equal(textAt(found, "properties.privateLinkServiceConnectionState.status"), "Pending");
  });

  it("is what its target's owner says of it", async () => {
    await cloud.put(endpointId, endpoint);

    await cloud.patch(connectionAtTarget(), {
      properties: { privateLinkServiceConnectionState: { status: "Rejected" } },
    });

    assert.equal(connection(), "Rejected");
  });

  it("rejects a state of the connection that there isn't", async () => {
    await cloud.put(endpointId, endpoint);

    await refusedWith(
      cloud.patch(connectionAtTarget(), {
        properties: { privateLinkServiceConnectionState: { status: "Maybe" } },
      }),
      "InvalidParameterValue",
    );
  });

  it("rejects a connection that no endpoint has asked for", () =>
    refusedWith(
      cloud.put(`${clusterId}/privateEndpointConnections/mine`, {
        properties: { privateLinkServiceConnectionState: { status: "Approved" } },
      }),
      "PrivateEndpointConnectionNotFound",
      { status: 404 },
    ));

  it("is disconnected for good once its target's owner has taken the connection away", async () => {
    await cloud.put(endpointId, endpoint);
    await cloud.delete(connectionAtTarget());

    await cloud.put(endpointId, endpoint);

    assert.equal(connection(), "Disconnected");
  });

  it("leads nowhere when its target is deleted", async () => {
    await cloud.put(endpointId, endpoint);
    await cloud.delete(clusterId);

    assert.equal(connection(), "Disconnected");
    assert.deepEqual(propertiesOf(cloud.get(endpointId)).customDnsConfigs, []);
  });

  it("stays disconnected when a new target has the old one's name", async () => {
    await cloud.put(endpointId, endpoint);
    await cloud.delete(clusterId);
    await cloud.put(clusterId, cluster);

    assert.equal(connection(), "Disconnected");
  });

  it("takes its interface and its connection along when it is deleted", async () => {
    const made = await cloud.put(endpointId, endpoint);
    const [card] = objectsAt(made, "properties.networkInterfaces");
    await cloud.delete(endpointId);

    assert.equal(cloud.find(textOf(card ?? {}, "id")), undefined);
    assert.deepEqual(propertiesOf(cloud.get(clusterId)).privateEndpointConnections, []);
  });

  it("rejects the delete of its interface", async () => {
    const made = await cloud.put(endpointId, endpoint);
    const [card] = objectsAt(made, "properties.networkInterfaces");

    await refusedWith(cloud.delete(textOf(card ?? {}, "id")), "NicInUseWithPrivateEndpoint");
  });

  it("has an interface of the name that it is told", async () => {
    await cloud.put(
      endpointId,
      overlay(endpoint, { properties: { customNetworkInterfaceName: "endpoint-nic" } }),
    );

    assert.ok(cloud.find(resourceId("Microsoft.Network/networkInterfaces", "endpoint-nic")));
  });

  it("rejects another target", async () => {
    const other = resourceId("Microsoft.Cache/redisEnterprise", "other-cache");
    await cloud.put(other, cluster);
    await cloud.put(endpointId, endpoint);

    await refusedWith(
      cloud.put(
        endpointId,
        overlay(
          endpoint,
          connecting({ privateLinkServiceId: other, groupIds: ["redisEnterprise"] }),
        ),
      ),
      "PrivateLinkServiceIdCannotBeChanged",
    );
  });

  it("rejects another subnet", async () => {
    await cloud.put(subnetId("other"), subnet("10.0.1.0/24"));
    await cloud.put(endpointId, endpoint);

    await refusedWith(
      cloud.put(
        endpointId,
        overlay(endpoint, { properties: { subnet: { id: subnetId("other") } } }),
      ),
      "PropertyChangeNotAllowed",
    );
  });

  it("is written again as it was read", async () => {
    const made = await cloud.put(endpointId, endpoint);

    assert.deepEqual(await cloud.put(endpointId, cloud.get(endpointId)), made);
  });
});

describe("a network interface", () => {
  it("of no private endpoint is the client's own to make and to delete", async () => {
    const cloud = await TestCloud.open();
    const cardId = resourceId("Microsoft.Network/networkInterfaces", "card");

    const made = await cloud.put(cardId, { location: "centralindia" });

    assert.deepEqual(made.properties, { provisioningState: "Succeeded" });
    assert.equal(await cloud.delete(cardId), true);
    cloud.close();
  });
});
