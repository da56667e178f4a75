import assert from "node:assert/strict";
import { childId, resourceGroupId } from "../../../local-cloud/arm/resourceId";
import { groupId, refusedWith, resourceId, subscriptionId, TestCloud } from "./cloud";

const lockType = "Microsoft.Authorization/locks";
const registryType = "Microsoft.ContainerRegistry/registries";
/** A type without a model: only the rules that hold for every type apply to it. */
const plainType = "Microsoft.Example/things";

describe("Resource Manager's rules between resources", () => {
  let cloud: TestCloud;
  beforeEach(async () => {
    cloud = await TestCloud.open();
  });
  afterEach(() => cloud.close());

  const lock = (scope: string, level: string) =>
    cloud.put(childId(scope, lockType, ["keep"]), { properties: { level } });

  describe("locks", () => {
    const id = resourceId(plainType, "a");
    beforeEach(() => cloud.put(id, { properties: { size: 1 } }));

    for (const [where, scope] of [
      ["the resource", id],
      ["its group", groupId],
      ["its subscription", `/subscriptions/${subscriptionId}`],
    ] as const) {
      it(`against deletes hold when they are on ${where}`, async () => {
        await lock(scope, "CanNotDelete");

        await refusedWith(cloud.delete(id), "ScopeLocked", {
          status: 409,
          message: new RegExp(
            `cannot perform delete operation .* locked: '${scope}'\\. Please remove`,
          ),
        });
        assert.notEqual(cloud.find(id), undefined);
        await cloud.put(id, { properties: { size: 2 } });
      });

      it(`against writes hold when they are on ${where}`, async () => {
        await lock(scope, "ReadOnly");

        const message = /cannot perform write operation/;
        await refusedWith(cloud.put(id, {}), "ScopeLocked", { status: 409, message });
        await refusedWith(cloud.patch(id, { tags: {} }), "ScopeLocked", { message });
        await refusedWith(cloud.delete(id), "ScopeLocked", { message: /cannot perform delete/ });
      });
    }

    it("against writes let nothing new be made below", async () => {
      await lock(groupId, "ReadOnly");
      await refusedWith(cloud.put(resourceId(plainType, "new"), {}), "ScopeLocked");
    });

    it("of one resource keep its whole group from being deleted", async () => {
      await lock(id, "CanNotDelete");
      await refusedWith(cloud.delete(groupId), "ScopeLocked", { message: /things\/a' cannot/ });
    });

    it("hold nothing beside their scope", async () => {
      await lock(id, "ReadOnly");
      const neighbour = resourceId(plainType, "ab");
      await cloud.put(neighbour, {});

      assert.equal(await cloud.delete(neighbour), true);
    });

    it("can be changed and removed themselves, and then hold no more", async () => {
      await lock(groupId, "ReadOnly");
      await lock(groupId, "CanNotDelete");
      await cloud.delete(childId(groupId, lockType, ["keep"]));

      assert.equal(await cloud.delete(id), true);
    });
  });

  describe("names that are unique in all of Azure", () => {
    const body = { location: "centralindia", sku: { name: "Basic" } };
    const elsewhere = resourceGroupId("11111111-1111-4111-8111-111111111111", "other");

    it("are refused to a second resource, in another subscription and another case too", async () => {
      await cloud.put(resourceId(registryType, "ftlregistry"), body);
      await cloud.put(elsewhere, { location: "centralindia" });

      await refusedWith(
        cloud.put(childId(elsewhere, registryType, ["FtlRegistry"]), body),
        "AlreadyInUse",
      );
    });

    it("are no matter between resources of different names", async () => {
      for (const name of ["ftlregistry", "ftlregistry2"])
        await cloud.put(resourceId(registryType, name), body);
      assert.equal(cloud.resourceManager.list(registryType).length, 2);
    });

    it("stay the resource's own on its next write, and are free after its delete", async () => {
      const id = resourceId(registryType, "ftlregistry");
      await cloud.put(id, body);
      await cloud.put(id, { ...body, tags: { a: "1" } });
      await cloud.delete(id);
      await cloud.put(elsewhere, { location: "centralindia" });

      assert.equal(
        (await cloud.put(childId(elsewhere, registryType, ["ftlregistry"]), body)).name,
        "ftlregistry",
      );
    });
  });
});
