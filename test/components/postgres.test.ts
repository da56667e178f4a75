import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { Network, privateZoneNames } from "../../components/network";
import { databaseUrl, Postgres, postgresServerName } from "../../components/postgres";
import { recordResources, registered, settled, type Registration } from "../support/mocks";
import { lines, named, protectedNames, waitsFor } from "../support/registrations";
import { stackSettings } from "../support/stackSettings";
import { placement } from "../support/topology";

const args = {
  placement,
  settings: stackSettings("prd").postgres,
  protected: false,
  workspaceId: "/workspace",
};

describe("Postgres", () => {
  let seen: Registration[];
  beforeEach(async () => {
    seen = await recordResources();
  });

  it("declares the public form with the rule that lets Azure services in", async () => {
    new Postgres("db", args);
    await registered();

    assert.deepEqual(lines(seen), [
      "azure-native:dbforpostgresql:Configuration db-require-tls",
      "azure-native:dbforpostgresql:Database db-database",
      "azure-native:dbforpostgresql:FirewallRule db-azure-services",
      "azure-native:dbforpostgresql:Server db-server",
      "azure-native:monitor:DiagnosticSetting db-diagnostics",
      "ftl:data:Postgres db",
      "random:index/randomPassword:RandomPassword db-password",
    ]);
    assert.deepEqual(named(seen, "db-server").inputs.network, { publicNetworkAccess: "Enabled" });
    const rule = named(seen, "db-azure-services").inputs;
    assert.deepEqual([rule.startIpAddress, rule.endIpAddress], ["0.0.0.0", "0.0.0.0"]);
  });

  it("declares the private form inside its subnet, with no firewall rule", async () => {
    const network = new Network("net", {
      placement,
      zoneNames: privateZoneNames(postgresServerName("tst"), "managed"),
    });
    new Postgres("db", { ...args, network });
    await registered();

    const own = seen.filter(({ name }) => name.startsWith("db"));
    assert.deepEqual(lines(own), [
      "azure-native:dbforpostgresql:Configuration db-require-tls",
      "azure-native:dbforpostgresql:Database db-database",
      "azure-native:dbforpostgresql:Server db-server",
      "azure-native:monitor:DiagnosticSetting db-diagnostics",
      "ftl:data:Postgres db",
      "random:index/randomPassword:RandomPassword db-password",
    ]);
    const { network: placed } = named(seen, "db-server").inputs;
    assert.match(placed.delegatedSubnetResourceId, /snet-postgres$/);
    assert.match(
      placed.privateDnsZoneArmResourceId,
      /ftl-tst-pg\.private\.postgres\.database\.azure\.com$/,
    );
    assert.equal(placed.publicNetworkAccess, "Disabled");
    assert.ok(waitsFor(seen, "db-server").includes("net-postgres-link"));
  });

  it("hands the settings to the server", async () => {
    new Postgres("db", args);
    await registered();

    const { inputs, ignoreChanges } = named(seen, "db-server");
    assert.equal(inputs.serverName, "ftl-tst-pg");
    assert.equal(inputs.version, "16");
    assert.deepEqual(inputs.sku, { name: "Standard_D2ds_v5", tier: "GeneralPurpose" });
    assert.equal(inputs.storage.storageSizeGB, 128);
    assert.deepEqual(inputs.backup, { backupRetentionDays: 14, geoRedundantBackup: "Enabled" });
    assert.equal(inputs.highAvailability.mode, "SameZone");
    assert.deepEqual(ignoreChanges, ["availabilityZone"]);
    assert.equal(named(seen, "db-database").inputs.databaseName, "ftl2026");
  });

  it("refuses connections without TLS", async () => {
    new Postgres("db", args);
    await registered();

    const { inputs } = named(seen, "db-require-tls");
    assert.deepEqual([inputs.configurationName, inputs.value], ["require_secure_transport", "on"]);
  });

  it("protects the server and its database where the stack is protected", async () => {
    new Postgres("db", { ...args, protected: true });
    await registered();

    assert.deepEqual(protectedNames(seen), ["db-database", "db-server"]);
  });

  it("keeps the password and the URL secret", async () => {
    const postgres = new Postgres("db", args);
    await registered();

    assert.equal(await pulumi.isSecret(postgres.password), true);
    assert.equal(await pulumi.isSecret(postgres.url), true);
    assert.deepEqual(named(seen, "db-server").secrets, ["generated-for-db-password"]);
    assert.equal(
      await settled(postgres.url),
      "postgres://ftl_admin:generated-for-db-password@ftl-tst-pg.postgres.database.azure.com:5432/ftl2026?sslmode=require",
    );
  });

  it("generates a password that Azure takes and a URL carries as it is", async () => {
    new Postgres("db", args);
    await registered();

    const { inputs } = named(seen, "db-password");
    assert.equal(inputs.special, false);
    assert.deepEqual([inputs.minLower, inputs.minUpper, inputs.minNumeric], [1, 1, 1]);
    assert.ok(inputs.length >= 8 && inputs.length <= 128);
  });
});

describe("databaseUrl", () => {
  it("is a URL whose parts come back as they went in", () => {
    const url = new URL(databaseUrl("db.example.com", "Abc123", "ftl2026"));

    assert.equal(url.hostname, "db.example.com");
    assert.equal(url.password, "Abc123");
    assert.equal(url.pathname, "/ftl2026");
    assert.equal(url.searchParams.get("sslmode"), "require");
  });
});
