import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { Vault } from "../../components/vault";
import { WorkloadSecrets } from "../../components/workloadSecrets";
import { recordResources, registered, type Registration } from "../support/mocks";
import { lines, named, waitsFor } from "../support/registrations";
import { placement } from "../support/topology";

describe("WorkloadSecrets", () => {
  let seen: Registration[];
  beforeEach(async () => {
    seen = await recordResources();
    const vault = new Vault("safe", {
      placement,
      tenantId: "tenant",
      protected: false,
      workspaceId: "/workspace",
    });
    new WorkloadSecrets("keys", {
      placement,
      vault,
      given: {
        "postgres-admin-password": pulumi.output("password"),
        "database-url": pulumi.output("postgres://"),
        "redis-url": pulumi.output("rediss://"),
        "appinsights-connection-string": pulumi.output("InstrumentationKey"),
      },
    });
    await registered();
  });

  it("writes six secrets, of which it generates two", () => {
    assert.deepEqual(lines(seen.filter(({ name }) => name.startsWith("keys"))), [
      "azure-native:keyvault:Secret keys-appinsights-connection-string-in-vault",
      "azure-native:keyvault:Secret keys-database-url-in-vault",
      "azure-native:keyvault:Secret keys-jwt-secret-in-vault",
      "azure-native:keyvault:Secret keys-postgres-admin-password-in-vault",
      "azure-native:keyvault:Secret keys-redis-url-in-vault",
      "azure-native:keyvault:Secret keys-refresh-token-secret-in-vault",
      "ftl:data:WorkloadSecrets keys",
      "random:index/randomPassword:RandomPassword keys-jwt-secret",
      "random:index/randomPassword:RandomPassword keys-refresh-token-secret",
    ]);
  });

  it("marks every value secret, whether or not it came so", () => {
    for (const { inputs, secrets, type } of seen) {
      if (type !== "azure-native:keyvault:Secret") continue;
      assert.deepEqual(secrets, [inputs.properties.value]);
    }
  });

  it("gives the two token secrets values of their own", () => {
    const jwt = named(seen, "keys-jwt-secret-in-vault").inputs.properties.value;
    const refresh = named(seen, "keys-refresh-token-secret-in-vault").inputs.properties.value;
    assert.notEqual(jwt, refresh);
    assert.ok(named(seen, "keys-jwt-secret").inputs.length >= 32, "HS256 asks for 256 bits");
  });

  it("writes as soon as the vault is there, and before its endpoint: Resource Manager needs none", () => {
    assert.deepEqual(waitsFor(seen, "keys-jwt-secret-in-vault"), [
      "keys-jwt-secret",
      "safe-key-vault",
    ]);
  });
});
