import assert from "node:assert/strict";
import type { JsonObject } from "../../local-cloud/json";
import { localSubscriptionId } from "../../local-cloud/arm/resourceManager";
import { resourceGroupId } from "../../local-cloud/arm/resourceId";
import { stackNames } from "../../bootstrap/names";
import { CloudInMemory } from "../support/inProcess";
import { settled } from "../support/mocks";
import { declared } from "../support/topology";
import { deploy, inputsOf, settings, withStack } from "./deploy";

const ownGroup = resourceGroupId(localSubscriptionId, "ftl-prd-bootstrap-rg-cin");
describe("bootstrap", () => {
  let early: Awaited<ReturnType<typeof deploy>>;
  let earlyCloud: CloudInMemory;
  before(async () => {
    earlyCloud = new CloudInMemory();
    early = await deploy(earlyCloud);
  });

  for (const stack of ["stg", "prd"]) {
    it(`goes up for ${stack} on a cloud with nothing in it, and a second time changes nothing`, async () => {
      const cloud = new CloudInMemory();
      const kept = new Map();

      const first = await deploy(cloud, {}, { stack, kept });
      const second = await deploy(cloud, {}, { stack, kept });

      assert.deepEqual(first.refused, []);
      assert.equal(first.created.length, 27);
      assert.deepEqual([second.created, second.refused], [[], []]);
    });
  }

  it("goes up for both stacks in one subscription", async () => {
    const cloud = new CloudInMemory();

    const outcomes = [await deploy(cloud, {}, { stack: "stg" }), await deploy(cloud)];

    assert.deepEqual(
      outcomes.flatMap(({ refused }) => refused),
      [],
    );
  });

  it("gives roles on the stack's group and vault once it has been deployed", async () => {
    const cloud = await withStack();
    const kept = new Map();
    await deploy(cloud, {}, { kept });

    const { created, refused } = await deploy(cloud, { stackDeployed: true }, { kept });

    assert.deepEqual(refused, []);
    assert.deepEqual(created.toSorted(), [
      "bootstrap-certificates-stackVault-keyVaultCertificatesOfficer",
      "bootstrap-certificates-stackVault-keyVaultSecretsOfficer",
      "bootstrap-deploy-stackGroup-contributor",
      "bootstrap-deploy-stackGroup-locksContributor",
      "bootstrap-deploy-stackGroup-roleBasedAccessControlAdministrator",
      "bootstrap-preview-stackGroup-reader",
      "bootstrap-preview-stackGroup-redisKeysReader",
      "bootstrap-read-stackGroup-reader",
      "bootstrap-read-stackGroup-redisKeysReader",
      "bootstrap-redis-keys-reader-definition",
    ]);
  });

  it("is refused when it is told of a stack that has not been deployed", async () => {
    const { refused } = await deploy(new CloudInMemory(), { stackDeployed: true });

    assert.ok(refused.length > 0);
    for (const sentence of refused) assert.match(sentence, /ResourceGroupNotFound/);
  });

  describe("the state account", () => {
    it("opens to Entra only, over TLS 1.2, and shows nobody its blobs", () => {
      const { kind, allowBlobPublicAccess, allowSharedKeyAccess, ...inputs } = inputsOf(
        early.seen,
        "StorageAccount",
      );

      assert.deepEqual(
        { kind, allowBlobPublicAccess, allowSharedKeyAccess },
        { kind: "StorageV2", allowBlobPublicAccess: false, allowSharedKeyAccess: false },
      );
      assert.equal(inputs.minimumTlsVersion, "TLS1_2");
      assert.equal(inputs.enableHttpsTrafficOnly, true);
      assert.equal(inputs.allowCrossTenantReplication, false);
    });

    it("keeps versions, and for 90 days what is deleted", () => {
      const { isVersioningEnabled, deleteRetentionPolicy, containerDeleteRetentionPolicy } =
        inputsOf(early.seen, "BlobServiceProperties");

      assert.equal(isVersioningEnabled, true);
      assert.deepEqual(deleteRetentionPolicy, { enabled: true, days: 90 });
      assert.deepEqual(containerDeleteRetentionPolicy, { enabled: true, days: 90 });
    });

    it("keeps its own state apart from the stack's", () => {
      const containers = early.seen
        .filter(({ type }) => type === "azure-native:storage:BlobContainer")
        .map(({ inputs }) => (inputs as { containerName: string }).containerName);

      assert.deepEqual(containers.toSorted(), ["bootstrap", "state"]);
    });
  });

  for (const [what, rules] of [
    ["state", (inputs: JsonObject) => inputs.networkRuleSet as JsonObject],
    ["key", (inputs: JsonObject) => (inputs.properties as JsonObject).networkAcls as JsonObject],
  ] as const) {
    const type = what === "state" ? "StorageAccount" : "Vault";

    it(`lets anybody with a role reach the ${what} where no addresses are set`, () => {
      assert.equal(rules(inputsOf(early.seen, type)).defaultAction, "Allow");
    });

    it(`lets nobody but the addresses that are set reach the ${what}`, async () => {
      const { seen, refused } = await deploy(new CloudInMemory(), {
        addresses: ["203.0.113.4", "198.51.100.0/24"],
      });

      assert.deepEqual(refused, []);
      const { defaultAction, ipRules } = rules(inputsOf(seen, type));
      assert.equal(defaultAction, "Deny");
      assert.equal((ipRules as unknown[]).length, 2);
    });
  }

  it("has the key in a vault that works by roles and that nobody can purge", () => {
    const vault = inputsOf(early.seen, "Vault").properties as JsonObject;
    const key = inputsOf(early.seen, "Key").properties as JsonObject;

    assert.equal(vault.enableRbacAuthorization, true);
    assert.equal(vault.enablePurgeProtection, true);
    assert.equal(vault.softDeleteRetentionInDays, 90);
    assert.deepEqual([key.kty, key.keySize], ["RSA", 3072]);
  });

  describe("what can't be got back", () => {
    const stateful = ["StorageAccount", "BlobContainer", "Vault", "Key"];

    it("is protected in Pulumi, and nothing else is", () => {
      const guarded = early.seen.filter((one) => one.protect).map(({ type }) => type);

      assert.deepEqual(
        [...new Set(guarded)].toSorted(),
        stateful
          .map((one) =>
            ["Vault", "Key"].includes(one)
              ? `azure-native:keyvault:${one}`
              : `azure-native:storage:${one}`,
          )
          .toSorted(),
      );
    });

    for (const [what, id] of [
      ["the state account", "Microsoft.Storage/storageAccounts/ftlprdstatecin"],
      ["the key's vault", "Microsoft.KeyVault/vaults/ftl-prd-state-kv-cin"],
    ] as const) {
      it(`is locked in Azure: ${what}`, async () => {
        const whole = `${ownGroup}/providers/${id}`;

        await assert.rejects(earlyCloud.resourceManager.delete(whole), { code: "ScopeLocked" });
        await assert.rejects(earlyCloud.resourceManager.delete(ownGroup), { code: "ScopeLocked" });
      });
    }

    it("is neither, and can be purged, where the stack file says so", async () => {
      const { seen } = await deploy(new CloudInMemory(), { protected: false });

      assert.deepEqual(
        seen.filter((one) => one.protect || one.type.includes("ManagementLock")),
        [],
      );
      const vault = inputsOf(seen, "Vault").properties as JsonObject;
      assert.equal("enablePurgeProtection" in vault, false);
    });
  });

  for (const stack of ["stg", "prd"] as const) {
    it(`calls the group and the vault of ${stack} what its own program calls them`, async () => {
      const { seen } = await declared(stack);

      const group = inputsOf(seen, "ResourceGroup").resourceGroupName;
      const vault = inputsOf(seen, "Vault").vaultName;
      assert.deepEqual({ group, vault }, stackNames(stack, "centralindia"));
    });
  }

  it("says what the workflows and the first deployment are to be told", async () => {
    const { outputs } = early.bootstrap;

    assert.equal(outputs.backendUrl, "azblob://state?storage_account=ftlprdstatecin");
    assert.equal(
      outputs.secretsProvider,
      "azurekeyvault://ftl-prd-state-kv-cin.vault.azure.net/keys/stack-secrets",
    );
    assert.equal(await settled(outputs.subscriptionId), localSubscriptionId);
    const ids = await Promise.all(Object.values(outputs.clientIds).map((id) => settled(id)));
    assert.equal(new Set(ids).size, 4);
  });

  it("tags everything that takes tags with its owner and its stack", () => {
    const tagged = early.seen.filter(({ inputs }) => (inputs as JsonObject).location !== undefined);

    assert.equal(tagged.length, 7);
    for (const { inputs } of tagged) {
      const { owner, stack } = (inputs as { tags: Record<string, string> }).tags;
      assert.deepEqual({ owner, stack }, { owner: settings.tags.owner, stack: "prd" });
    }
  });
});
