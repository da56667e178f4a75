import assert from "node:assert/strict";
import { overlay, type JsonObject } from "../../../../local-cloud/json";
import { purgeVault } from "../../../../local-cloud/arm/types/keyVault/vaults";
import { itRejects, propertiesOf, refusedWith, TestCloud, textOf } from "../cloud";
import { vault, vaultId } from "../samples";

const keyId = `${vaultId}/keys/stack-secrets`;
const key: JsonObject = { properties: { kty: "RSA", keySize: 3072 } };
const recover: JsonObject = { location: "centralindia", properties: { createMode: "recover" } };

describe("a key in a vault", () => {
  let cloud: TestCloud;
  beforeEach(async () => {
    cloud = await TestCloud.open();
    await cloud.put(vaultId, vault);
  });
  afterEach(() => cloud.close());

  itRejects(
    "a key",
    [
      ["of no kind", { kty: null }, "BadParameter", /key type/],
      ["of an unknown kind", { kty: "AES" }, "BadParameter", /key type/],
      ["of an HSM in a standard vault", { kty: "RSA-HSM" }, "BadParameter", /premium/],
      ["of 1024 bits", { keySize: 1024 }, "BadParameter", /2048, 3072, 4096/],
      ["on an unknown curve", { kty: "EC", curveName: "P-128" }, "BadParameter", /curve/],
      ["for what keys can't do", { keyOps: ["decode"] }, "BadParameter", /decode/],
      ["that encrypts on a curve", { kty: "EC", keyOps: ["encrypt"] }, "BadParameter", /encrypt/],
    ],
    (properties) => cloud.put(keyId, overlay(key, { properties })),
  );

  for (const name of ["stack_secrets", "k".repeat(128)]) {
    it(`rejects the name ${name}`, () =>
      refusedWith(cloud.put(`${vaultId}/keys/${name}`, key), "BadParameter"));
  }

  it("is taken from an HSM in a premium vault", async () => {
    await cloud.put(vaultId, overlay(vault, { properties: { sku: { name: "premium" } } }));

    const made = await cloud.put(keyId, overlay(key, { properties: { kty: "RSA-HSM" } }));

    assert.equal(propertiesOf(made).kty, "RSA-HSM");
  });

  it("says where its users find it, with and without its version", async () => {
    const made = propertiesOf(await cloud.put(keyId, key));

    assert.equal(made.keyUri, "https://ftl-vault.vault.azure.net/keys/stack-secrets");
    assert.match(textOf(made, "keyUriWithVersion"), /stack-secrets\/[0-9a-f]{32}$/);
  });

  it("stays as it is when it is written again, whatever the write says", async () => {
    const made = await cloud.put(keyId, key);

    const again = await cloud.put(keyId, overlay(key, { properties: { keySize: 4096 } }));

    assert.deepEqual(again, made);
  });

  describe("after its delete", () => {
    let version: string;
    beforeEach(async () => {
      version = textOf(propertiesOf(await cloud.put(keyId, key)), "keyUriWithVersion");
    });

    it("keeps its name for the vault's retention", async () => {
      await cloud.delete(keyId);
      await refusedWith(cloud.put(keyId, key), "Conflict", { status: 409 });

      cloud.advance({ days: 90 });
      const anew = propertiesOf(await cloud.put(keyId, key));
      assert.notEqual(anew.keyUriWithVersion, version);
    });

    it("is what it was when the vault that took it along is recovered", async () => {
      await cloud.delete(vaultId);

      await cloud.put(vaultId, recover);

      assert.equal(propertiesOf(cloud.get(keyId)).keyUriWithVersion, version);
    });

    it("is gone when that vault is purged", async () => {
      await cloud.delete(vaultId);
      purgeVault(cloud.resourceManager, "ftl-vault");
      await cloud.put(vaultId, vault);
      assert.equal(cloud.find(keyId), undefined);

      assert.equal((await cloud.put(keyId, key)).name, "stack-secrets");
    });
  });
});
