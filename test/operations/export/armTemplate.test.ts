import assert from "node:assert/strict";
import { armTemplate, type StateResource } from "../../../operations/export/armTemplate";
import { azureType } from "../../../operations/export/azureType";

const group = "/subscriptions/s/resourceGroups/ftl-stg-rg-cin";
const secret = {
  "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
  ciphertext: "v1:abc",
};

const server: StateResource = {
  urn: "urn:pulumi:stg::ftl::azure-native:dbforpostgresql:Server::server",
  type: "azure-native:dbforpostgresql:Server",
  id: `${group}/providers/Microsoft.DBforPostgreSQL/flexibleServers/ftl-stg-pg`,
  inputs: {
    resourceGroupName: "ftl-stg-rg-cin",
    serverName: "ftl-stg-pg",
    location: "centralindia",
    sku: { name: "Standard_B1ms", tier: "Burstable" },
    tags: { stack: "stg" },
    version: "16",
    administratorLoginPassword: secret,
  },
};
const lock: StateResource = {
  urn: "urn:pulumi:stg::ftl::azure-native:authorization:ManagementLockByScope::lock",
  type: "azure-native:authorization:ManagementLockByScope",
  id: `${server.id}/providers/Microsoft.Authorization/locks/ftl-stg-lock`,
  inputs: { scope: server.id, lockName: "ftl-stg-lock", level: "CanNotDelete" },
  dependencies: [server.urn],
};

describe("a Resource Manager template of what is deployed", () => {
  it("declares a resource in Azure's shape, with a parameter in place of its secret", () => {
    const { parameters, resources } = armTemplate([server]);

    assert.deepEqual(parameters, { "server-administratorLoginPassword": { type: "securestring" } });
    assert.deepEqual(resources, [
      {
        type: "Microsoft.DBforPostgreSQL/flexibleServers",
        name: "ftl-stg-pg",
        apiVersion: "2025-08-01",
        location: "centralindia",
        sku: { name: "Standard_B1ms", tier: "Burstable" },
        tags: { stack: "stg" },
        properties: {
          version: "16",
          administratorLoginPassword: "[parameters('server-administratorLoginPassword')]",
        },
      },
    ]);
  });

  it("declares a child by the names of its parents", () => {
    const database: StateResource = {
      urn: "urn:pulumi:stg::ftl::azure-native:dbforpostgresql:Database::database",
      type: "azure-native:dbforpostgresql:Database",
      id: `${server.id}/databases/ftl2026`,
      inputs: { databaseName: "ftl2026", serverName: "ftl-stg-pg", charset: "UTF8" },
    };

    const [declared] = armTemplate([database]).resources;

    assert.equal(declared?.["type"], "Microsoft.DBforPostgreSQL/flexibleServers/databases");
    assert.equal(declared?.["name"], "ftl-stg-pg/ftl2026");
    assert.deepEqual(declared?.["properties"], { charset: "UTF8" });
  });

  it("declares what is on another resource with its scope, after it", () => {
    const [, declared] = armTemplate([server, lock]).resources;

    assert.deepEqual(declared, {
      type: "Microsoft.Authorization/locks",
      name: "ftl-stg-lock",
      scope: server.id,
      apiVersion: "2020-05-01",
      properties: { level: "CanNotDelete" },
      dependsOn: ["[resourceId('Microsoft.DBforPostgreSQL/flexibleServers', 'ftl-stg-pg')]"],
    });
  });

  it("depends on a child by all its names, and on what is on another resource by its scope", () => {
    const database: StateResource = {
      urn: "urn:pulumi:stg::ftl::azure-native:dbforpostgresql:Database::database",
      type: "azure-native:dbforpostgresql:Database",
      id: `${server.id}/databases/ftl2026`,
      dependencies: [lock.urn],
    };
    const last: StateResource = { ...server, dependencies: [database.urn] };

    const [, child, after] = armTemplate([lock, database, last]).resources;

    assert.deepEqual(child?.["dependsOn"], [
      `[extensionResourceId('${server.id}', 'Microsoft.Authorization/locks', 'ftl-stg-lock')]`,
    ]);
    assert.deepEqual(after?.["dependsOn"], [
      "[resourceId('Microsoft.DBforPostgreSQL/flexibleServers/databases', 'ftl-stg-pg', 'ftl2026')]",
    ]);
  });

  it("keeps an input that happens to say what a part of the id says", () => {
    const inputs = {
      ...server.inputs,
      administratorLogin: "ftl-stg-pg",
      version: "s",
      network: { delegatedSubnetResourceId: "/subscriptions/s" },
      createMode: "subscriptions",
    };

    const [declared] = armTemplate([{ ...server, inputs }]).resources;

    assert.deepEqual(declared?.["properties"], {
      version: "s",
      administratorLoginPassword: "[parameters('server-administratorLoginPassword')]",
      administratorLogin: "ftl-stg-pg",
      network: { delegatedSubnetResourceId: "/subscriptions/s" },
      createMode: "subscriptions",
    });
  });

  it("keeps a short name that is like the name in the id", () => {
    const actionGroup: StateResource = {
      urn: "urn:pulumi:stg::ftl::azure-native:monitor:ActionGroup::oncall",
      type: "azure-native:monitor:ActionGroup",
      id: `${group}/providers/Microsoft.Insights/actionGroups/oncall`,
      inputs: { actionGroupName: "oncall", groupShortName: "oncall", resourceGroupName: "x" },
    };

    const [declared] = armTemplate([actionGroup]).resources;

    assert.deepEqual(declared?.["properties"], { groupShortName: "oncall" });
  });

  it("declares properties that are secret as a whole by one parameter", () => {
    const vaultSecret: StateResource = {
      urn: "urn:pulumi:stg::ftl::azure-native:keyvault:Secret::jwt",
      type: "azure-native:keyvault:Secret",
      id: `${group}/providers/Microsoft.KeyVault/vaults/v/secrets/jwt`,
      inputs: { secretName: "jwt", vaultName: "v", properties: secret },
    };

    const { parameters, resources } = armTemplate([vaultSecret]);

    assert.deepEqual(parameters, { "jwt-properties": { type: "secureObject" } });
    assert.equal(resources[0]?.["properties"], "[parameters('jwt-properties')]");
  });

  it("takes types of any API version, and says that version", () => {
    const versions = [
      "azure-native:app/v20240301:ContainerApp",
      "azure-native_app_v20250101preview:app:ContainerApp",
    ].map((type) => {
      const id = `${group}/providers/Microsoft.App/containerApps/ftl-stg-api`;
      return armTemplate([{ urn: `urn:pulumi:stg::ftl::${type}::app`, type, id }]).resources[0];
    });

    assert.deepEqual(
      versions.map((declared) => declared?.["apiVersion"]),
      ["2024-03-01", "2025-01-01-preview"],
    );
  });

  it("writes identities as Azure takes them", () => {
    const identity = { type: "UserAssigned", userAssignedIdentities: ["/id/api"] };
    const app: StateResource = {
      urn: "urn:pulumi:stg::ftl::azure-native:app:ContainerApp::app",
      type: "azure-native:app:ContainerApp",
      id: `${group}/providers/Microsoft.App/containerApps/ftl-stg-api`,
      inputs: { containerAppName: "ftl-stg-api", identity },
    };

    const [declared] = armTemplate([app]).resources;

    assert.deepEqual(declared?.["identity"], {
      type: "UserAssigned",
      userAssignedIdentities: { "/id/api": {} },
    });
  });

  it("leaves out the resource group, other clouds and what waits to be deleted", () => {
    const others: StateResource[] = [
      { ...server, delete: true },
      { urn: "u", type: "azure-native:resources:ResourceGroup", id: group },
      { urn: "u", type: "cloudflare:index/dnsRecord:DnsRecord", id: "1" },
      { urn: "u", type: "ftl:data:Postgres" },
    ];

    assert.deepEqual(armTemplate(others).resources, []);
  });

  it("holds no secret, however deep it lies", () => {
    const deep = { ...server, inputs: { list: [{ properties: { value: secret } }] } };

    assert.doesNotMatch(JSON.stringify(armTemplate([deep])), /ciphertext/);
  });
});

describe("the API version of a type", () => {
  it("is what the provider's own documentation says", () => {
    const vault = azureType("azure-native:keyvault:Vault");
    const setting = azureType("azure-native:monitor:DiagnosticSetting");

    assert.equal(vault.apiVersion, "2024-11-01");
    assert.equal(setting.apiVersion, "2021-05-01-preview");
  });

  it("rejects a type that the provider doesn't have", () => {
    assert.throws(() => azureType("azure-native:keyvault:Vaultt"), {
      name: "Refusal",
      message: /azure-native:keyvault:Vaultt/,
    });
  });
});
