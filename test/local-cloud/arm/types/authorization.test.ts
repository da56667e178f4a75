import assert from "node:assert/strict";
import { overlay, type JsonObject } from "../../../../local-cloud/json";
import { builtInRoles, hasRole } from "../../../../local-cloud/arm/roleAssignments";
import {
  groupId,
  itRejects,
  propertiesOf,
  refusedWith,
  resourceId,
  TestCloud,
  textOf,
} from "../cloud";
import { registry, registryId } from "../samples";

const assignmentName = "00000000-0000-4000-8000-000000000001";
const assignmentOn = (scope: string, name = assignmentName) =>
  `${scope}/providers/Microsoft.Authorization/roleAssignments/${name}`;
const definition = (role: string) => `/providers/Microsoft.Authorization/roleDefinitions/${role}`;
const stranger = "99999999-0000-4000-8000-000000000001";

describe("a role assignment", () => {
  let cloud: TestCloud;
  let principalId: string;
  const assignment = (change: JsonObject = {}): JsonObject =>
    overlay(
      {
        properties: {
          principalId,
          principalType: "ServicePrincipal",
          roleDefinitionId: definition(builtInRoles.acrPull),
        },
      },
      { properties: change },
    );

  beforeEach(async () => {
    cloud = await TestCloud.open();
    const identity = await cloud.put(
      resourceId("Microsoft.ManagedIdentity/userAssignedIdentities", "workload"),
      { location: "centralindia" },
    );
    principalId = textOf(propertiesOf(identity), "principalId");
    await cloud.put(registryId, registry);
  });
  afterEach(() => cloud.close());

  itRejects(
    "an assignment",
    [
      ["to nobody", { principalId: null }, "InvalidPrincipalId"],
      ["to somebody by name", { principalId: "workload" }, "InvalidPrincipalId"],
      ["to a principal that isn't there", { principalId: stranger }, "PrincipalNotFound"],
      ["of no role", { roleDefinitionId: null }, "InvalidRoleDefinitionId"],
      ["of a role by name", { roleDefinitionId: definition("AcrPull") }, "InvalidRoleDefinitionId"],
    ],
    (change) => cloud.put(assignmentOn(registryId), assignment(change)),
  );

  it("rejects a name that is no GUID", () =>
    refusedWith(
      cloud.put(assignmentOn(registryId, "pull"), assignment()),
      "InvalidRoleAssignmentId",
    ));

  it("rejects a scope that isn't there", () =>
    refusedWith(cloud.put(assignmentOn(`${registryId}2`), assignment()), "ParentResourceNotFound"));

  for (const principalType of ["User", "Group"]) {
    it(`takes a ${principalType} on trust`, async () => {
      const made = await cloud.put(
        assignmentOn(registryId),
        assignment({ principalId: stranger, principalType }),
      );

      assert.equal(propertiesOf(made).scope, registryId);
    });
  }

  it("is for a resource's own identity too", async () => {
    const own = await cloud.put(
      registryId,
      overlay(registry, { identity: { type: "SystemAssigned" } }),
    );
    const ownPrincipal = textOf(own.identity as JsonObject, "principalId");

    const made = await cloud.put(assignmentOn(groupId), assignment({ principalId: ownPrincipal }));

    assert.equal(propertiesOf(made).scope, groupId);
  });

  it("rejects the same role for the same principal again, however the role is named", async () => {
    await cloud.put(assignmentOn(registryId), assignment());
    const bySubscription = `/subscriptions/f7150000-0000-4000-8000-000000000002${definition(builtInRoles.acrPull)}`;

    await refusedWith(
      cloud.put(
        assignmentOn(registryId, "00000000-0000-4000-8000-000000000002"),
        assignment({ roleDefinitionId: bySubscription }),
      ),
      "RoleAssignmentExists",
      { status: 409, message: /00000000000040008000000000000001\.$/ },
    );
  });

  it("is written again as it is", async () => {
    const made = await cloud.put(assignmentOn(registryId), assignment());

    assert.deepEqual(await cloud.put(assignmentOn(registryId), assignment()), made);
  });

  it("rejects a change of its role", async () => {
    await cloud.put(assignmentOn(registryId), assignment());

    await refusedWith(
      cloud.put(
        assignmentOn(registryId),
        assignment({ roleDefinitionId: definition(builtInRoles.acrPush) }),
      ),
      "RoleAssignmentUpdateNotPermitted",
      { status: 400 },
    );
  });

  describe("holds", () => {
    const holds = (on: string) =>
      hasRole(cloud.resourceManager, principalId, on, ["acrPull", "acrPush"]);

    it("on its scope and below", async () => {
      await cloud.put(assignmentOn(groupId), assignment());

      assert.equal(holds(groupId), true);
      assert.equal(holds(registryId.toUpperCase()), true);
    });

    it("neither above its scope nor beside it", async () => {
      await cloud.put(assignmentOn(registryId), assignment());

      assert.equal(holds(groupId), false);
      assert.equal(holds(`${registryId}2`), false);
    });

    it("for its principal and role only", async () => {
      await cloud.put(assignmentOn(registryId), assignment());

      assert.equal(hasRole(cloud.resourceManager, stranger, registryId, ["acrPull"]), false);
      assert.equal(hasRole(cloud.resourceManager, principalId, registryId, ["owner"]), false);
    });

    it("no longer when its scope is made anew", async () => {
      await cloud.put(assignmentOn(registryId), assignment());
      await cloud.delete(registryId);
      await cloud.put(registryId, registry);

      assert.equal(holds(registryId), false);
    });
  });
});

describe("a lock", () => {
  let cloud: TestCloud;
  beforeEach(async () => {
    cloud = await TestCloud.open();
  });
  afterEach(() => cloud.close());

  const lockId = `${groupId}/providers/Microsoft.Authorization/locks/keep`;

  itRejects(
    "a lock",
    [
      ["without a level", {}, "InvalidLockLevel"],
      ["of an unknown level", { properties: { level: "NotSpecified" } }, "InvalidLockLevel"],
    ],
    (change) => cloud.put(lockId, change),
  );

  for (const level of ["CanNotDelete", "ReadOnly"]) {
    it(`of level ${level} keeps what is below it`, async () => {
      await cloud.put(registryId, registry);
      await cloud.put(lockId, { properties: { level } });

      await refusedWith(cloud.delete(registryId), "ScopeLocked", { status: 409 });

      await cloud.delete(lockId);
      assert.equal(await cloud.delete(registryId), true);
    });
  }
});
