import assert from "node:assert/strict";
import type { JsonObject } from "../../../../local-cloud/json";
import { unknownValue } from "../../../../local-cloud/providers/providerFront";
import { groupId, type TestCloud } from "../../arm/cloud";
import type { TestFront } from "../front";
import { identity, openAzure, server, tokens } from "./azure";

describe("The azure-native provider, before a change", () => {
  let cloud: TestCloud;
  let azure: TestFront;
  beforeEach(async () => {
    ({ cloud, azure } = await openAzure());
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
});
