import assert from "node:assert/strict";
import { overlay, type JsonObject } from "../../../../local-cloud/json";
import { oldCustomerVariable } from "../../../../local-cloud/arm/types/cache/classic";
import { itRejects, propertiesOf, refusedWith, resourceId, TestCloud } from "../cloud";
import { network, networkId, subnet, subnetId } from "../samples";

const cacheId = resourceId("Microsoft.Cache/redis", "ftl-classic");
const sku = (name: string, capacity: number): JsonObject => ({
  properties: { sku: { name, family: name === "Premium" ? "P" : "C", capacity } },
});
const cache: JsonObject = { location: "centralindia", ...sku("Standard", 1) };

describe("an Azure Cache for Redis", () => {
  let cloud: TestCloud;
  beforeEach(async () => {
    cloud = await TestCloud.open();
  });
  afterEach(() => cloud.close());

  describe("of a customer without one", () => {
    it("rejects its creation since April 2026", () =>
      refusedWith(cloud.put(cacheId, cache), "BadRequest", { message: /new customers/ }));

    it("was made until then", async () => {
      cloud.setTime("2026-03-31T23:59:59Z");

      assert.equal((await cloud.put(cacheId, cache)).name, "ftl-classic");
    });
  });

  describe("of a customer who had one", () => {
    beforeEach(async () => {
      cloud.setTime("2026-03-01T00:00:00Z");
      await cloud.put(resourceId("Microsoft.Cache/redis", "ftl-old"), cache);
      cloud.setTime("2026-11-20T12:00:00Z");
    });

    itRejects(
      "a cache",
      [
        [
          "of a family that is not its tier's",
          { properties: { sku: { family: "P" } } },
          "InvalidRequestBody",
        ],
        ["of size C7", sku("Standard", 7), "InvalidRequestBody"],
        ["of size P0", sku("Premium", 0), "InvalidRequestBody"],
        ["of size P6", sku("Premium", 6), "InvalidRequestBody"],
        [
          "of an unknown tier",
          { properties: { sku: { name: "Balanced_B1" } } },
          "InvalidRequestBody",
        ],
        ["without a size", { properties: { sku: { capacity: null } } }, "InvalidRequestBody"],
        [
          "in a network without being Premium",
          { properties: { subnetId: subnetId("cache") } },
          "InvalidRequestBody",
          /Premium/,
        ],
        [
          "in a subnet that isn't there",
          overlay(sku("Premium", 1), { properties: { subnetId: subnetId("nosubnet") } }),
          "InvalidRequestBody",
          /not found/,
        ],
      ],
      (change) => cloud.put(cacheId, overlay(cache, change)),
    );

    it("has a second instance and TLS 1.2 on the Standard tier", async () => {
      const { hostName, sslPort, instances, minimumTlsVersion, redisConfiguration } = propertiesOf(
        await cloud.put(cacheId, cache),
      );

      assert.equal(hostName, "ftl-classic.redis.cache.windows.net");
      assert.equal(sslPort, 6380);
      assert.equal((instances as JsonObject[]).length, 2);
      assert.equal(minimumTlsVersion, "1.2");
      assert.deepEqual(redisConfiguration, {
        "maxmemory-policy": "volatile-lru",
        maxclients: "1000",
      });
    });

    it("has one instance on the Basic tier", async () => {
      const { instances } = propertiesOf(await cloud.put(cacheId, overlay(cache, sku("Basic", 0))));

      assert.equal((instances as JsonObject[]).length, 1);
    });

    for (const [from, to] of [
      [sku("Standard", 1), sku("Basic", 1)],
      [sku("Premium", 1), sku("Standard", 1)],
      [sku("Basic", 1), sku("Premium", 1)],
      [sku("Standard", 2), sku("Standard", 0)],
    ] as const) {
      it(`rejects scaling from ${JSON.stringify(from)} to ${JSON.stringify(to)}`, async () => {
        await cloud.put(cacheId, overlay(cache, from));

        await refusedWith(cloud.put(cacheId, overlay(cache, to)), "InvalidRequestBody", {
          message: /can't be scaled/,
        });
      });
    }

    for (const [from, to] of [
      [sku("Basic", 1), sku("Standard", 1)],
      [sku("Standard", 1), sku("Premium", 1)],
      [sku("Standard", 0), sku("Standard", 6)],
      [sku("Standard", 3), sku("Standard", 1)],
    ] as const) {
      it(`scales from ${JSON.stringify(from)} to ${JSON.stringify(to)}`, async () => {
        await cloud.put(cacheId, overlay(cache, from));

        const scaled = propertiesOf(await cloud.put(cacheId, overlay(cache, to)));

        assert.deepEqual({ properties: { sku: scaled.sku } }, to);
      });
    }

    it("holds its subnet", async () => {
      await cloud.put(networkId, network);
      await cloud.put(subnetId("cache"), subnet("10.0.0.0/24"));
      await cloud.put(
        cacheId,
        overlay(overlay(cache, sku("Premium", 1)), {
          properties: { subnetId: subnetId("cache") },
        }),
      );

      await refusedWith(cloud.delete(subnetId("cache")), "InUseSubnetCannotBeDeleted");
    });

    it("rejects another subnet", async () => {
      await cloud.put(cacheId, overlay(cache, sku("Premium", 1)));

      await refusedWith(
        cloud.put(
          cacheId,
          overlay(overlay(cache, sku("Premium", 1)), {
            properties: { subnetId: subnetId("cache") },
          }),
        ),
        "PropertyChangeNotAllowed",
      );
    });

    it("has two keys, each made anew by itself", async () => {
      await cloud.put(cacheId, cache);
      const before = (await cloud.act(cacheId, "listKeys")) as JsonObject;
      await cloud.act(cacheId, "regenerateKey", { keyType: "Secondary" });
      const after = (await cloud.act(cacheId, "listKeys")) as JsonObject;

      assert.equal(after.primaryKey, before.primaryKey);
      assert.notEqual(after.secondaryKey, before.secondaryKey);
    });

    it("rejects a name that is taken", async () => {
      await cloud.put(`${cacheId.replace("/rg/", "/other/")}`.split("/providers/")[0]!, {
        location: "centralindia",
      });
      await cloud.put(cacheId, cache);

      await refusedWith(cloud.put(cacheId.replace("/rg/", "/other/"), cache), "NameNotAvailable");
    });
  });

  describe("of a customer who is said to be an old one", () => {
    const before = process.env[oldCustomerVariable];
    beforeEach(() => {
      process.env[oldCustomerVariable] = "allowed";
    });
    afterEach(() => {
      if (before === undefined) delete process.env[oldCustomerVariable];
      else process.env[oldCustomerVariable] = before;
    });

    it("is made", async () => {
      assert.equal((await cloud.put(cacheId, cache)).name, "ftl-classic");
    });
  });
});
