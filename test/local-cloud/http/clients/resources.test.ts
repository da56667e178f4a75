import assert from "node:assert/strict";
import { ResourceManagementClient } from "@azure/arm-resources";
import { ArmError } from "../../../../local-cloud/arm/armError";
import { childId, resourceGroupId } from "../../../../local-cloud/arm/resourceId";
import { localSubscriptionId } from "../../../../local-cloud/arm/resourceManager";
import { ServedCloud } from "../servedCloud";
import { all, clientOptions, codeOf, credentialOf } from "./signedIn";

const location = "centralindia";

describe("@azure/arm-resources on the local cloud", () => {
  let served: ServedCloud;
  let client: ResourceManagementClient;

  before(async () => {
    served = await ServedCloud.open();
    client = new ResourceManagementClient(
      credentialOf(served),
      localSubscriptionId,
      clientOptions(served),
    );
  });

  after(() => served.close());

  it("makes a group, reads it back, tags it and deletes it", async () => {
    const made = await client.resourceGroups.createOrUpdate("rg-life", { location });
    const tagged = await client.resourceGroups.update("rg-life", { tags: { team: "ftl" } });
    const read = await client.resourceGroups.get("rg-life");
    await client.resourceGroups.beginDeleteAndWait("rg-life");

    assert.equal(made.properties?.provisioningState, "Succeeded");
    assert.deepEqual(tagged.tags, { team: "ftl" });
    assert.equal(read.location, location);
    assert.equal(await codeOf(client.resourceGroups.get("rg-life")), "ResourceGroupNotFound");
  });

  it("knows whether a group exists", async () => {
    await client.resourceGroups.createOrUpdate("rg-there", { location });

    assert.equal((await client.resourceGroups.checkExistence("rg-there")).body, true);
    assert.equal((await client.resourceGroups.checkExistence("rg-not-there")).body, false);
  });

  it("lists groups page by page, each once", async () => {
    const names = ["rg-a", "rg-b", "rg-c", "rg-d", "rg-e"];
    for (const name of names) await client.resourceGroups.createOrUpdate(name, { location });

    const found = await all(client.resourceGroups.list({ top: 2 }));

    const listed = found.map(({ name }) => name!).filter((name) => names.includes(name));
    assert.deepEqual(listed, names);
  });

  it("finds resources of a group by their type", async () => {
    const group = "rg-find";
    await client.resourceGroups.createOrUpdate(group, { location });
    const scope = resourceGroupId(localSubscriptionId, group);
    const identity = childId(scope, "Microsoft.ManagedIdentity/userAssignedIdentities", ["id-app"]);
    const workspace = childId(scope, "Microsoft.OperationalInsights/workspaces", ["logs"]);
    await client.resources.beginCreateOrUpdateByIdAndWait(identity, "2023-01-31", { location });
    await client.resources.beginCreateOrUpdateByIdAndWait(workspace, "2023-09-01", { location });

    const filter = "resourceType eq 'Microsoft.ManagedIdentity/userAssignedIdentities'";
    const found = await all(client.resources.listByResourceGroup(group, { filter }));

    assert.deepEqual(
      found.map(({ id }) => id),
      [identity],
    );
  });

  it("makes any resource by its id, and deletes it", async () => {
    await client.resourceGroups.createOrUpdate("rg-any", { location });
    const scope = resourceGroupId(localSubscriptionId, "rg-any");
    const id = childId(scope, "Microsoft.Network/privateDnsZones", ["ftl.internal"]);

    const made = await client.resources.beginCreateOrUpdateByIdAndWait(id, "2024-06-01", {
      location: "global",
    });
    const existed = await client.resources.checkExistenceById(id, "2024-06-01");
    await client.resources.beginDeleteByIdAndWait(id, "2024-06-01");

    assert.equal(made.id, id);
    assert.equal(existed.body, true);
    assert.equal((await client.resources.checkExistenceById(id, "2024-06-01")).body, false);
  });

  it("is refused what a lock holds", async () => {
    await client.resourceGroups.createOrUpdate("rg-locked", { location });
    const group = resourceGroupId(localSubscriptionId, "rg-locked");
    const lock = childId(group, "Microsoft.Authorization/locks", ["keep"]);
    await client.resources.beginCreateOrUpdateByIdAndWait(lock, "2020-05-01", {
      properties: { level: "CanNotDelete" },
    });

    const refused = await codeOf(client.resourceGroups.beginDeleteAndWait("rg-locked"));
    await client.resources.beginDeleteByIdAndWait(lock, "2020-05-01");
    await client.resourceGroups.beginDeleteAndWait("rg-locked");

    assert.equal(refused, "ScopeLocked");
    assert.throws(() => served.cloud.resourceManager.get(group), ArmError);
  });

  it("is refused a name that is none", async () => {
    assert.equal(
      await codeOf(client.resourceGroups.createOrUpdate("ends-in-a-period.", { location })),
      "InvalidResourceName",
    );
  });

  it("sees every provider registered", async () => {
    const found = await all(client.providers.list());

    const states = new Set(found.map(({ registrationState }) => registrationState));
    assert.deepEqual([...states], ["Registered"]);
    assert.ok(found.some(({ namespace }) => namespace === "Microsoft.App"));
  });

  it("tries again what was throttled, as soon as it is told", async () => {
    await client.resourceGroups.createOrUpdate("rg-throttled", { location });
    const throttled = { status: 429, headers: { "retry-after": "0" } };
    const { faults } = served.cloud.api!;
    faults.add({ fault: { kind: "answer", answer: throttled }, path: "rg-throttled", call: 1 });

    const read = await client.resourceGroups.get("rg-throttled");

    assert.equal(read.name, "rg-throttled");
  });
});
