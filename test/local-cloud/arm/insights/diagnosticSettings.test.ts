import assert from "node:assert/strict";
import { overlay, type JsonObject } from "../../../../local-cloud/json";
import { signalCategories } from "../../../../local-cloud/arm/types/insights/diagnosticCategories";
import { groupId, itRejects, propertiesOf, refusedWith, resourceId, TestCloud } from "../cloud";
import {
  cluster,
  clusterId,
  server,
  serverId,
  vault,
  vaultId,
  workspace,
  workspaceId,
} from "../samples";

const settingOn = (id: string, name = "logs") =>
  `${id}/providers/Microsoft.Insights/diagnosticSettings/${name}`;
const log = (category: string, enabled = true): JsonObject => ({ category, enabled });
const logGroup = (categoryGroup: string): JsonObject => ({ categoryGroup, enabled: true });
const setting: JsonObject = {
  properties: { workspaceId, logs: [log("AuditEvent")], metrics: [] },
};
const logs = (...entries: JsonObject[]): JsonObject => ({ properties: { logs: entries } });

describe("a diagnostic setting", () => {
  let cloud: TestCloud;
  beforeEach(async () => {
    cloud = await TestCloud.open();
    await cloud.put(workspaceId, workspace);
    await cloud.put(vaultId, vault);
  });
  afterEach(() => cloud.close());

  itRejects(
    "a setting",
    [
      ["that sends nowhere", { properties: { workspaceId: null } }, "BadRequest", /data sink/],
      [
        "to what is no workspace",
        { properties: { workspaceId: vaultId } },
        "BadRequest",
        /not the id of a Log Analytics/,
      ],
      [
        "to a workspace that isn't there",
        { properties: { workspaceId: `${workspaceId}2` } },
        "ResourceNotFound",
      ],
      [
        "of logs that a vault doesn't have",
        logs(log("PostgreSQLLogs")),
        "BadRequest",
        /PostgreSQLLogs/,
      ],
      [
        "of a group that a vault doesn't have",
        logs(logGroup("everything")),
        "BadRequest",
        /everything/,
      ],
      [
        "of metrics that there aren't",
        { properties: { metrics: [log("Capacity")] } },
        "BadRequest",
        /Capacity/,
      ],
      [
        "of a category and a group at once",
        logs({ ...log("AuditEvent"), categoryGroup: "audit" }),
        "BadRequest",
        /either/,
      ],
      ["of neither a category nor a group", logs({ enabled: true }), "BadRequest", /either/],
      [
        "that mixes categories and groups",
        logs(log("AuditEvent"), logGroup("audit")),
        "BadRequest",
        /one diagnostic setting/,
      ],
      ["that sends nothing", logs(log("AuditEvent", false)), "BadRequest", /At least one/],
    ],
    (change) => cloud.put(settingOn(vaultId), overlay(setting, change)),
  );

  for (const entries of [[log("auditevent")], [logGroup("allLogs")], [logGroup("audit")]]) {
    it(`sends ${JSON.stringify(entries)}`, async () => {
      const made = await cloud.put(settingOn(vaultId), overlay(setting, logs(...entries)));

      assert.deepEqual(propertiesOf(made).logs, entries);
    });
  }

  it("rejects to watch a resource group", () =>
    refusedWith(cloud.put(settingOn(groupId), setting), "ResourceTypeNotSupported"));

  it("rejects logs of a type that has metrics only", async () => {
    await cloud.put(clusterId, cluster);

    await refusedWith(
      cloud.put(settingOn(clusterId), overlay(setting, logs(logGroup("allLogs")))),
      "BadRequest",
    );
    const metrics = await cloud.put(
      settingOn(clusterId),
      overlay(setting, { properties: { logs: [], metrics: [log("AllMetrics")] } }),
    );
    assert.equal(metrics.name, "logs");
  });

  it("watches whatever of a type that the local cloud has no model of", async () => {
    const searchId = resourceId("Microsoft.Search/searchServices", "ftl-search");
    await cloud.put(searchId, { location: "centralindia" });

    const made = await cloud.put(
      settingOn(searchId),
      overlay(setting, {
        properties: { logs: [log("OperationLogs")], metrics: [log("AllMetrics")] },
      }),
    );

    assert.deepEqual(propertiesOf(made).logs, [log("OperationLogs")]);
  });

  it("sends to a storage account alone", async () => {
    const storageAccountId = resourceId("Microsoft.Storage/storageAccounts", "ftlstorage");

    const made = await cloud.put(
      settingOn(vaultId),
      overlay(setting, { properties: { workspaceId: null, storageAccountId } }),
    );

    assert.equal(propertiesOf(made).storageAccountId, storageAccountId);
  });

  it("rejects what isn't there to watch", () =>
    refusedWith(
      cloud.put(settingOn(resourceId("Microsoft.KeyVault/vaults", "novault")), setting),
      "ParentResourceNotFound",
    ));

  it("rejects to send a category twice to the same place", async () => {
    await cloud.put(settingOn(vaultId), setting);

    await refusedWith(cloud.put(settingOn(vaultId, "again"), setting), "Conflict", {
      status: 409,
      message: /already used in diagnostic setting 'logs' for category 'AuditEvent'/,
    });
  });

  it("sends another category to the same place, and the same category of another resource", async () => {
    await cloud.put(settingOn(vaultId), setting);
    await cloud.put(serverId, server);

    const another = overlay(setting, {
      properties: { logs: [], metrics: [log("AllMetrics")] },
    });
    assert.equal((await cloud.put(settingOn(vaultId, "metrics"), another)).name, "metrics");
    const sameOfServer = overlay(setting, logs(log("PostgreSQLLogs")));
    assert.equal((await cloud.put(settingOn(serverId), sameOfServer)).name, "logs");
  });

  it("is written again without being in its own way", async () => {
    await cloud.put(settingOn(vaultId), setting);

    assert.equal((await cloud.put(settingOn(vaultId), setting)).name, "logs");
  });

  it("rejects the sixth of a resource", async () => {
    for (let number = 1; number <= 5; number += 1) {
      const id = resourceId("Microsoft.OperationalInsights/workspaces", `logs-${number}`);
      await cloud.put(id, workspace);
      await cloud.put(
        settingOn(vaultId, `s${number}`),
        overlay(setting, { properties: { workspaceId: id } }),
      );
    }

    await refusedWith(cloud.put(settingOn(vaultId), setting), "BadRequest", {
      message: /limit of 5/,
    });
  });

  it("knows the categories of a type in whichever case, and none of an unknown type", () => {
    assert.deepEqual(signalCategories("MICROSOFT.KEYVAULT/VAULTS")?.logs, [
      "AuditEvent",
      "AzurePolicyEvaluationDetails",
    ]);
    assert.equal(signalCategories("Microsoft.Storage/storageAccounts"), undefined);
  });
});
