import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import fc from "fast-check";
import { Network, privateZoneNames } from "../../components/network";
import { createRedis, type Redis } from "../../components/redis";
import { redisUrl } from "../../components/redisUrl";
import type { Settings } from "../../settings/schema";
import { recordResources, registered, settled, type Registration } from "../support/mocks";
import { lines, named, protectedNames } from "../support/registrations";
import { placement } from "../support/topology";

const managed: Settings["redis"] = { kind: "managed", sku: "Balanced_B1", highAvailability: true };
const classic: Settings["redis"] = {
  kind: "classic",
  sku: "Standard",
  capacity: 1,
  tenantMayCreateClassic: true,
};

async function create(
  settings: Settings["redis"],
  { isPrivate = false, isProtected = false } = {},
): Promise<Redis> {
  const network = isPrivate
    ? new Network("net", { placement, zoneNames: privateZoneNames("pg", settings.kind) })
    : undefined;
  const redis = createRedis(
    "cache",
    settings,
    { placement, network, protected: isProtected, workspaceId: "/workspace" },
    {},
  );
  await registered();
  return redis;
}

describe("ManagedRedis", () => {
  let seen: Registration[];
  beforeEach(async () => {
    seen = await recordResources();
  });

  it("declares a cluster, its one database, and the diagnostics that each can send", async () => {
    await create(managed);

    assert.deepEqual(lines(seen), [
      "azure-native:monitor:DiagnosticSetting cache-cluster-diagnostics",
      "azure-native:monitor:DiagnosticSetting cache-database-diagnostics",
      "azure-native:redisenterprise:Database cache-database",
      "azure-native:redisenterprise:RedisEnterprise cache-cluster",
      "ftl:data:ManagedRedis cache",
    ]);
    assert.deepEqual(Object.keys(named(seen, "cache-cluster-diagnostics").inputs).toSorted(), [
      "metrics",
      "name",
      "resourceUri",
      "workspaceId",
    ]);
    assert.deepEqual(Object.keys(named(seen, "cache-database-diagnostics").inputs).toSorted(), [
      "logs",
      "name",
      "resourceUri",
      "workspaceId",
    ]);
  });

  it("speaks TLS on port 10000, unclustered, with access keys", async () => {
    await create(managed);

    const { inputs } = named(seen, "cache-database");
    assert.equal(inputs.databaseName, "default");
    assert.equal(inputs.port, 10_000);
    assert.equal(inputs.clientProtocol, "Encrypted");
    assert.equal(inputs.clusteringPolicy, "NoCluster");
    assert.equal(inputs.evictionPolicy, "NoEviction");
    assert.equal(inputs.accessKeysAuthentication, "Enabled");
    const cluster = named(seen, "cache-cluster").inputs;
    assert.equal(cluster.minimumTlsVersion, "1.2");
    assert.equal(cluster.highAvailability, "Enabled");
    assert.equal(cluster.publicNetworkAccess, "Enabled");
  });

  it("answers behind a private endpoint only in a private stack", async () => {
    await create(managed, { isPrivate: true });

    assert.equal(named(seen, "cache-cluster").inputs.publicNetworkAccess, "Disabled");
    const [connection] = named(seen, "cache-access-endpoint").inputs.privateLinkServiceConnections;
    assert.deepEqual(connection.groupIds, ["redisEnterprise"]);
  });

  it("is protected where the stack is", async () => {
    await create(managed, { isProtected: true });

    assert.deepEqual(protectedNames(seen), ["cache-cluster", "cache-database"]);
  });

  it("gives a secret URL", async () => {
    const { url } = await create(managed);

    assert.equal(await pulumi.isSecret(url), true);
    assert.equal(
      await settled(url),
      "rediss://:managed%2Bkey%3D@ftl-tst-redis.centralindia.redis.azure.net:10000",
    );
  });
});

describe("ClassicRedis", () => {
  let seen: Registration[];
  beforeEach(async () => {
    seen = await recordResources();
  });

  it("declares a cache that takes TLS 1.2 and no plain text", async () => {
    await create(classic);

    assert.deepEqual(lines(seen), [
      "azure-native:monitor:DiagnosticSetting cache-diagnostics",
      "azure-native:redis:Redis cache-cache",
      "ftl:data:ClassicRedis cache",
    ]);
    const { inputs } = named(seen, "cache-cache");
    assert.deepEqual(inputs.sku, { name: "Standard", family: "C", capacity: 1 });
    assert.equal(inputs.minimumTlsVersion, "1.2");
    assert.equal(inputs.enableNonSslPort, false);
    assert.equal(inputs.publicNetworkAccess, "Enabled");
  });

  it("answers behind a private endpoint only in a private stack", async () => {
    await create(classic, { isPrivate: true });

    assert.equal(named(seen, "cache-cache").inputs.publicNetworkAccess, "Disabled");
    const [connection] = named(seen, "cache-access-endpoint").inputs.privateLinkServiceConnections;
    assert.deepEqual(connection.groupIds, ["redisCache"]);
  });

  it("is protected where the stack is", async () => {
    await create(classic, { isProtected: true });

    assert.deepEqual(protectedNames(seen), ["cache-cache"]);
  });

  it("gives a secret URL", async () => {
    const { url } = await create(classic);

    assert.equal(await pulumi.isSecret(url), true);
    assert.equal(
      await settled(url),
      "rediss://:classic%2Bkey%3D@ftl-tst-redis.redis.cache.windows.net:6380",
    );
  });
});

describe("redisUrl", () => {
  it("carries any key to the client unchanged", () => {
    fc.assert(
      fc.property(fc.base64String({ minLength: 1 }), (key) => {
        const url = new URL(redisUrl("cache.example.com", 10_000, key));
        assert.equal(decodeURIComponent(url.password), key);
        assert.equal(url.port, "10000");
      }),
    );
  });
});
