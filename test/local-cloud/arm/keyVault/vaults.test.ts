import assert from "node:assert/strict";
import { overlay, type JsonObject } from "../../../../local-cloud/json";
import { resourceGroupId } from "../../../../local-cloud/arm/resourceId";
import { purgeVault } from "../../../../local-cloud/arm/types/keyVault/vaults";
import {
  itRejects,
  propertiesOf,
  refusedWith,
  resourceId,
  subscriptionId,
  TestCloud,
} from "../cloud";
import { vault, vaultId } from "../samples";

const secretId = `${vaultId}/secrets/api-key`;
const secret: JsonObject = { properties: { value: "s3cret" } };
const recover: JsonObject = { location: "centralindia", properties: { createMode: "recover" } };
const purgeProtected: JsonObject = { properties: { enablePurgeProtection: true } };

describe("a key vault", () => {
  let cloud: TestCloud;
  beforeEach(async () => {
    cloud = await TestCloud.open();
  });
  afterEach(() => cloud.close());

  const made = async (...changes: JsonObject[]) =>
    propertiesOf(await cloud.put(vaultId, changes.reduce(overlay, vault)));
  const purge = async () => purgeVault(cloud.resourceManager, "ftl-vault");

  itRejects(
    "a vault",
    [
      ["without a tenant", { properties: { tenantId: null } }, "BadRequest", /tenantId/],
      ["without a sku", { properties: { sku: null } }, "BadRequest", /sku/],
      ["of an unknown sku", { properties: { sku: { name: "basic" } } }, "BadRequest", /sku/],
      [
        "that keeps what is deleted for 6 days",
        { properties: { softDeleteRetentionInDays: 6 } },
        "BadRequest",
        /softDeleteRetentionInDays/,
      ],
      [
        "that keeps what is deleted for 91 days",
        { properties: { softDeleteRetentionInDays: 91 } },
        "BadRequest",
        /softDeleteRetentionInDays/,
      ],
      [
        "that keeps nothing",
        { properties: { enableSoftDelete: false } },
        "BadRequest",
        /enableSoftDelete/,
      ],
      [
        "that says it is not purge-protected",
        { properties: { enablePurgeProtection: false } },
        "BadRequest",
        /enablePurgeProtection/,
      ],
      [
        "with 1025 access policies",
        { properties: { accessPolicies: Array.from({ length: 1025 }, () => ({})) } },
        "BadRequest",
        /accessPolicies/,
      ],
      ["that recovers what isn't there", recover, "SoftDeletedVaultDoesNotExist"],
    ],
    (change) => cloud.put(vaultId, overlay(vault, change)),
  );

  for (const name of ["kv", "1vault", "vault-", "ftl--vault", "ftl_vault", "v".repeat(25)]) {
    it(`rejects the name ${name}`, () =>
      refusedWith(
        cloud.put(resourceId("Microsoft.KeyVault/vaults", name), vault),
        "VaultNameNotValid",
      ));
  }

  it("rejects a name that another vault has", async () => {
    const otherGroup = resourceGroupId(subscriptionId, "other");
    await cloud.put(otherGroup, { location: "centralindia" });
    await made();

    await refusedWith(
      cloud.put(vaultId.replace("/resourceGroups/rg/", "/resourceGroups/other/"), vault),
      "VaultAlreadyExists",
      { status: 409 },
    );
  });

  it("keeps what is deleted for 90 days, and is public, unless told otherwise", async () => {
    const { softDeleteRetentionInDays, enableSoftDelete, publicNetworkAccess, vaultUri } =
      await made();

    assert.deepEqual(
      { softDeleteRetentionInDays, enableSoftDelete, publicNetworkAccess, vaultUri },
      {
        softDeleteRetentionInDays: 90,
        enableSoftDelete: true,
        publicNetworkAccess: "Enabled",
        vaultUri: "https://ftl-vault.vault.azure.net/",
      },
    );
  });

  it("rejects another retention than it was made with", async () => {
    await made({ properties: { softDeleteRetentionInDays: 7 } });

    await refusedWith(
      cloud.put(vaultId, overlay(vault, { properties: { softDeleteRetentionInDays: 30 } })),
      "BadRequest",
      { message: /can't be modified/ },
    );
  });

  it("keeps its retention and its purge protection when a write doesn't name them", async () => {
    await made(purgeProtected, { properties: { softDeleteRetentionInDays: 7 } });

    const updated = await made();

    assert.equal(updated.softDeleteRetentionInDays, 7);
    assert.equal(updated.enablePurgeProtection, true);
  });

  it("rejects to lose its purge protection", async () => {
    await made(purgeProtected);

    await refusedWith(
      cloud.put(vaultId, overlay(vault, { properties: { enablePurgeProtection: false } })),
      "BadRequest",
    );
  });

  describe("after its delete", () => {
    beforeEach(async () => {
      await made({ properties: { softDeleteRetentionInDays: 7, enabledForDeployment: true } });
      await cloud.put(secretId, secret);
      await cloud.delete(vaultId);
    });

    it("keeps its name for its retention", async () => {
      await refusedWith(cloud.put(vaultId, vault), "ConflictError", { status: 409 });

      cloud.advance({ days: 6 });
      await refusedWith(cloud.put(vaultId, vault), "ConflictError");

      cloud.advance({ days: 1 });
      assert.equal((await made()).provisioningState, "Succeeded");
    });

    it("is empty when it is made anew after its purge", async () => {
      await purge();
      await made();

      assert.equal(cloud.find(secretId), undefined);
      assert.equal((await cloud.put(secretId, secret)).name, "api-key");
    });

    it("is what it was when it is recovered, with its secrets", async () => {
      const recovered = propertiesOf(await cloud.put(vaultId, recover));

      assert.equal(recovered.softDeleteRetentionInDays, 7);
      assert.equal(recovered.enabledForDeployment, true);
      assert.equal(recovered.enableRbacAuthorization, true);
      assert.equal(recovered.createMode, undefined);
      assert.equal(cloud.get(secretId).name, "api-key");
    });

    it("is not recovered in another region", () =>
      refusedWith(cloud.put(vaultId, { ...recover, location: "southindia" }), "ConflictError"));

    it("is not recovered in another group", async () => {
      const otherGroup = resourceGroupId(subscriptionId, "other");
      await cloud.put(otherGroup, { location: "centralindia" });

      await refusedWith(
        cloud.put(vaultId.replace("/resourceGroups/rg/", "/resourceGroups/other/"), recover),
        "ConflictError",
      );
    });

    it("is recovered once", async () => {
      await cloud.put(vaultId, recover);
      await cloud.delete(vaultId);
      await purge();

      await refusedWith(cloud.put(vaultId, recover), "SoftDeletedVaultDoesNotExist");
    });
  });

  it("doesn't recover a secret that had been deleted before it", async () => {
    await made();
    await cloud.put(secretId, secret);
    await cloud.delete(secretId);
    await cloud.delete(vaultId);

    await cloud.put(vaultId, recover);

    assert.equal(cloud.find(secretId), undefined);
  });

  it("recovers with the group that took it along", async () => {
    const group = resourceGroupId(subscriptionId, "rg");
    await made();
    await cloud.put(secretId, secret);
    await cloud.delete(group);
    await cloud.put(group, { location: "centralindia" });

    await cloud.put(vaultId, recover);

    assert.equal(cloud.get(secretId).name, "api-key");
  });

  it("rejects its purge when it is protected", async () => {
    await made(purgeProtected);
    await cloud.delete(vaultId);

    await refusedWith(purge(), "MethodNotAllowed", { status: 405 });
  });

  it("rejects a purge of what isn't there", () =>
    refusedWith(purge(), "DeletedVaultNotFound", { status: 404 }));
});
