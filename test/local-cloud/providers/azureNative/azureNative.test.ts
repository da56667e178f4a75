import assert from "node:assert/strict";
import { AzureNative } from "../../../../local-cloud/providers/azureNative/azureNative";
import type { JsonObject } from "../../../../local-cloud/json";
import { unknownValue } from "../../../../local-cloud/providers/providerFront";
import { groupId, resourceId, subscriptionId, TestCloud } from "../../arm/cloud";
import { TestFront } from "../front";

const tokens = {
  group: "azure-native:resources:ResourceGroup",
  identity: "azure-native:managedidentity:UserAssignedIdentity",
  registry: "azure-native:containerregistry:Registry",
  network: "azure-native:network:VirtualNetwork",
  server: "azure-native:dbforpostgresql:Server",
  database: "azure-native:dbforpostgresql:Database",
  role: "azure-native:authorization:RoleAssignment",
  unmodelled: "azure-native:storage:StorageAccount",
} as const;

const identity = { resourceGroupName: "rg", resourceName: "main", location: "centralindia" };
const server = {
  resourceGroupName: "rg",
  serverName: "ftl-tst-pg",
  location: "centralindia",
  version: "16",
  sku: { name: "Standard_D2ds_v5", tier: "GeneralPurpose" },
  storage: { storageSizeGB: 32 },
  administratorLogin: "ftl",
  administratorLoginPassword: "Very-s3cret-word",
};

describe("The azure-native provider", () => {
  let cloud: TestCloud;
  let azure: TestFront;
  beforeEach(async () => {
    cloud = await TestCloud.open();
    azure = new TestFront(new AzureNative(cloud.resourceManager));
  });
  afterEach(() => cloud.close());

  describe("check", () => {
    const check = (token: string, inputs: JsonObject, oldInputs: JsonObject = {}) =>
      azure.checked(azure.subject(token), inputs, oldInputs);
    const anonymous = { resourceGroupName: "rg", location: "centralindia" };

    it("leaves inputs as they are where nothing is missing", () => {
      assert.deepEqual(check(tokens.identity, identity), identity);
    });

    it("makes up a name of the logical one and eight digits, the same for the same seed", () => {
      const { resourceName } = check(tokens.identity, anonymous);
      assert.match(String(resourceName as string), /^main[0-9a-f]{8}$/);
      assert.equal(check(tokens.identity, anonymous).resourceName, resourceName);
    });

    it("keeps the name that it made up once", () => {
      const old = { ...anonymous, resourceName: "main0badcafe", __createBeforeDelete: true };
      assert.deepEqual(check(tokens.identity, anonymous, old), old);
    });

    it("keeps the name that the program gave, once it gives none", () => {
      assert.deepEqual(check(tokens.identity, anonymous, identity), identity);
    });

    it("gives a child its logical name, and a role assignment a GUID", () => {
      const child = check(tokens.database, { resourceGroupName: "rg", serverName: "s" });
      const role = check(tokens.role, { scope: groupId, principalId: "p", roleDefinitionId: "r" });

      assert.equal(child.databaseName, "main");
      assert.match(
        role.roleAssignmentName as string,
        /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/,
      );
    });

    it("takes the location of the group where neither the program nor the settings have one", () => {
      const named = { resourceGroupName: "rg", resourceName: "main" };
      assert.equal(check(tokens.identity, named).location, "centralindia");
      azure.front.configure({ location: "westeurope" });
      assert.equal(check(tokens.identity, named).location, "westeurope");
      assert.equal(check(tokens.identity, named, { location: "eastus" }).location, "eastus");
    });

    it("does not know the location while the group is unknown", () => {
      const named = { resourceGroupName: unknownValue, resourceName: "main" };
      assert.equal(check(tokens.identity, named).location, unknownValue);
    });

    it("gives no location to a type that takes none", () => {
      const { location } = check(tokens.database, {
        resourceGroupName: "rg",
        serverName: "s",
      });
      assert.equal(location, undefined);
    });

    it("rejects what has no group, or no location that could be found", () => {
      assert.throws(
        () => check(tokens.identity, { resourceName: "main" }),
        /missing required property 'resourceGroupName'/,
      );
      assert.throws(
        () => check(tokens.identity, { resourceGroupName: "gone", resourceName: "main" }),
        /missing required property 'location'.*pulumi config set azure-native:location/,
      );
    });
  });

  describe("diff", () => {
    const diff = (token: string, old: JsonObject, next: JsonObject) =>
      azure.front.diff(azure.subject(token), "id", old, next);

    it("finds nothing between equals, and between two spellings of a location", () => {
      assert.deepEqual(
        diff(tokens.identity, identity, { ...identity, location: "Central India" }),
        {
          changes: {},
          replaces: [],
          deleteBeforeReplace: false,
        },
      );
    });

    it("names what is added, updated and deleted, by path", () => {
      const old = { ...server, tags: { a: "1" }, storage: { storageSizeGB: 32 } };
      const next = {
        ...server,
        storage: { storageSizeGB: 64 },
        backup: { backupRetentionDays: 14 },
      };
      assert.deepEqual(diff(tokens.server, old, next).changes, {
        tags: "delete",
        "storage.storageSizeGB": "update",
        backup: "add",
      });
    });

    for (const [what, token, old, change] of [
      ["its name", tokens.identity, identity, { resourceName: "other" }],
      ["its group", tokens.identity, identity, { resourceGroupName: "other" }],
      ["its location", tokens.identity, identity, { location: "westeurope" }],
      ["a name that is not known yet", tokens.identity, identity, { resourceName: unknownValue }],
      ["what its type fixes at creation", tokens.server, server, { administratorLogin: "other" }],
    ] as const) {
      it(`replaces a resource for ${what}, the old one first`, () => {
        const { replaces, deleteBeforeReplace } = diff(token, old, { ...old, ...change });
        assert.deepEqual(
          { replaces, deleteBeforeReplace },
          { replaces: Object.keys(change), deleteBeforeReplace: true },
        );
      });
    }

    it("lets the new resource come first where the provider made up the name", () => {
      const old = { ...identity, __createBeforeDelete: true };
      const next = { ...old, location: "westeurope" };
      assert.equal(diff(tokens.identity, old, next).deleteBeforeReplace, false);
    });

    it("replaces nothing for what can change in place", () => {
      const { replaces, deleteBeforeReplace } = diff(tokens.identity, identity, {
        ...identity,
        tags: { a: "1" },
      });
      assert.deepEqual(
        { replaces, deleteBeforeReplace },
        { replaces: [], deleteBeforeReplace: false },
      );
    });
  });

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

  describe("in a preview", () => {
    it("answers what is known, and nothing of what the service will add", () => {
      const inputs = { ...identity, tags: unknownValue };
      assert.deepEqual(azure.front.previewCreate(azure.subject(tokens.identity), inputs), inputs);
      assert.deepEqual(
        cloud.resourceManager.list("Microsoft.ManagedIdentity/userAssignedIdentities"),
        [],
      );
    });

    it("knows of an update what an update never changes", async () => {
      const { subject, id, inputs, outputs } = await azure.create(tokens.identity, identity);
      const { name, location, principalId } = azure.front.previewUpdate({
        subject,
        id,
        oldInputs: inputs,
        oldOutputs: outputs,
        inputs: { ...inputs, tags: { a: "1" } },
      });

      assert.deepEqual(
        { name, location, principalId },
        { name: "main", location: "centralindia", principalId: undefined },
      );
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

  describe("a refresh", () => {
    it("changes nothing where nothing has changed", async () => {
      const cases: readonly [token: string, inputs: JsonObject][] = [
        [tokens.identity, { ...identity, location: "Central India", tags: { a: "1" } }],
        [tokens.server, server],
        [
          tokens.network,
          {
            resourceGroupName: "rg",
            virtualNetworkName: "net",
            addressSpace: { addressPrefixes: ["10.0.0.0/16"] },
            subnets: [{ name: "a", addressPrefix: "10.0.0.0/24" }],
          },
        ],
      ];
      for (const [token, inputs] of cases) {
        const made = await azure.create(token, inputs);
        const read = await azure.refresh(made);
        assert.deepEqual(read?.inputs, made.inputs, token);
        assert.deepEqual(read.outputs, made.outputs, token);
      }
    });

    it("shows what somebody else has changed, added and taken away", async () => {
      const made = await azure.create(tokens.identity, { ...identity, tags: { a: "1", b: "2" } });
      await cloud.patch(made.id, { tags: { a: "9", b: null, c: "3" } });
      const read = await azure.refresh(made);

      assert.deepEqual(read?.inputs, { ...made.inputs, tags: { a: "9", c: "3" } });
      assert.deepEqual(azure.front.diff(made.subject, made.id, read.inputs, made.inputs).changes, {
        "tags.a": "update",
        "tags.b": "add",
        "tags.c": "delete",
      });
    });

    it("shows an identity that somebody else has added, in the SDK's shape", async () => {
      const first = await azure.create(tokens.identity, identity);
      const second = await azure.create(tokens.identity, { ...identity, resourceName: "second" });
      const held = (...ids: string[]) => ({ type: "UserAssigned", userAssignedIdentities: ids });
      const made = await azure.create(tokens.registry, {
        resourceGroupName: "rg",
        registryName: "ftlregistry",
        sku: { name: "Premium" },
        identity: held(first.id),
      });
      await cloud.patch(made.id, {
        identity: { userAssignedIdentities: { [first.id]: {}, [second.id]: {} } },
      });
      const read = await azure.refresh(made);

      assert.deepEqual(read?.inputs.identity, held(first.id, second.id));
    });

    it("keeps the password, which Azure never tells", async () => {
      const made = await azure.create(tokens.server, server);
      await cloud.patch(made.id, { tags: { a: "1" } });
      const read = await azure.refresh(made);

      assert.equal(read?.inputs.administratorLoginPassword, "Very-s3cret-word");
      assert.equal(JSON.stringify(read.outputs).includes("Very-s3cret-word"), false);
    });

    it("finds nothing where the resource is gone, or is another kind of thing", async () => {
      const made = await azure.create(tokens.identity, identity);
      assert.equal(await azure.import(tokens.server, made.id), undefined);
      await cloud.delete(made.id);
      assert.equal(await azure.refresh(made), undefined);
    });
  });

  describe("an import", () => {
    it("answers inputs with which nothing would change", async () => {
      const made = await azure.create(tokens.identity, { ...identity, tags: { a: "1" } });
      const read = await azure.import(
        tokens.identity,
        made.id.toUpperCase().replace("/SUBSCRIPTIONS", "/subscriptions"),
      );

      assert.equal(read?.id, made.id);
      assert.deepEqual(read.inputs, { ...made.inputs });
      assert.deepEqual(read.outputs, made.outputs);
    });

    it("tells no password", async () => {
      const { id } = await azure.create(tokens.server, server);
      const read = await azure.import(tokens.server, id);

      assert.equal(read?.inputs.serverName, "ftl-tst-pg");
      assert.equal(JSON.stringify(read).includes("Very-s3cret-word"), false);
    });

    it("lists identities as the SDK takes them", async () => {
      const { id } = await azure.create(tokens.identity, identity);
      const held = { type: "UserAssigned", userAssignedIdentities: [id] };
      const registry = {
        resourceGroupName: "rg",
        registryName: "ftlregistry",
        sku: { name: "Premium" },
        identity: held,
      };
      const made = await azure.create(tokens.registry, registry);

      assert.deepEqual((await azure.import(tokens.registry, made.id))?.inputs.identity, held);
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
      assert.match(azure.said[0].message, /no model of azure-native:storage:StorageAccount/);
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
