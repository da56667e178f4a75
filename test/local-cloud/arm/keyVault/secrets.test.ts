import assert from "node:assert/strict";
import type { JsonObject } from "../../../../local-cloud/json";
import {
  newestVersion,
  recoverSecret,
  secretVersions,
} from "../../../../local-cloud/arm/types/keyVault/secrets";
import { propertiesOf, refusedWith, TestCloud, textOf } from "../cloud";
import { vault, vaultId } from "../samples";

const secretId = `${vaultId}/secrets/api-key`;
const value = (text: string): JsonObject => ({ properties: { value: text } });

describe("a secret of a key vault", () => {
  let cloud: TestCloud;
  beforeEach(async () => {
    cloud = await TestCloud.open();
    await cloud.put(vaultId, vault);
  });
  afterEach(() => cloud.close());

  const stored = () => {
    const found = cloud.find(secretId);
    assert.ok(found !== undefined, "the secret is there");
    return found;
  };
  const recovered = async () => recoverSecret(cloud.resourceManager, secretId);

  it("is never read back, only its address", async () => {
    const made = propertiesOf(await cloud.put(secretId, value("s3cret")));

    assert.equal(made.value, undefined);
    assert.equal(made.secretUri, "https://ftl-vault.vault.azure.net/secrets/api-key");
    assert.match(
      textOf(made, "secretUriWithVersion"),
      /^https:\/\/ftl-vault\.vault\.azure\.net\/secrets\/api-key\/[0-9a-f]{32}$/,
    );
  });

  it("rejects to be made without a value", () =>
    refusedWith(cloud.put(secretId, { properties: {} }), "BadParameter"));

  it("takes 25600 bytes and rejects one more", async () => {
    await cloud.put(secretId, value("x".repeat(25_600)));

    await refusedWith(cloud.put(secretId, value("ü".repeat(12_801))), "BadParameter", {
      message: /25602 bytes/,
    });
  });

  for (const name of ["api_key", "api key", "k".repeat(128)]) {
    it(`rejects the name ${name}`, () =>
      refusedWith(cloud.put(`${vaultId}/secrets/${name}`, value("x")), "BadParameter"));
  }

  it("has a new version with every value, and keeps the older ones", async () => {
    await cloud.put(secretId, value("first"));
    cloud.advance({ hours: 1 });
    await cloud.put(secretId, value("second"));

    const versions = secretVersions(stored());

    assert.deepEqual(
      versions.map((version) => version.value),
      ["first", "second"],
    );
    assert.notEqual(versions[0]?.version, versions[1]?.version);
    assert.equal(newestVersion(stored())?.value, "second");
  });

  it("was its first value before it had the second", async () => {
    await cloud.put(secretId, value("first"));
    const then = cloud.now();
    cloud.advance({ hours: 1 });
    await cloud.put(secretId, value("second"));

    assert.equal(newestVersion(stored(), then)?.value, "first");
    assert.equal(newestVersion(stored(), new Date(then.getTime() - 1)), undefined);
  });

  it("has no new version by a write without a value", async () => {
    await cloud.put(secretId, value("first"));
    const before = propertiesOf(cloud.get(secretId)).secretUriWithVersion;

    const after = propertiesOf(
      await cloud.put(secretId, { properties: { contentType: "text/plain" } }),
    );

    assert.equal(after.secretUriWithVersion, before);
  });

  describe("after its delete", () => {
    beforeEach(async () => {
      await cloud.put(secretId, value("first"));
      await cloud.delete(secretId);
    });

    it("keeps its name for its vault's retention", async () => {
      cloud.advance({ days: 89 });
      await refusedWith(cloud.put(secretId, value("second")), "Conflict", { status: 409 });

      cloud.advance({ days: 1 });
      assert.equal((await cloud.put(secretId, value("second"))).name, "api-key");
    });

    it("leaves its name to a secret of another vault", async () => {
      const otherVault = vaultId.replace("ftl-vault", "ftl-other");
      await cloud.put(otherVault, vault);

      assert.equal((await cloud.put(`${otherVault}/secrets/api-key`, value("x"))).name, "api-key");
    });

    it("is what it was when it is recovered, once", async () => {
      await recovered();

      assert.equal(newestVersion(stored())?.value, "first");
      await refusedWith(recovered(), "SecretNotFound", { status: 404 });
    });
  });
});
