import assert from "node:assert/strict";
import { Network, privateZoneNames } from "../../components/network";
import { Vault } from "../../components/vault";
import { recordResources, registered, type Registration } from "../support/mocks";
import { lines, named, protectedNames } from "../support/registrations";
import { placement } from "../support/topology";

describe("Vault", () => {
  let seen: Registration[];
  beforeEach(async () => {
    seen = await recordResources();
  });
  const args = { placement, tenantId: "tenant", protected: false, workspaceId: "/workspace" };

  it("declares a vault under role-based access, open in a public stack", async () => {
    new Vault("safe", args);
    await registered();

    assert.deepEqual(lines(seen), [
      "azure-native:keyvault:Vault safe-key-vault",
      "azure-native:monitor:DiagnosticSetting safe-diagnostics",
      "ftl:data:Vault safe",
    ]);
    assert.deepEqual(named(seen, "safe-key-vault").inputs.properties, {
      tenantId: "tenant",
      sku: { family: "A", name: "standard" },
      enableRbacAuthorization: true,
      enableSoftDelete: true,
      softDeleteRetentionInDays: 90,
      publicNetworkAccess: "Enabled",
      // What the SDK fills in.
      enabledForDeployment: false,
      enabledForDiskEncryption: false,
      enabledForTemplateDeployment: false,
    });
    assert.deepEqual(protectedNames(seen), []);
  });

  it("answers behind a private endpoint only in a private stack", async () => {
    const network = new Network("net", { placement, zoneNames: privateZoneNames("pg", "managed") });
    new Vault("safe", { ...args, network });
    await registered();

    const { properties } = named(seen, "safe-key-vault").inputs;
    assert.equal(properties.publicNetworkAccess, "Disabled");
    assert.deepEqual(properties.networkAcls, { defaultAction: "Deny", bypass: "AzureServices" });
    const endpoint = named(seen, "safe-access-endpoint").inputs;
    assert.deepEqual(endpoint.privateLinkServiceConnections[0].groupIds, ["vault"]);
  });

  it("can be purged by nobody and deleted by no update where the stack is protected", async () => {
    new Vault("safe", { ...args, protected: true });
    await registered();

    assert.equal(named(seen, "safe-key-vault").inputs.properties.enablePurgeProtection, true);
    assert.deepEqual(protectedNames(seen), ["safe-key-vault"]);
  });

  it("names secrets without a version", async () => {
    const vault = new Vault("safe", args);
    await registered();

    assert.equal(
      vault.secretUrl("jwt-secret"),
      "https://ftl-tst-kv-cin.vault.azure.net/secrets/jwt-secret",
    );
  });
});
