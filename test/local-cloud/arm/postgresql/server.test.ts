import assert from "node:assert/strict";
import fc from "fast-check";
import { overlay, type JsonObject } from "../../../../local-cloud/json";
import { childId, resourceGroupId } from "../../../../local-cloud/arm/resourceId";
import { premiumDisks } from "../../../../local-cloud/arm/types/postgresql/serverRules";
import { itRejects, propertiesOf, refusedWith, resourceId, TestCloud } from "../cloud";
import { server, serverId, serverType } from "../samples";

const highlyAvailable = (mode: string): JsonObject => ({
  properties: { highAvailability: { mode } },
});
const burstable: JsonObject = { sku: { name: "Standard_B1ms", tier: "Burstable" } };

describe("a PostgreSQL flexible server", () => {
  let cloud: TestCloud;
  beforeEach(async () => {
    cloud = await TestCloud.open();
  });
  afterEach(() => cloud.close());

  const made = async (...changes: JsonObject[]) =>
    propertiesOf(await cloud.put(serverId, changes.reduce(overlay, server)));

  itRejects(
    "a server",
    [
      ["without a sku", { sku: { name: null } }, "MissingRequiredParameter"],
      ["without a tier", { sku: { tier: null } }, "MissingRequiredParameter"],
      ["of a size that there isn't", { sku: { name: "Standard_D2" } }, "InvalidParameterValue"],
      [
        "whose size is of another tier",
        { sku: { tier: "MemoryOptimized" } },
        "ServerEditionIncompatibleWithSkuSize",
      ],
      [
        "with AMD compute in Central India",
        { sku: { name: "Standard_D2ads_v5" } },
        "InvalidParameterValue",
      ],
      ["of a version that is retired", { properties: { version: "11" } }, "InvalidParameterValue"],
      ["of a version to come", { properties: { version: "19" } }, "InvalidParameterValue"],
      [
        "without a login",
        { properties: { administratorLogin: null } },
        "MissingRequiredParameter",
        /AdministratorLogin /,
      ],
      [
        "without a password",
        { properties: { administratorLoginPassword: null } },
        "MissingRequiredParameter",
        /AdministratorLoginPassword /,
      ],
      [
        "whose login is reserved",
        { properties: { administratorLogin: "Admin" } },
        "InvalidParameterValue",
      ],
      [
        "whose login begins with pg_",
        { properties: { administratorLogin: "pg_ftl" } },
        "InvalidParameterValue",
      ],
      [
        "whose login begins with a digit",
        { properties: { administratorLogin: "1ftl" } },
        "InvalidParameterValue",
      ],
      [
        "whose password is short",
        { properties: { administratorLoginPassword: "Abc-123" } },
        "PasswordNotComplex",
      ],
      [
        "whose password is of two kinds of characters",
        { properties: { administratorLoginPassword: "tradingplatform1" } },
        "PasswordNotComplex",
      ],
      [
        "whose password holds the login",
        { properties: { administratorLoginPassword: "My-FtlAdmin-2026" } },
        "PasswordNotComplex",
      ],
      [
        "whom nobody may sign in to",
        { properties: { authConfig: { passwordAuth: "Disabled" } } },
        "InvalidParameterValue",
      ],
      [
        "with Entra but no tenant",
        { properties: { authConfig: { activeDirectoryAuth: "Enabled" } } },
        "InvalidParameterValue",
      ],
      [
        "on a disk of no known size",
        { properties: { storage: { storageSizeGB: 100 } } },
        "InvalidParameterValue",
      ],
      [
        "on a disk of a lower tier than its size",
        { properties: { storage: { storageSizeGB: 512, tier: "P10" } } },
        "InvalidParameterValue",
      ],
      [
        "with 6 days of backups",
        { properties: { backup: { backupRetentionDays: 6 } } },
        "InvalidParameterValue",
      ],
      [
        "with 36 days of backups",
        { properties: { backup: { backupRetentionDays: 36 } } },
        "InvalidParameterValue",
      ],
      [
        "with a half day of backups",
        { properties: { backup: { backupRetentionDays: 7.5 } } },
        "InvalidParameterValue",
      ],
      ["with a standby of an unknown kind", highlyAvailable("Sometimes"), "InvalidParameterValue"],
      [
        "with a zone-redundant standby in Central India",
        highlyAvailable("ZoneRedundant"),
        "MultiAzNotSupportedInRegion",
      ],
      [
        "with a standby on the Burstable tier",
        overlay(burstable, highlyAvailable("SameZone")),
        "HANotSupportedForBurstableSkuWithInfo",
      ],
      [
        "with a same-zone standby in another zone",
        {
          properties: {
            availabilityZone: "1",
            highAvailability: { mode: "SameZone", standbyAvailabilityZone: "2" },
          },
        },
        "InvalidParameterValue",
      ],
      [
        "with a zone-redundant standby in its own zone",
        {
          location: "southindia",
          properties: {
            availabilityZone: "1",
            highAvailability: { mode: "ZoneRedundant", standbyAvailabilityZone: "1" },
          },
        },
        "InvalidParameterValue",
      ],
      [
        "with maintenance on an eighth day",
        { properties: { maintenanceWindow: { dayOfWeek: 7 } } },
        "InvalidParameterValue",
      ],
      [
        "with maintenance at 24:00",
        { properties: { maintenanceWindow: { startHour: 24 } } },
        "InvalidParameterValue",
      ],
      [
        "with maintenance at minute 60",
        { properties: { maintenanceWindow: { startMinute: 60 } } },
        "InvalidParameterValue",
      ],
      [
        "made in a mode that there isn't",
        { properties: { createMode: "Copy" } },
        "InvalidParameterValue",
      ],
      [
        "made as a replica, which is not modelled",
        { properties: { createMode: "Replica" } },
        "NotModelled",
      ],
      [
        "made from a dropped one, which is not modelled",
        { properties: { createMode: "ReviveDropped" } },
        "NotModelled",
      ],
    ],
    (change) => cloud.put(serverId, overlay(server, change)),
  );

  for (const name of ["db", "-ftl-db", "ftl-db-", "Ftl-db", "ftl_db", "f".repeat(64)]) {
    it(`rejects the name ${name}`, () =>
      refusedWith(cloud.put(resourceId(serverType, name), server), "InvalidServerName"));
  }

  it("rejects a name that a server of another subscription has", async () => {
    const elsewhere = resourceGroupId("f7150000-0000-4000-8000-00000000000f", "rg");
    await cloud.put(elsewhere, { location: "centralindia" });
    await cloud.put(serverId, server);

    await refusedWith(
      cloud.put(childId(elsewhere, serverType, ["ftl-db"]), server),
      "ServerNameAlreadyExists",
      { status: 409 },
    );
  });

  it("has no login and no password where only Entra lets people in", async () => {
    const shown = await made({
      properties: {
        administratorLogin: null,
        administratorLoginPassword: null,
        authConfig: {
          passwordAuth: "Disabled",
          activeDirectoryAuth: "Enabled",
          tenantId: cloud.resourceManager.tenantId,
        },
      },
    });

    assert.equal(shown.state, "Ready");
  });

  it("takes every retention from 7 to 35 days", async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 7, max: 35 }), async (backupRetentionDays) => {
        const { backup } = await made({ properties: { backup: { backupRetentionDays } } });
        assert.equal((backup as JsonObject).backupRetentionDays, backupRetentionDays);
      }),
      { numRuns: 29 },
    );
  });

  it("says what it is made with where the client says nothing", async () => {
    const { backup, highAvailability, network, authConfig, fullyQualifiedDomainName } =
      await made();

    assert.deepEqual(backup, {
      backupRetentionDays: 7,
      geoRedundantBackup: "Disabled",
      earliestRestoreDate: "2026-11-20T12:00:00.000Z",
    });
    assert.deepEqual(highAvailability, { mode: "Disabled", state: "NotEnabled" });
    assert.deepEqual(network, { publicNetworkAccess: "Enabled" });
    assert.deepEqual(authConfig, { activeDirectoryAuth: "Disabled", passwordAuth: "Enabled" });
    assert.equal(fullyQualifiedDomainName, "ftl-db.postgres.database.azure.com");
  });

  it("never shows its password, nor how it was made", async () => {
    const shown = await made({ properties: { createMode: "Create" } });

    assert.equal(shown.administratorLoginPassword, undefined);
    assert.equal(shown.createMode, undefined);
  });

  for (const { gib, tier, iops } of premiumDisks) {
    it(`has a disk of tier ${tier} with ${iops} operations a second for ${gib} GiB`, async () => {
      const { storage } = await made({ properties: { storage: { storageSizeGB: gib } } });

      assert.deepEqual(storage, { storageSizeGB: gib, tier, iops, autoGrow: "Disabled", type: "" });
    });
  }

  it("has the operations of a higher tier when it is told one", async () => {
    const { storage } = await made({ properties: { storage: { storageSizeGB: 64, tier: "P20" } } });

    assert.equal((storage as JsonObject).iops, 2300);
  });

  it("has any size from 32 GiB on Premium SSD v2", async () => {
    const { storage } = await made({
      properties: { storage: { storageSizeGB: 100, type: "PremiumV2_LRS" } },
    });

    assert.equal((storage as JsonObject).storageSizeGB, 100);
  });

  it("has its standby in its own zone in same-zone mode, in another one in zone-redundant mode", async () => {
    const same = await made(highlyAvailable("SameZone"));
    assert.deepEqual(same.highAvailability, {
      mode: "SameZone",
      state: "Healthy",
      standbyAvailabilityZone: "1",
    });

    const other = resourceId(serverType, "ftl-db-south");
    const apart = propertiesOf(
      await cloud.put(
        other,
        overlay(server, overlay(highlyAvailable("ZoneRedundant"), { location: "southindia" })),
      ),
    );
    assert.deepEqual(apart.highAvailability, {
      mode: "ZoneRedundant",
      state: "Healthy",
      standbyAvailabilityZone: "2",
    });
  });

  it("can be restored as far back as its backups reach", async () => {
    await made();
    cloud.advance({ days: 3 });
    const young = propertiesOf(cloud.get(serverId)).backup as JsonObject;
    cloud.advance({ days: 27 });
    const old = propertiesOf(cloud.get(serverId)).backup as JsonObject;

    assert.equal(young.earliestRestoreDate, "2026-11-20T12:00:00.000Z");
    assert.equal(old.earliestRestoreDate, "2026-12-13T12:00:00.000Z");
  });

  describe("on an update", () => {
    beforeEach(() => made({ properties: { backup: { backupRetentionDays: 14 } } }));

    itRejects(
      "an update",
      [
        [
          "to a smaller disk",
          { properties: { storage: { storageSizeGB: 32 } } },
          "StorageSizeReductionNotSupported",
        ],
        [
          "to an older version",
          { properties: { version: "15" } },
          "InvalidParameterValue",
          /downgrade/,
        ],
        [
          "of its login",
          { properties: { administratorLogin: "other" } },
          "PropertyChangeNotAllowed",
        ],
        [
          "to geo-redundant backups",
          { properties: { backup: { geoRedundantBackup: "Enabled" } } },
          "PropertyChangeNotAllowed",
        ],
        [
          "to another kind of disk",
          { properties: { storage: { type: "PremiumV2_LRS" } } },
          "PropertyChangeNotAllowed",
        ],
        ["to another region", { location: "southindia" }, "InvalidResourceLocation"],
        [
          "with a weak password",
          { properties: { administratorLoginPassword: "weak" } },
          "PasswordNotComplex",
        ],
      ],
      (change) => cloud.put(serverId, overlay(server, change)),
    );

    it("grows, and moves to a newer version and another size", async () => {
      const updated = await made({
        sku: { name: "Standard_D4ds_v5" },
        properties: { version: "17", storage: { storageSizeGB: 128 } },
      });

      assert.equal(updated.version, "17");
      assert.equal((updated.storage as JsonObject).tier, "P10");
    });

    it("keeps what the write doesn't name", async () => {
      const updated = propertiesOf(
        await cloud.put(serverId, { location: "centralindia", tags: { owner: "platform" } }),
      );

      assert.equal((updated.backup as JsonObject).backupRetentionDays, 14);
      assert.equal(updated.version, "16");
    });

    it("is the same when it is written as it was read", async () => {
      const before = cloud.get(serverId);

      assert.deepEqual(await cloud.put(serverId, before), before);
    });
  });

  it("rejects a change from v6 compute to Burstable", async () => {
    await made({ sku: { name: "Standard_D2ds_v6" } });

    await refusedWith(cloud.put(serverId, overlay(server, burstable)), "InvalidParameterValue");
  });

  it("leaves its name free when it is deleted", async () => {
    await made();
    await cloud.delete(serverId);

    assert.equal((await made()).state, "Ready");
  });
});
