import assert from "node:assert/strict";
import type { JsonObject } from "../../../local-cloud/json";
import { groupId, resourceId, subscriptionId } from "../arm/cloud";
import { registry, server, serverId, vault, vaultId } from "../arm/samples";
import { refusalOf, ServedCloud, valuesOf } from "./servedCloud";

const location = "centralindia";
const inSubscription = `/subscriptions/${subscriptionId}`;
const groups = "2025-04-01";

describe("Operations of Resource Manager over HTTPS", () => {
  let served: ServedCloud;

  before(async () => {
    served = await ServedCloud.open();
    await served.call("PUT", groupId, groups, { body: { location } });
  });

  after(() => served.close());

  describe("a long-running operation", () => {
    it("is done at once without latency, and leads to the resource", async () => {
      const made = await served.call("PUT", serverId, "2025-08-01", { body: server });
      const status = await served.call(
        "GET",
        new URL(made.headers["azure-asyncoperation"]!).pathname,
        "2025-08-01",
      );
      const result = await served.call(
        "GET",
        new URL(made.headers.location!).pathname,
        "2025-08-01",
      );

      assert.deepEqual([made.status, made.text, made.headers["retry-after"]], [202, "", "0"]);
      assert.equal(status.body.status, "Succeeded");
      assert.deepEqual([result.status, result.body.id], [200, serverId]);
    });

    it("takes the service's time with latency, and says so", async () => {
      const slow = await ServedCloud.open({ latency: (seconds) => seconds * 1000 });
      try {
        await slow.call("PUT", groupId, groups, { body: { location } });
        const id = resourceId("Microsoft.ContainerRegistry/registries", "ftlslow");
        await slow.cloud.advance(60_000);
        const made = await slow.call("PUT", serverId, "2025-08-01", { body: server });
        await slow.call("PUT", id, "2025-04-01", { body: registry });
        const place = new URL(made.headers["azure-asyncoperation"]!).pathname;
        const statusOf = async () => (await slow.call("GET", place, "2025-08-01")).body.status;

        const during = await statusOf();
        const resultDuring = await slow.call(
          "GET",
          new URL(made.headers.location!).pathname,
          "2025-08-01",
        );
        const registryDuring = await slow.call("GET", id, "2025-04-01");
        await slow.cloud.advance(300_000);
        const after = await statusOf();
        const registryAfter = await slow.call("GET", id, "2025-04-01");

        assert.equal(made.headers["retry-after"], "15");
        assert.deepEqual([during, resultDuring.status, after], ["InProgress", 202, "Succeeded"]);
        assert.deepEqual(
          [registryDuring, registryAfter].map(
            ({ body }) => (body.properties as JsonObject).provisioningState,
          ),
          ["Creating", "Succeeded"],
        );
      } finally {
        await slow.close();
      }
    });

    it("keeps an environment from being changed again until it is done", async () => {
      const slow = await ServedCloud.open({ latency: (seconds) => seconds * 1000 });
      try {
        await slow.cloud.resourceManager.put(groupId, { location });
        const id = resourceId("Microsoft.App/managedEnvironments", "env");
        const put = () => slow.call("PUT", id, "2025-07-01", { body: { location } });

        await put();
        const during = await put();

        assert.equal(refusalOf(during), "409 ManagedEnvironmentOperationInProgress");
      } finally {
        await slow.close();
      }
    });

    it("keeps a container app from being changed again until it is done", async () => {
      const slow = await ServedCloud.open({ latency: (seconds) => seconds * 1000 });
      try {
        const { resourceManager } = slow.cloud;
        const environmentId = resourceId("Microsoft.App/managedEnvironments", "env");
        await resourceManager.put(groupId, { location });
        await resourceManager.put(environmentId, { location });
        const id = resourceId("Microsoft.App/containerApps", "api");
        const template = { containers: [{ name: "main", image: "a:1" }] };
        const put = () =>
          slow.call("PUT", id, "2025-07-01", {
            body: { location, properties: { environmentId, template } },
          });

        const first = await put();
        const during = await put();
        await slow.cloud.advance(40_000);
        const after = await put();

        assert.equal((first.body.properties as JsonObject).provisioningState, "InProgress");
        assert.deepEqual([refusalOf(during), after.status], ["409 ContainerAppLockConflict", 200]);
      } finally {
        await slow.close();
      }
    });
  });

  describe("a deleted vault", () => {
    const deleted = `${inSubscription}/providers/Microsoft.KeyVault/locations/${location}/deletedVaults/ftl-vault`;
    const version = "2024-11-01";

    it("is listed, keeps its name, and comes back with its secrets when recovered", async () => {
      await served.call("PUT", vaultId, version, { body: vault });
      await served.call("PUT", `${vaultId}/secrets/key`, version, {
        body: { properties: { value: "v" } },
      });
      await served.call("DELETE", vaultId, version);

      const all = await served.call(
        "GET",
        `${inSubscription}/providers/Microsoft.KeyVault/deletedVaults`,
        version,
      );
      const again = await served.call("PUT", vaultId, version, { body: vault });
      const recovered = await served.call("PUT", vaultId, version, {
        body: {
          location,
          properties: { ...(vault.properties as JsonObject), createMode: "recover" },
        },
      });
      const secret = await served.call("GET", `${vaultId}/secrets/key`, version);

      assert.deepEqual(
        valuesOf(all).map(({ name }) => name),
        ["ftl-vault"],
      );
      assert.equal(refusalOf(again), "409 ConflictError");
      assert.deepEqual([recovered.status, secret.status], [201, 200]);
    });

    it("is gone when purged", async () => {
      await served.call("DELETE", vaultId, version);

      const before = await served.call("GET", deleted, version);
      const purged = await served.call("POST", `${deleted}/purge`, version);
      const after = await served.call("GET", deleted, version);

      assert.deepEqual([before.status, purged.status], [200, 202]);
      assert.equal(refusalOf(after), "404 DeletedVaultNotFound");
    });
  });
});
