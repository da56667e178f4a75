import assert from "node:assert/strict";
import { overlay, type JsonObject } from "../../../../local-cloud/json";
import { itRejects, propertiesOf, refusedWith, TestCloud, textOf } from "../cloud";
import { cluster, clusterId } from "../samples";

const databaseId = `${clusterId}/databases/default`;
const search: JsonObject = { properties: { modules: [{ name: "RediSearch" }] } };

describe("the database of an Azure Managed Redis cluster", () => {
  let cloud: TestCloud;
  beforeEach(async () => {
    cloud = await TestCloud.open();
    await cloud.put(clusterId, cluster);
  });
  afterEach(() => cloud.close());

  itRejects(
    "a database",
    [
      [
        "without encryption or its opposite",
        { properties: { clientProtocol: "Both" } },
        "BadRequest",
        /clientProtocol/,
      ],
      ["on the old service's port", { properties: { port: 6380 } }, "BadRequest", /port 6380/],
      [
        "of an unknown clustering policy",
        { properties: { clusteringPolicy: "Cluster" } },
        "BadRequest",
        /clusteringPolicy/,
      ],
      [
        "of an unknown eviction policy",
        { properties: { evictionPolicy: "volatile-lru" } },
        "BadRequest",
        /evictionPolicy/,
      ],
      [
        "whose access keys are neither on nor off",
        { properties: { accessKeysAuthentication: true } },
        "BadRequest",
        /accessKeysAuthentication/,
      ],
      [
        "with search on an OSS cluster",
        overlay(search, { properties: { evictionPolicy: "NoEviction" } }),
        "BadRequest",
        /RediSearch/,
      ],
      [
        "with search that evicts",
        overlay(search, { properties: { clusteringPolicy: "EnterpriseCluster" } }),
        "BadRequest",
        /RediSearch/,
      ],
    ],
    (change) => cloud.put(databaseId, change),
  );

  it("rejects a name other than default", () =>
    refusedWith(cloud.put(`${clusterId}/databases/second`, {}), "BadRequest", {
      message: /named 'default'/,
    }));

  it("rejects NoCluster above 25 GB", async () => {
    await cloud.put(clusterId, { ...cluster, sku: { name: "Balanced_B50" } });

    await refusedWith(
      cloud.put(databaseId, { properties: { clusteringPolicy: "NoCluster" } }),
      "BadRequest",
      { message: /25 GB/ },
    );
  });

  it("takes NoCluster up to 25 GB", async () => {
    await cloud.put(clusterId, { ...cluster, sku: { name: "Balanced_B20" } });

    const made = await cloud.put(databaseId, { properties: { clusteringPolicy: "NoCluster" } });

    assert.equal(propertiesOf(made).clusteringPolicy, "NoCluster");
  });

  it("takes search with a single endpoint and no eviction", async () => {
    const made = await cloud.put(
      databaseId,
      overlay(search, {
        properties: { clusteringPolicy: "EnterpriseCluster", evictionPolicy: "NoEviction" },
      }),
    );

    assert.equal(propertiesOf(made).resourceState, "Running");
  });

  it("is encrypted, on port 10000, without access keys, unless told otherwise", async () => {
    const { clientProtocol, port, clusteringPolicy, evictionPolicy, accessKeysAuthentication } =
      propertiesOf(await cloud.put(databaseId, {}));

    assert.deepEqual(
      { clientProtocol, port, clusteringPolicy, evictionPolicy, accessKeysAuthentication },
      {
        clientProtocol: "Encrypted",
        port: 10_000,
        clusteringPolicy: "OSSCluster",
        evictionPolicy: "VolatileLRU",
        accessKeysAuthentication: "Disabled",
      },
    );
  });

  for (const [from, to] of [
    ["OSSCluster", "EnterpriseCluster"],
    ["EnterpriseCluster", "OSSCluster"],
    ["OSSCluster", "NoCluster"],
  ] as const) {
    it(`rejects a change of its clustering policy from ${from} to ${to}`, async () => {
      await cloud.put(databaseId, { properties: { clusteringPolicy: from } });

      await refusedWith(
        cloud.put(databaseId, { properties: { clusteringPolicy: to } }),
        "BadRequest",
        { message: /create it again/ },
      );
    });
  }

  it("changes its clustering policy from NoCluster, and when it is made anew", async () => {
    await cloud.put(databaseId, { properties: { clusteringPolicy: "NoCluster" } });
    await cloud.put(databaseId, { properties: { clusteringPolicy: "OSSCluster" } });
    await cloud.delete(databaseId);

    const made = await cloud.put(databaseId, {
      properties: { clusteringPolicy: "EnterpriseCluster" },
    });

    assert.equal(propertiesOf(made).clusteringPolicy, "EnterpriseCluster");
  });

  it("rejects another set of modules", async () => {
    await cloud.put(databaseId, {});

    await refusedWith(cloud.put(databaseId, search), "PropertyChangeNotAllowed");
  });

  it("has two keys, each made anew by itself", async () => {
    await cloud.put(databaseId, {});
    const before = (await cloud.act(databaseId, "listKeys")) as JsonObject;

    await cloud.act(databaseId, "regenerateKey", { keyType: "Primary" });

    const after = (await cloud.act(databaseId, "listKeys")) as JsonObject;
    assert.notEqual(before.primaryKey, before.secondaryKey);
    assert.notEqual(after.primaryKey, before.primaryKey);
    assert.equal(after.secondaryKey, before.secondaryKey);
    assert.equal(textOf(after, "primaryKey").length, 44);
  });

  it("has other keys when it is made anew", async () => {
    await cloud.put(databaseId, {});
    const before = await cloud.act(databaseId, "listKeys");
    await cloud.delete(databaseId);
    cloud.advance({ seconds: 1 });
    await cloud.put(databaseId, {});

    assert.notDeepEqual(await cloud.act(databaseId, "listKeys"), before);
  });

  it("rejects a third kind of key", async () => {
    await cloud.put(databaseId, {});

    await refusedWith(
      cloud.act(databaseId, "regenerateKey", { keyType: "Tertiary" }),
      "BadRequest",
    );
  });

  it("goes with its cluster", async () => {
    await cloud.put(databaseId, {});
    await cloud.delete(clusterId);

    assert.equal(cloud.find(databaseId), undefined);
  });
});
