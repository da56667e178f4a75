import assert from "node:assert/strict";
import { overlay, type JsonObject } from "../../../../local-cloud/json";
import { itRejects, propertiesOf, refusedWith, resourceId, TestCloud } from "../cloud";
import { server, serverId, serverType } from "../samples";

const restoredId = resourceId(serverType, "ftl-db-restored");

/** The source is made at noon of the 20th; it is now noon of the 30th. */
const restore: JsonObject = {
  location: "centralindia",
  properties: {
    createMode: "PointInTimeRestore",
    sourceServerResourceId: serverId,
    pointInTimeUTC: "2026-11-28T09:30:00Z",
  },
};

describe("a point-in-time restore", () => {
  let cloud: TestCloud;
  beforeEach(async () => {
    cloud = await TestCloud.open();
    await cloud.put(
      serverId,
      overlay(server, {
        properties: {
          backup: { backupRetentionDays: 7 },
          highAvailability: { mode: "SameZone" },
        },
      }),
    );
    cloud.advance({ days: 10 });
  });
  afterEach(() => cloud.close());

  itRejects(
    "a restore",
    [
      [
        "without a source",
        { properties: { sourceServerResourceId: null } },
        "MissingRequiredParameter",
      ],
      ["without a time", { properties: { pointInTimeUTC: null } }, "MissingRequiredParameter"],
      [
        "of a server that isn't there",
        { properties: { sourceServerResourceId: resourceId(serverType, "nodb") } },
        "ResourceNotFound",
      ],
      ["into another region", { location: "southindia" }, "InvalidParameterValue"],
      [
        "to a time before the retention",
        { properties: { pointInTimeUTC: "2026-11-23T11:59:59Z" } },
        "RestorePointInTimeInvalid",
      ],
      [
        "to a time to come",
        { properties: { pointInTimeUTC: "2026-11-30T12:00:01Z" } },
        "RestorePointInTimeInvalid",
      ],
      [
        "to a time that is none",
        { properties: { pointInTimeUTC: "yesterday" } },
        "RestorePointInTimeInvalid",
      ],
      [
        "of a public server into a network",
        {
          properties: {
            network: {
              delegatedSubnetResourceId: `${resourceId("Microsoft.Network/virtualNetworks", "net")}/subnets/data`,
            },
          },
        },
        "InvalidParameterValue",
        /public access/,
      ],
    ],
    (change) => cloud.put(restoredId, overlay(restore, change)),
  );

  it("rejects a public server out of one in a network", () => {
    const source = cloud.find(serverId)!;
    source.desired = overlay(source.desired, {
      properties: { network: { delegatedSubnetResourceId: "a subnet" } },
    });

    return refusedWith(cloud.put(restoredId, restore), "InvalidParameterValue", {
      message: /private access can only be restored to one with private access/,
    });
  });

  for (const pointInTimeUTC of ["2026-11-23T12:00:00Z", "2026-11-30T12:00:00Z"]) {
    it(`reaches ${pointInTimeUTC}, an end of its range`, async () => {
      const made = await cloud.put(
        restoredId,
        overlay(restore, { properties: { pointInTimeUTC } }),
      );

      assert.equal(propertiesOf(made).state, "Ready");
    });
  }

  it("makes a server of the same size, version and login, without the standby", async () => {
    const made = await cloud.put(restoredId, restore);
    const { version, administratorLogin, storage, highAvailability } = propertiesOf(made);

    assert.deepEqual(made.sku, server.sku);
    assert.equal(version, "16");
    assert.equal(administratorLogin, "ftladmin");
    assert.equal((storage as JsonObject).storageSizeGB, 64);
    assert.deepEqual(highAvailability, { mode: "Disabled", state: "NotEnabled" });
  });

  it("copies neither firewall rules nor server parameters", async () => {
    await cloud.put(`${serverId}/firewallRules/office`, {
      properties: { startIpAddress: "203.0.113.1", endIpAddress: "203.0.113.1" },
    });
    await cloud.put(`${serverId}/configurations/timezone`, {
      properties: { value: "Asia/Kolkata" },
    });

    await cloud.put(restoredId, restore);

    assert.equal(cloud.find(`${restoredId}/firewallRules/office`), undefined);
    assert.equal(cloud.find(`${restoredId}/configurations/timezone`), undefined);
  });

  it("leaves the source as it is", async () => {
    const before = cloud.get(serverId);
    await cloud.put(restoredId, restore);

    assert.deepEqual(cloud.get(serverId), before);
  });

  it("has backups of its own from its making on", async () => {
    const made = propertiesOf(await cloud.put(restoredId, restore));

    assert.equal((made.backup as JsonObject).earliestRestoreDate, "2026-11-30T12:00:00.000Z");
  });

  it("has the databases that its source had at the moment", async () => {
    const properties = { charset: "UTF8", collation: "en_US.utf8" };
    await cloud.put(`${serverId}/databases/app`, { properties });
    cloud.advance({ days: 1 });
    const pointInTimeUTC = cloud.now().toISOString();
    cloud.advance({ days: 1 });
    await cloud.put(`${serverId}/databases/later`, { properties });

    await cloud.put(restoredId, overlay(restore, { properties: { pointInTimeUTC } }));

    assert.deepEqual(propertiesOf(cloud.get(`${restoredId}/databases/app`)), properties);
    assert.equal(cloud.find(`${restoredId}/databases/later`), undefined);
  });

  it("is a server like any other afterwards: writing the same again restores nothing", async () => {
    await cloud.put(restoredId, restore);
    await cloud.delete(serverId);

    const updated = await cloud.put(restoredId, overlay(restore, { tags: { a: "b" } }));

    assert.deepEqual(updated.tags, { a: "b" });
  });

  it("rejects a server whose source is gone", async () => {
    await cloud.delete(serverId);

    await refusedWith(cloud.put(restoredId, restore), "ResourceNotFound", { status: 404 });
  });
});
