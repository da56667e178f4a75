import assert from "node:assert/strict";
import { apiVersion } from "../../../operations/export/apiVersion";
import { armTemplate, type StateResource } from "../../../operations/export/armTemplate";

const group = "/subscriptions/s/resourceGroups/ftl-stg-rg-cin";
const secret = { "4dabf18193072939515e22adb298388d": "1b47", ciphertext: "v1:abc" };

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
      dependsOn: [server.id],
    });
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
    assert.equal(apiVersion("azure-native:keyvault:Vault"), "2024-11-01");
    assert.equal(apiVersion("azure-native:monitor:DiagnosticSetting"), "2021-05-01-preview");
  });

  it("rejects a type that the provider doesn't have", () => {
    assert.throws(() => apiVersion("azure-native:keyvault:Vaultt"), {
      name: "Refusal",
      message: /azure-native:keyvault:Vaultt/,
    });
  });
});
