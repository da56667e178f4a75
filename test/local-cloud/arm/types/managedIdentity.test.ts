import assert from "node:assert/strict";
import { propertiesOf, refusedWith, resourceId, TestCloud } from "../cloud";

const type = "Microsoft.ManagedIdentity/userAssignedIdentities";
const identityId = resourceId(type, "workload");
const identity = { location: "centralindia" };

describe("a user-assigned identity", () => {
  let cloud: TestCloud;
  beforeEach(async () => {
    cloud = await TestCloud.open();
  });
  afterEach(() => cloud.close());

  for (const name of ["wl", "-workload", "work load", "w".repeat(129)]) {
    it(`rejects the name ${name}`, () =>
      refusedWith(cloud.put(resourceId(type, name), identity), "InvalidResourceName"));
  }

  it("is a principal and a client of the tenant", async () => {
    const { principalId, clientId, tenantId } = propertiesOf(await cloud.put(identityId, identity));

    assert.notEqual(principalId, clientId);
    assert.equal(tenantId, cloud.resourceManager.tenantId);
  });

  it("is the same principal over updates, and another one when it is made anew", async () => {
    const first = propertiesOf(await cloud.put(identityId, identity)).principalId;
    cloud.advance({ hours: 1 });
    const second = propertiesOf(await cloud.put(identityId, { ...identity, tags: {} })).principalId;
    await cloud.delete(identityId);
    const third = propertiesOf(await cloud.put(identityId, identity)).principalId;

    assert.equal(second, first);
    assert.notEqual(third, first);
  });
});
