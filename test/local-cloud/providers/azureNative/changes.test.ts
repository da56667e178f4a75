import assert from "node:assert/strict";
import type { JsonObject } from "../../../../local-cloud/json";
import { groupId, resourceId, subscriptionId, type TestCloud } from "../../arm/cloud";
import type { TestFront } from "../front";
import { identity, openAzure, tokens } from "./azure";

describe("The azure-native provider, at a change", () => {
  let cloud: TestCloud;
  let azure: TestFront;
  beforeEach(async () => {
    ({ cloud, azure } = await openAzure());
  });
  afterEach(() => cloud.close());

  describe("create", () => {
    it("makes the resource, under its Azure id, and answers what the service adds", async () => {
      const { id, outputs } = await azure.create(tokens.identity, {
        ...identity,
        tags: { a: "1" },
      });

      assert.equal(id, resourceId("Microsoft.ManagedIdentity/userAssignedIdentities", "main"));
      assert.deepEqual(cloud.find(id)?.desired.tags, { a: "1" });
      assert.deepEqual(outputs.tags, { a: "1" });
      assert.equal(typeof outputs.principalId, "string");
      assert.equal(outputs.name, "main");
    });

    it("takes the subscription of its settings", async () => {
      const other = "11111111-1111-4111-8111-111111111111";
      azure.front.configure({ subscriptionId: other });
      const { id } = await azure.create(tokens.group, {
        resourceGroupName: "new",
        location: "centralindia",
      });

      assert.equal(id, `/subscriptions/${other}/resourceGroups/new`);
    });

    it("keeps what it remembers for itself out of Azure", async () => {
      const { id, inputs } = await azure.create(tokens.identity, { resourceGroupName: "rg" });

      assert.equal(inputs.__createBeforeDelete, true);
      assert.equal(JSON.stringify(cloud.find(id)).includes("__createBeforeDelete"), false);
    });

    it("rejects what exists already", async () => {
      const { id } = await azure.create(tokens.identity, identity);
      await assert.rejects(azure.create(tokens.identity, identity), {
        message: `cannot create already existing resource '${id}'`,
      });
    });

    it("rejects in Azure's words what Azure refuses", async () => {
      await assert.rejects(
        azure.create(tokens.registry, {
          resourceGroupName: "rg",
          registryName: "a-b",
          sku: { name: "Basic" },
        }),
        /^Error: Status=400 Code="\w+" Message=".*a-b.*"$/,
      );
    });

    it("makes no other name of one that Azure refuses", async () => {
      const made = azure.create(
        tokens.registry,
        { resourceGroupName: "rg", sku: { name: "Basic" } },
        "with-hyphen",
      );
      await assert.rejects(made, /with-hyphen/);
    });
  });

  describe("update and delete", () => {
    it("replace the body, and take the resource away", async () => {
      const made = await azure.create(tokens.identity, { ...identity, tags: { a: "1" } });
      const outputs = await azure.update(made, { ...identity, tags: { b: "2" } });
      assert.deepEqual(outputs.tags, { b: "2" });
      assert.equal(outputs.principalId, made.outputs.principalId);

      await azure.front.delete(made.subject, made.id, made.outputs);
      assert.equal(cloud.find(made.id), undefined);
    });

    it("do not mind that a resource is gone already", async () => {
      const made = await azure.create(tokens.identity, identity);
      await cloud.delete(made.id);

      await azure.front.delete(made.subject, made.id, made.outputs);
      assert.equal(cloud.find(made.id), undefined);
    });

    it("are refused in Azure's words", async () => {
      const made = await azure.create(tokens.identity, identity);
      await cloud.put(`${made.id}/providers/Microsoft.Authorization/locks/l`, {
        properties: { level: "ReadOnly" },
      });
      await assert.rejects(
        azure.update(made, { ...identity, tags: { b: "2" } }),
        /Status=409 Code="ScopeLocked"/,
      );
      await assert.rejects(
        azure.front.delete(made.subject, made.id, made.outputs),
        /Code="ScopeLocked"/,
      );
    });
  });

  describe("of a type that has no model", () => {
    const storage = {
      resourceGroupName: "rg",
      accountName: "a",
      kind: "StorageV2",
      name: "n",
      type: "t",
      properties: { p: 1 },
    };

    it("says so, once, by name", async () => {
      const first = await azure.create(tokens.unmodelled, storage, "first");
      await azure.create(tokens.unmodelled, storage, "second");

      assert.equal(azure.said.length, 1);
      assert.equal(azure.said[0]?.severity, "warning");
      assert.equal(azure.said[0].urn, first.subject.urn);
      assert.match(azure.said[0].message, /no model of azure-native:search:Service/);
    });

    it("keeps it as given, in its group", async () => {
      const made = await azure.create(tokens.unmodelled, storage);
      const { kind, accountName } = made.outputs;

      assert.deepEqual({ kind, accountName }, { kind: "StorageV2", accountName: "a" });
      assert.ok(made.id.startsWith(`${groupId}/`));
      assert.deepEqual((await azure.refresh(made))?.inputs, made.inputs);
      await cloud.delete(groupId);
      assert.equal(await azure.refresh(made), undefined);
    });

    it("keeps it in the subscription where it has no group", async () => {
      const made = await azure.create("azure-native:consumption:Budget", { scope: "s", amount: 1 });

      assert.ok(made.id.startsWith(`/subscriptions/${subscriptionId}/providers/`));
      assert.equal(made.outputs.amount, 1);
    });

    it("says nothing of what has one", async () => {
      await azure.create(tokens.identity, identity);
      assert.deepEqual(azure.said, []);
    });
  });

  describe("functions", () => {
    const invoke = (token: string, args: JsonObject) =>
      azure.front.invoke(`azure-native:${token}`, args);

    it("read a resource in the SDK's shape", async () => {
      const { outputs } = await azure.create(tokens.identity, identity);
      assert.deepEqual(await invoke("managedidentity:getUserAssignedIdentity", identity), outputs);
    });

    it("act on a resource: the keys of a workspace", async () => {
      await cloud.put(resourceId("Microsoft.OperationalInsights/workspaces", "logs"), {
        location: "centralindia",
        properties: { sku: { name: "PerGB2018" } },
      });
      const keys = await invoke("operationalinsights:getSharedKeys", {
        resourceGroupName: "rg",
        workspaceName: "logs",
      });
      assert.equal(typeof keys.primarySharedKey, "string");
    });

    it("tell who is signed in, and to where", async () => {
      const { tenantId, subscriptionId: own } = await invoke("authorization:getClientConfig", {});
      assert.deepEqual(
        { tenantId, own },
        { tenantId: cloud.resourceManager.tenantId, own: subscriptionId },
      );
    });

    it("reject what is not there, in Azure's words", async () => {
      await assert.rejects(
        invoke("managedidentity:getUserAssignedIdentity", {
          resourceGroupName: "rg",
          resourceName: "gone",
        }),
        /Status=404 Code="ResourceNotFound"/,
      );
    });

    it("reject a function that is not modelled, by name", async () => {
      await assert.rejects(
        invoke("compute:getImage", {}),
        /does not model the function azure-native:compute:getImage/,
      );
    });
  });
});
