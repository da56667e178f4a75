import assert from "node:assert/strict";
import { RedisServers } from "../../../../local-cloud/data-plane/redis/redisServers";
import type { StoredResource } from "../../../../local-cloud/arm/resourceType";
import { overlay } from "../../../../local-cloud/json";
import { resourceId } from "../../arm/cloud";
import {
  cluster,
  clusterId,
  link,
  linkId,
  network,
  networkId,
  privateEndpoint,
  subnet,
  subnetId,
  zone,
  zoneId,
} from "../../arm/samples";
import { testGround, type TestGround } from "../postgres/ground";

const host = "ftl-cache.centralindia.redis.azure.net";
const zoneName = "privatelink.redis.azure.net";
const endpointId = resourceId("Microsoft.Network/privateEndpoints", "endpoint");
const isPrivate = { properties: { publicNetworkAccess: "Disabled" } };

describe("a connection from a managed environment to a Redis cache", () => {
  let ground: TestGround;
  let servers: RedisServers;

  /** An environment in the network, as far as its place goes. */
  const environment: StoredResource = {
    id: resourceId("Microsoft.App/managedEnvironments", "env"),
    type: "Microsoft.App/managedEnvironments",
    name: "env",
    created: "2026-11-20T12:00:00.000Z",
    desired: {
      properties: { vnetConfiguration: { infrastructureSubnetId: subnetId("apps") } },
    },
    kept: {},
  };

  beforeEach(async () => {
    ground = await testGround();
    servers = new RedisServers(ground, () => undefined);
    const { resourceManager } = ground;
    await resourceManager.put(networkId, network);
    await resourceManager.put(subnetId("endpoints"), subnet("10.0.0.0/24"));
    await resourceManager.put(clusterId, overlay(cluster, isPrivate));
    await resourceManager.put(`${clusterId}/databases/default`, { properties: {} });
    await resourceManager.put(zoneId(zoneName), zone);
    await servers.reconcile();
  });
  afterEach(() => servers.close());

  async function connectPrivately(): Promise<void> {
    const { resourceManager } = ground;
    await resourceManager.put(
      endpointId,
      privateEndpoint(subnetId("endpoints"), clusterId, "redisEnterprise"),
    );
    await resourceManager.put(`${endpointId}/privateDnsZoneGroups/default`, {
      properties: {
        privateDnsZoneConfigs: [
          { name: "redis", properties: { privateDnsZoneId: zoneId(zoneName) } },
        ],
      },
    });
  }

  const reached = (name = host, port = 10_000) => servers.reach(name, port, environment);

  it("leads to its port over a private endpoint whose name the network knows", async () => {
    await connectPrivately();
    await ground.resourceManager.put(linkId(zoneName, "net"), link);
    assert.deepEqual(reached(), { port: servers.states()[0]!.port });
  });

  it("fails over a private endpoint whose name the network doesn't know", async () => {
    await connectPrivately();
    assert.deepEqual(reached(), { code: "ETIMEDOUT" });
  });

  it("fails without a private endpoint while public access is disabled", () => {
    assert.deepEqual(reached(), { code: "ETIMEDOUT" });
  });

  it("leads to its port over the internet while public access is enabled", async () => {
    await ground.resourceManager.put(clusterId, cluster);
    assert.deepEqual(reached(), { port: servers.states()[0]!.port });
  });

  it("fails at another port", async () => {
    await ground.resourceManager.put(clusterId, cluster);
    assert.deepEqual(reached(host, 6380), { code: "ECONNREFUSED" });
  });

  it("fails while the cache is not up yet", async () => {
    const later = new RedisServers(ground, () => undefined);
    await ground.resourceManager.put(clusterId, cluster);
    assert.deepEqual(later.reach(host, 10_000, environment), { code: "ECONNREFUSED" });
    assert.deepEqual(later.pending(), ["ftl-cache"]);
  });

  it("finds no cache of another name", () => {
    assert.deepEqual(reached("other.centralindia.redis.azure.net"), { code: "ENOTFOUND" });
  });

  it("is not about names of other services", () => {
    assert.equal(reached("api.example.com"), undefined);
  });
});
