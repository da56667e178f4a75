import assert from "node:assert/strict";
import type { StoredResource } from "../../../../local-cloud/arm/resourceType";
import { obstacle } from "../../../../local-cloud/data-plane/postgres/serverReach";
import { PostgresServers } from "../../../../local-cloud/data-plane/postgres/postgresServers";
import { overlay, type JsonObject } from "../../../../local-cloud/json";
import { resourceId, textOf, propertiesOf } from "../../arm/cloud";
import { appBody, appId, environmentId, openPlatform } from "../../arm/app/platform";
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
} from "../../arm/samples";
import { TestCloud } from "../../arm/cloud";
import { testGround } from "./ground";

/** An environment, as far as its place goes. */
const environmentIn = (subnet: string | undefined): StoredResource => ({
  id: environmentId,
  type: "Microsoft.App/managedEnvironments",
  name: "env",
  created: "2026-11-20T12:00:00.000Z",
  desired: {
    properties:
      subnet === undefined ? {} : { vnetConfiguration: { infrastructureSubnetId: subnet } },
  },
  kept: {},
});
const otherNetworkId = resourceId("Microsoft.Network/virtualNetworks", "other");

describe("a connection from a managed environment to a PostgreSQL server", () => {
  let cloud: TestCloud;
  afterEach(() => cloud?.close());

  const met = (environment: StoredResource) =>
    obstacle(cloud.resourceManager, cloud.find(serverId)!, environment);

  describe("in a virtual network", () => {
    const zoneName = "ftl.private.postgres.database.azure.com";
    beforeEach(async () => {
      cloud = await TestCloud.open();
      await cloud.put(networkId, network);
      await cloud.put(otherNetworkId, network);
      await cloud.put(subnetId("data"), subnet("10.0.0.0/28", serverType));
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
    });

    it("arrives from the same network", () => {
      assert.equal(met(environmentIn(subnetId("apps"))), undefined);
    });

    it("finds no name once the zone isn't linked to the network", async () => {
      await cloud.delete(linkId(zoneName, "net"));
      assert.equal(met(environmentIn(subnetId("apps"))), "ENOTFOUND");
    });

    it("finds no name from another network, and from none", () => {
      assert.equal(met(environmentIn(`${otherNetworkId}/subnets/apps`)), "ENOTFOUND");
      assert.equal(met(environmentIn(undefined)), "ENOTFOUND");
    });

    it("finds a name and no way from another network that the zone is linked to", async () => {
      await cloud.put(linkId(zoneName, "other"), {
        location: "global",
        properties: { virtualNetwork: { id: otherNetworkId } },
      });
      assert.equal(met(environmentIn(`${otherNetworkId}/subnets/apps`)), "ETIMEDOUT");
    });
  });

  describe("with public access", () => {
    beforeEach(async () => {
      cloud = await openPlatform();
      await cloud.put(serverId, server);
      await cloud.put(appId("api"), appBody());
    });

    /** An address that the environment's apps come from. */
    const outgoing = () => {
      const addresses = propertiesOf(cloud.get(appId("api"))).outboundIpAddresses;
      return textOf({ first: (addresses as string[])[0] }, "first");
    };

    for (const [what, range, expected] of [
      ["arrives by the rule for all of Azure", () => ["0.0.0.0", "0.0.0.0"], undefined],
      ["arrives by a rule that holds its address", () => [outgoing(), outgoing()], undefined],
      ["arrives by a rule for everybody", () => ["0.0.0.0", "255.255.255.255"], undefined],
      ["gets no answer by a rule for others", () => ["198.51.100.1", "198.51.100.9"], "ETIMEDOUT"],
    ] as const) {
      it(what, async () => {
        const [startIpAddress, endIpAddress] = range();
        await cloud.put(`${serverId}/firewallRules/rule`, {
          properties: { startIpAddress, endIpAddress } as JsonObject,
        });
        assert.equal(met(environmentIn(undefined)), expected);
      });
    }

    it("gets no answer without a rule", () => {
      assert.equal(met(environmentIn(undefined)), "ETIMEDOUT");
    });

    it("gets no answer while public access is disabled, whatever the rules", async () => {
      await cloud.put(`${serverId}/firewallRules/azure`, {
        properties: { startIpAddress: "0.0.0.0", endIpAddress: "0.0.0.0" },
      });
      await cloud.put(
        serverId,
        overlay(server, { properties: { network: { publicNetworkAccess: "Disabled" } } }),
      );
      assert.equal(met(environmentIn(undefined)), "ETIMEDOUT");
    });

    it("arrives over a private endpoint whose name its network knows", async () => {
      const zoneName = "privatelink.postgres.database.azure.com";
      const endpointId = resourceId("Microsoft.Network/privateEndpoints", "endpoint");
      await cloud.put(networkId, network);
      await cloud.put(subnetId("endpoints"), subnet("10.0.0.0/24"));
      await cloud.put(zoneId(zoneName), zone);
      await cloud.put(
        endpointId,
        privateEndpoint(subnetId("endpoints"), serverId, "postgresqlServer"),
      );
      await cloud.put(`${endpointId}/privateDnsZoneGroups/default`, {
        properties: {
          privateDnsZoneConfigs: [
            { name: "postgres", properties: { privateDnsZoneId: zoneId(zoneName) } },
          ],
        },
      });
      const environment = environmentIn(subnetId("apps"));
      assert.equal(met(environment), "ETIMEDOUT");
      await cloud.put(linkId(zoneName, "net"), link);
      assert.equal(met(environment), undefined);
    });
  });

  it("is refused until the server is up, and at the port of a pooler that isn't there", async () => {
    const ground = await testGround();
    const servers = new PostgresServers(ground);
    await ground.resourceManager.put(serverId, server);
    await ground.resourceManager.put(`${serverId}/firewallRules/azure`, {
      properties: { startIpAddress: "0.0.0.0", endIpAddress: "0.0.0.0" },
    });
    const host = "ftl-db.postgres.database.azure.com";
    const reached = (port: number) => servers.reach(host, port, environmentIn(undefined));
    assert.deepEqual(reached(5432), { code: "ECONNREFUSED" });
    assert.deepEqual(servers.pending(), ["ftl-db"]);
    await servers.reconcile();
    assert.deepEqual(reached(5432), { port: servers.states()[0]!.port });
    assert.deepEqual(reached(6432), { code: "ECONNREFUSED" });
    assert.deepEqual(servers.pending(), []);
    await servers.close();
  });

  it("finds no server of another name, and isn't about other services' names", async () => {
    const servers = new PostgresServers(await testGround());
    const reached = (host: string) => servers.reach(host, 5432, environmentIn(undefined));
    assert.deepEqual(reached("other.postgres.database.azure.com"), { code: "ENOTFOUND" });
    assert.equal(reached("api.example.com"), undefined);
  });
});
