import assert from "node:assert/strict";
import fc from "fast-check";
import { childId, resourceGroupId } from "../../../local-cloud/arm/resourceId";
import { at, type JsonObject } from "../../../local-cloud/json";
import { groupId, refusedWith, resourceId, subscriptionId, TestCloud } from "./cloud";

const identityType = "Microsoft.ManagedIdentity/userAssignedIdentities";
const registryType = "Microsoft.ContainerRegistry/registries";
const lockType = "Microsoft.Authorization/locks";
/** A type without a model: only the rules that hold for every type apply to it. */
const plainType = "Microsoft.Example/things";

describe("Resource Manager", () => {
  let cloud: TestCloud;
  beforeEach(async () => {
    cloud = await TestCloud.open();
  });
  afterEach(() => cloud.close());

  describe("put", () => {
    it("answers the resource with its envelope, what was written, and what the service adds", async () => {
      const id = resourceId(identityType, "main");
      const body = await cloud.put(id, { location: "centralindia", tags: { owner: "platform" } });

      const { id: ownId, name, type, location, tags } = body;
      assert.deepEqual(
        { ownId, name, type, location, tags },
        {
          ownId: id,
          name: "main",
          type: identityType,
          location: "centralindia",
          tags: { owner: "platform" },
        },
      );
      assert.equal(typeof at(body, "properties.principalId"), "string");
    });

    it("replaces: what a later write leaves out is gone", async () => {
      const id = resourceId(plainType, "a");
      await cloud.put(id, { tags: { a: "1" }, properties: { size: 1, colour: "red" } });
      const after = await cloud.put(id, { properties: { size: 2 } });

      assert.deepEqual(after.properties, { size: 2 });
      assert.equal(after.tags, undefined);
    });

    it("is the same the second time, for any body", async () => {
      const bodies = fc.record({
        tags: fc.dictionary(fc.string(), fc.string(), { noNullPrototype: true }),
        properties: fc.dictionary(fc.string(), fc.jsonValue() as fc.Arbitrary<null>, {
          noNullPrototype: true,
        }),
      });
      await fc.assert(
        fc.asyncProperty(bodies, async (body) => {
          const id = resourceId(plainType, "a");
          const first = await cloud.put(id, body);
          assert.deepEqual(await cloud.put(id, body), first);
          assert.deepEqual(cloud.get(id), first);
        }),
        { numRuns: 30 },
      );
    });

    it("accepts what a read answered, and changes nothing by it", async () => {
      const id = resourceId(identityType, "main");
      await cloud.put(id, { location: "centralindia", tags: { a: "1" } });
      const kept = structuredClone(cloud.find(id));
      await cloud.put(id, cloud.get(id));

      assert.deepEqual(cloud.find(id), kept);
    });

    it("keeps read-only values out of what was written, also below a key with dots in it", async () => {
      const identity = resourceId(identityType, "main");
      await cloud.put(identity, { location: "centralindia" });
      const id = resourceId(registryType, "registry");
      await cloud.put(id, {
        location: "centralindia",
        sku: { name: "Premium" },
        identity: { type: "UserAssigned", userAssignedIdentities: { [identity]: {} } },
      });
      const read = cloud.get(id);
      const shown = at(read, ["identity", "userAssignedIdentities", identity, "principalId"]);
      await cloud.put(id, read);

      assert.notEqual(shown, undefined);
      assert.deepEqual(
        at(cloud.find(id)!.desired, ["identity", "userAssignedIdentities", identity]),
        {},
      );
    });

    it("finds a resource by its id in any case, and keeps the first spelling", async () => {
      const id = resourceId(plainType, "Main");
      await cloud.put(id, { properties: { size: 1 } });
      await cloud.put(id.toUpperCase().replace("/SUBSCRIPTIONS", "/subscriptions"), {
        properties: { size: 2 },
      });

      const { id: ownId, name, properties } = cloud.get(id.toLowerCase());
      assert.deepEqual(
        { ownId, name, properties },
        { ownId: id, name: "Main", properties: { size: 2 } },
      );
    });

    it("does not share its state with who wrote and who reads", async () => {
      const id = resourceId(plainType, "a");
      const body: JsonObject = { properties: { list: [1] } };
      await cloud.put(id, body);
      (at(body, "properties.list") as number[]).push(2);
      (at(cloud.get(id), "properties.list") as number[]).push(3);

      assert.deepEqual(cloud.get(id).properties, { list: [1] });
    });

    it("rejects a resource in a group that is not there", async () => {
      const id = childId(resourceGroupId(subscriptionId, "gone"), plainType, ["a"]);
      await refusedWith(cloud.put(id, {}), "ResourceGroupNotFound", {
        status: 404,
        message: /^Resource group 'gone' could not be found\.$/,
      });
    });

    it("rejects a child whose parent is not there", async () => {
      const id = resourceId(`${plainType}/parts`, "a", "b");
      await refusedWith(cloud.put(id, {}), "ParentResourceNotFound", { status: 404 });
    });

    it("rejects an extension of what is not there", async () => {
      const id = childId(resourceId(plainType, "a"), lockType, ["l"]);
      await refusedWith(
        cloud.put(id, { properties: { level: "CanNotDelete" } }),
        "ParentResourceNotFound",
      );
    });

    it("rejects an id that is none", async () => {
      await refusedWith(cloud.put("/subscriptions/s/nonsense", {}), "InvalidResourceId", {
        status: 400,
      });
    });

    it("leaves everything as it was when it refuses", async () => {
      const id = resourceId(identityType, "main");
      await cloud.put(id, { location: "centralindia", tags: { a: "1" } });
      const before = structuredClone(cloud.find(id));
      await refusedWith(
        cloud.put(id, { location: "westeurope", tags: {} }),
        "InvalidResourceLocation",
      );

      assert.deepEqual(cloud.find(id), before);
    });
  });

  describe("patch", () => {
    it("changes what it names, takes away what it has as null, and keeps the rest", async () => {
      const id = resourceId(plainType, "a");
      await cloud.put(id, { tags: { a: "1", b: "2" }, properties: { size: 1, colour: "red" } });
      const { tags, properties } = await cloud.patch(id, {
        tags: { a: null },
        properties: { size: 2 },
      });

      assert.deepEqual(
        { tags, properties },
        { tags: { b: "2" }, properties: { size: 2, colour: "red" } },
      );
    });

    it("rejects what is not there", async () => {
      await refusedWith(cloud.patch(resourceId(plainType, "a"), {}), "ResourceNotFound", {
        status: 404,
        message: /'Microsoft\.Example\/things\/a' under resource group 'rg' was not found/,
      });
    });
  });

  describe("get", () => {
    it("rejects what is not there, each in its own words", () => {
      assert.throws(() => cloud.get(resourceId(plainType, "a")), {
        code: "ResourceNotFound",
        status: 404,
      });
      assert.throws(() => cloud.get(resourceGroupId(subscriptionId, "gone")), {
        code: "ResourceGroupNotFound",
        status: 404,
      });
    });

    it("never answers what can only be written", async () => {
      const id = resourceId("Microsoft.DBforPostgreSQL/flexibleServers", "server");
      const body = await cloud.put(id, {
        location: "centralindia",
        sku: { name: "Standard_D2ds_v5", tier: "GeneralPurpose" },
        properties: {
          version: "16",
          administratorLogin: "ftl",
          administratorLoginPassword: "Very-s3cret-word",
          storage: { storageSizeGB: 32 },
          createMode: "Create",
        },
      });

      assert.equal(JSON.stringify(body).includes("Very-s3cret-word"), false);
    });
  });

  describe("delete", () => {
    it("takes along what is below: children, extensions, and nothing else", async () => {
      const id = resourceId(plainType, "a");
      const child = resourceId(`${plainType}/parts`, "a", "b");
      const extension = childId(child, "Microsoft.Example/notes", ["n"]);
      const neighbour = resourceId(plainType, "ab");
      for (const each of [id, child, extension, neighbour]) await cloud.put(each, {});

      assert.equal(await cloud.delete(id), true);
      assert.deepEqual(
        [id, child, extension, neighbour].map((each) => cloud.find(each) !== undefined),
        [false, false, false, true],
      );
    });

    it("takes a group with everything in it", async () => {
      await cloud.put(resourceId(plainType, "a"), {});
      await cloud.delete(groupId);

      assert.deepEqual(cloud.resourceManager.list(plainType), []);
    });

    it("answers false when there was nothing", async () => {
      assert.equal(await cloud.delete(resourceId(plainType, "a")), false);
    });

    it("puts the service's value back where a resource can only be set", async () => {
      const server = resourceId("Microsoft.DBforPostgreSQL/flexibleServers", "server");
      await cloud.put(server, {
        location: "centralindia",
        sku: { name: "Standard_D2ds_v5", tier: "GeneralPurpose" },
        properties: {
          version: "16",
          administratorLogin: "ftl",
          administratorLoginPassword: "Very-s3cret-word",
          storage: { storageSizeGB: 32 },
        },
      });
      const id = childId(groupId, "Microsoft.DBforPostgreSQL/flexibleServers/configurations", [
        "server",
        "log_connections",
      ]);
      const before = cloud.find(id)?.desired ?? (await cloud.put(id, {}));
      await cloud.put(id, { properties: { value: "off", source: "user-override" } });
      await cloud.delete(id);

      assert.equal(at(cloud.get(id), "properties.value"), at(before, "properties.value"));
      await cloud.delete(server);
      assert.equal(cloud.find(id), undefined);
    });
  });

  describe("soft deletion", () => {
    const entry = (name: string, days: number) => ({
      type: "Microsoft.Example/things",
      name,
      id: resourceId(plainType, name),
      location: "centralindia",
      deleted: cloud.now().toISOString(),
      scheduledPurge: new Date(cloud.now().getTime() + days * 86_400_000).toISOString(),
      purgeProtected: false,
    });

    it("keeps a name, in any case, until its time is over", () => {
      const { resourceManager } = cloud;
      resourceManager.softDelete(entry("a", 7));
      assert.equal(resourceManager.softDeleted("microsoft.example/THINGS", "A")?.name, "a");
      assert.equal(resourceManager.listSoftDeleted(plainType).length, 1);

      cloud.advance({ days: 7, seconds: 1 });
      assert.equal(resourceManager.softDeleted(plainType, "a"), undefined);
      assert.deepEqual(resourceManager.listSoftDeleted(plainType), []);
    });

    it("gives a name back when it is purged, and leaves the others", () => {
      const { resourceManager } = cloud;
      for (const name of ["a", "b"]) resourceManager.softDelete(entry(name, 7));
      resourceManager.forget(plainType, "A");

      assert.deepEqual(
        resourceManager.listSoftDeleted(plainType).map(({ name }) => name),
        ["b"],
      );
    });
  });

  describe("act", () => {
    it("rejects an action that is not modelled, by name", async () => {
      const id = resourceId(plainType, "a");
      await cloud.put(id, {});
      await refusedWith(cloud.act(id, "explode"), "NotFound", {
        status: 404,
        message: /'explode'.*things/,
      });
    });

    it("rejects an action on what is not there", async () => {
      await refusedWith(cloud.act(resourceId(plainType, "a"), "listKeys"), "ResourceNotFound");
    });
  });

  describe("what it makes up", () => {
    it("is the same for the same seed, and another for another cloud", async () => {
      const { guid, secretText } = {
        guid: (seed: string) => cloud.resourceManager.guid(seed),
        secretText: (seed: string) => cloud.resourceManager.secretText(seed, 40),
      };
      assert.equal(guid("a"), guid("a"));
      assert.notEqual(guid("a"), guid("b"));
      assert.equal(secretText("a"), secretText("a"));
      assert.notEqual(secretText("a"), secretText("b"));
    });

    it("is a GUID of version 4, and text of the wanted length in letters and digits", () => {
      fc.assert(
        fc.property(fc.string(), fc.integer({ min: 1, max: 86 }), (seed, length) => {
          assert.match(
            cloud.resourceManager.guid(seed),
            /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/,
          );
          assert.match(
            cloud.resourceManager.secretText(seed, length),
            new RegExp(`^[A-Za-z0-9]{${length}}$`),
          );
        }),
      );
    });
  });
});
