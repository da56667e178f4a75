import assert from "node:assert/strict";
import { overlay, type JsonObject } from "../../../../local-cloud/json";
import { childId, resourceGroupId } from "../../../../local-cloud/arm/resourceId";
import { skuSize } from "../../../../local-cloud/arm/types/cache/managedCluster";
import { itRejects, propertiesOf, refusedWith, resourceId, TestCloud } from "../cloud";
import { cluster, clusterId } from "../samples";

const type = "Microsoft.Cache/redisEnterprise";

describe("a cluster of Azure Managed Redis", () => {
  let cloud: TestCloud;
  beforeEach(async () => {
    cloud = await TestCloud.open();
  });
  afterEach(() => cloud.close());

  const made = async (...changes: JsonObject[]) =>
    propertiesOf(await cloud.put(clusterId, changes.reduce(overlay, cluster)));

  itRejects(
    "a cluster",
    [
      [
        "of the Enterprise tiers",
        { sku: { name: "Enterprise_E10" } },
        "BadRequest",
        /no longer supported/,
      ],
      ["of a size that there isn't", { sku: { name: "Balanced_B2" } }, "BadRequest", /not a sku/],
      ["of the old service's sizes", { sku: { name: "Standard" } }, "BadRequest", /not a sku/],
      ["without a sku", { sku: { name: null } }, "BadRequest"],
      [
        "that doesn't say whether it is public",
        { properties: { publicNetworkAccess: null } },
        "BadRequest",
        /publicNetworkAccess/,
      ],
      [
        "that takes TLS 1.1",
        { properties: { minimumTlsVersion: "1.1" } },
        "BadRequest",
        /minimumTlsVersion/,
      ],
      [
        "whose availability is neither",
        { properties: { highAvailability: "On" } },
        "BadRequest",
        /highAvailability/,
      ],
      ["without a location", { location: null }, "LocationRequired"],
    ],
    (change) => cloud.put(clusterId, overlay(cluster, change)),
  );

  for (const name of ["-cache", "cache-", "ftl--cache", "ftl_cache", "f".repeat(61)]) {
    it(`rejects the name ${name}`, () =>
      refusedWith(cloud.put(resourceId(type, name), cluster), "InvalidParameter"));
  }

  it("rejects a name that another subscription has in the same region, and takes it in another one", async () => {
    const elsewhere = resourceGroupId("f7150000-0000-4000-8000-00000000000f", "rg");
    const other = childId(elsewhere, type, ["ftl-cache"]);
    await cloud.put(elsewhere, { location: "centralindia" });
    await made();

    await refusedWith(cloud.put(other, cluster), "NameNotAvailable", { status: 409 });

    assert.equal((await cloud.put(other, { ...cluster, location: "eastasia" })).name, "ftl-cache");
  });

  for (const [sku, size] of [
    ["Balanced_B0", 0],
    ["Balanced_B1000", 1000],
    ["MemoryOptimized_M10", 10],
    ["ComputeOptimized_X3", 3],
    ["FlashOptimized_A250", 250],
    ["MemoryOptimized_M1", undefined],
    ["Balanced_X3", undefined],
    ["Balanced_B", undefined],
  ] as const) {
    it(`knows ${sku} as ${size === undefined ? "no size" : `size ${size}`}`, () =>
      assert.equal(skuSize(sku), size));
  }

  it("is highly available over zones, with TLS 1.2, unless told otherwise", async () => {
    const { highAvailability, redundancyMode, minimumTlsVersion, hostName } = await made();

    assert.deepEqual(
      { highAvailability, redundancyMode, minimumTlsVersion, hostName },
      {
        highAvailability: "Enabled",
        redundancyMode: "ZR",
        minimumTlsVersion: "1.2",
        hostName: "ftl-cache.centralindia.redis.azure.net",
      },
    );
  });

  for (const [location, highAvailability, mode] of [
    ["Central India", "Disabled", "None"],
    ["southindia", "Enabled", "LR"],
  ] as const) {
    it(`is redundant as ${mode} in ${location} with high availability ${highAvailability}`, async () => {
      const { redundancyMode } = await made({ location, properties: { highAvailability } });

      assert.equal(redundancyMode, mode);
    });
  }

  it("rejects to lose high availability", async () => {
    await made();

    await refusedWith(
      cloud.put(clusterId, overlay(cluster, { properties: { highAvailability: "Disabled" } })),
      "BadRequest",
    );
  });

  it("gains high availability, and keeps it when a write doesn't name it", async () => {
    await made({ properties: { highAvailability: "Disabled" } });
    await made({ properties: { highAvailability: "Enabled" } });

    assert.equal((await made()).highAvailability, "Enabled");
  });

  it("changes its size", async () => {
    await made();

    const scaled = await cloud.put(clusterId, { ...cluster, sku: { name: "Balanced_B5" } });

    assert.deepEqual(scaled.sku, { name: "Balanced_B5" });
  });
});
