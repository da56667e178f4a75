import assert from "node:assert/strict";
import { overlay, type JsonObject } from "../../../../local-cloud/json";
import {
  groupId,
  itRejects,
  propertiesOf,
  refusedWith,
  resourceId,
  TestCloud,
  textOf,
} from "../cloud";

const definitionId = (name: string) =>
  `${groupId}/providers/Microsoft.Authorization/roleDefinitions/${name}`;
const own = definitionId("00000000-0000-4000-8000-000000000001");
const another = definitionId("00000000-0000-4000-8000-000000000002");
const definition: JsonObject = {
  properties: {
    roleName: "Redis Keys Reader",
    assignableScopes: [groupId],
    permissions: [{ actions: ["Microsoft.Cache/redis/listKeys/action"] }],
  },
};

describe("a role of one's own", () => {
  let cloud: TestCloud;
  beforeEach(async () => {
    cloud = await TestCloud.open();
  });
  afterEach(() => cloud.close());

  itRejects(
    "a role",
    [
      ["without a name", { roleName: null }, "InvalidRoleDefinition", /role name/],
      ["of 513 characters", { roleName: "r".repeat(513) }, "InvalidRoleDefinition", /role name/],
      ["for nowhere", { assignableScopes: [] }, "InvalidRoleDefinition", /assignable scope/],
      ["for a place by name", { assignableScopes: ["rg"] }, "InvalidRoleDefinition", /'rg'/],
      [
        "for a group that isn't there",
        { assignableScopes: [`${groupId}2`] },
        "InvalidRoleDefinition",
        /rg2/,
      ],
      ["that may do nothing", { permissions: [] }, "InvalidRoleDefinition", /no actions/],
      [
        "that may do what there isn't",
        { permissions: [{ actions: ["listKeys"] }] },
        "InvalidRoleDefinition",
        /'listKeys'/,
      ],
    ],
    (properties) => cloud.put(own, overlay(definition, { properties })),
  );

  it("rejects a name that is no GUID", () =>
    refusedWith(cloud.put(definitionId("reader"), definition), "InvalidRoleDefinitionId"));

  it("rejects a role's name that another one has", async () => {
    await cloud.put(own, definition);

    await refusedWith(cloud.put(another, definition), "RoleDefinitionWithSameNameExists", {
      status: 409,
    });
  });

  it("is written again as it is", async () => {
    const made = await cloud.put(own, definition);

    assert.deepEqual(await cloud.put(own, definition), made);
    assert.equal(propertiesOf(made).type, "CustomRole");
  });

  it("stays while somebody has it", async () => {
    await cloud.put(own, definition);
    const identity = await cloud.put(
      resourceId("Microsoft.ManagedIdentity/userAssignedIdentities", "reader"),
      { location: "centralindia" },
    );
    const assignment = `${groupId}/providers/Microsoft.Authorization/roleAssignments/00000000-0000-4000-8000-000000000003`;
    await cloud.put(assignment, {
      properties: {
        principalId: textOf(propertiesOf(identity), "principalId"),
        roleDefinitionId: own,
      },
    });

    await refusedWith(cloud.delete(own), "RoleDefinitionHasAssignments", { status: 400 });

    await cloud.delete(assignment);
    assert.equal(await cloud.delete(own), true);
  });
});
