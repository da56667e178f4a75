import assert from "node:assert/strict";
import { overlay, type JsonObject } from "../../../../local-cloud/json";
import { itRejects, propertiesOf, refusedWith, TestCloud } from "../cloud";
import {
  link,
  linkId,
  network,
  networkId,
  server,
  serverId,
  serverType,
  subnet,
  subnetId,
  zone,
  zoneId,
} from "../samples";

const burstable: JsonObject = { sku: { name: "Standard_B1ms", tier: "Burstable" } };

describe("on a PostgreSQL flexible server", () => {
  let cloud: TestCloud;
  beforeEach(async () => {
    cloud = await TestCloud.open();
    await cloud.put(serverId, server);
  });
  afterEach(() => cloud.close());

  describe("a database", () => {
    const databaseId = `${serverId}/databases/ftl2026`;

    it("speaks UTF8 and English unless told otherwise", async () => {
      const { charset, collation } = propertiesOf(await cloud.put(databaseId, {}));

      assert.deepEqual({ charset, collation }, { charset: "UTF8", collation: "en_US.utf8" });
    });

    for (const name of ["1ftl", "-ftl", "ftl db", "f".repeat(64), "template1", "azure_sys"]) {
      it(`rejects the name ${name}`, () =>
        refusedWith(cloud.put(`${serverId}/databases/${name}`, {}), "InvalidDatabaseName"));
    }

    for (const change of [{ charset: "LATIN1" }, { collation: "C" }] as const) {
      it(`rejects a change of its ${Object.keys(change)[0]}`, async () => {
        await cloud.put(databaseId, {});

        await refusedWith(
          cloud.put(databaseId, { properties: change }),
          "PropertyChangeNotAllowed",
        );
      });
    }

    it("goes with its server", async () => {
      await cloud.put(databaseId, {});
      await cloud.delete(serverId);

      assert.equal(cloud.find(databaseId), undefined);
    });
  });

  describe("a firewall rule", () => {
    const ruleId = `${serverId}/firewallRules/office`;
    const rule: JsonObject = {
      properties: { startIpAddress: "203.0.113.1", endIpAddress: "203.0.113.9" },
    };

    itRejects(
      "a rule",
      [
        [
          "that begins nowhere",
          { properties: { startIpAddress: null } },
          "InvalidParameterValue",
          /StartIpAddress/,
        ],
        [
          "that begins at no address",
          { properties: { startIpAddress: "203.0.113" } },
          "InvalidParameterValue",
          /StartIpAddress/,
        ],
        [
          "that ends at an IPv6 address",
          { properties: { endIpAddress: "2001:db8::1" } },
          "InvalidParameterValue",
          /EndIpAddress/,
        ],
        [
          "that ends before it begins",
          { properties: { endIpAddress: "203.0.113.0" } },
          "InvalidParameterValue",
          /EndIpAddress/,
        ],
      ],
      (change) => cloud.put(ruleId, overlay(rule, change)),
    );

    it("rejects a name with a space", () =>
      refusedWith(cloud.put(`${serverId}/firewallRules/my office`, rule), "InvalidParameterValue"));

    it("holds for one address, and for Azure's own", async () => {
      for (const address of ["203.0.113.1", "0.0.0.0"]) {
        const made = await cloud.put(ruleId, {
          properties: { startIpAddress: address, endIpAddress: address },
        });
        assert.equal(propertiesOf(made).endIpAddress, address);
      }
    });

    it("rejects a server in a virtual network", async () => {
      const zoneName = "ftl.private.postgres.database.azure.com";
      await cloud.delete(serverId);
      await cloud.put(networkId, network);
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

      await refusedWith(cloud.put(ruleId, rule), "FirewallRuleNotSupportedForVnetServer");
    });
  });

  describe("an on-demand backup", () => {
    const backupId = (name: string) => `${serverId}/backups/${name}`;

    it("is complete at once, and the customer's", async () => {
      const made = propertiesOf(await cloud.put(backupId("before-cutover"), {}));

      assert.equal(made.backupType, "Customer On-Demand");
      assert.equal(made.completedTime, "2026-11-20T12:00:00.000Z");
    });

    it("rejects a Burstable server", async () => {
      await cloud.delete(serverId);
      await cloud.put(serverId, overlay(server, burstable));

      await refusedWith(cloud.put(backupId("one"), {}), "BackupNotSupportedForBurstableSku");
    });

    it("rejects a server on Premium SSD v2", async () => {
      await cloud.delete(serverId);
      await cloud.put(
        serverId,
        overlay(server, { properties: { storage: { type: "PremiumV2_LRS" } } }),
      );

      await refusedWith(cloud.put(backupId("one"), {}), "BackupNotSupportedForStorageType");
    });

    it("rejects the eighth, until one of the seven is past its retention", async () => {
      for (let number = 1; number <= 7; number += 1) await cloud.put(backupId(`b${number}`), {});
      await refusedWith(cloud.put(backupId("b8"), {}), "MaximumOnDemandBackupsReached");

      cloud.advance({ days: 8 });

      assert.equal((await cloud.put(backupId("b8"), {})).name, "b8");
    });

    it("is written again without being an eighth", async () => {
      for (let number = 1; number <= 7; number += 1) await cloud.put(backupId(`b${number}`), {});

      assert.equal((await cloud.put(backupId("b7"), {})).name, "b7");
    });
  });
});
