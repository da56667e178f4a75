import assert from "node:assert/strict";
import fc from "fast-check";
import { nameBasedUuid, WorkloadIdentity } from "../../components/workloadIdentity";
import { recordResources, registered, type Registration } from "../support/mocks";
import { lines, named } from "../support/registrations";
import { placement } from "../support/topology";

describe("WorkloadIdentity", () => {
  let seen: Registration[];
  beforeEach(async () => {
    seen = await recordResources();
  });

  it("declares an identity and one assignment for each grant", async () => {
    new WorkloadIdentity("who", {
      placement,
      workload: "api",
      subscriptionId: "subscription",
      grants: { acrPull: "/registry", keyVaultSecretsUser: "/vault" },
    });
    await registered();

    assert.deepEqual(lines(seen), [
      "azure-native:authorization:RoleAssignment who-acrPull",
      "azure-native:authorization:RoleAssignment who-keyVaultSecretsUser",
      "azure-native:managedidentity:UserAssignedIdentity who-user-assigned",
      "ftl:access:WorkloadIdentity who",
    ]);
    assert.equal(named(seen, "who-user-assigned").inputs.resourceName, "ftl-tst-id-api");
    const { inputs, deleteBeforeReplace } = named(seen, "who-acrPull");
    assert.equal(inputs.scope, "/registry");
    assert.equal(inputs.principalType, "ServicePrincipal");
    assert.equal(
      inputs.roleDefinitionId,
      "/subscriptions/subscription/providers/Microsoft.Authorization/roleDefinitions/7f951dda-4ed3-4680-a7ca-43fe172d538d",
    );
    assert.equal(deleteBeforeReplace, true);
    assert.equal(named(seen, "who-keyVaultSecretsUser").inputs.scope, "/vault");
  });

  it("grants nothing that it wasn't given", async () => {
    new WorkloadIdentity("who", {
      placement,
      workload: "environment",
      subscriptionId: "subscription",
      grants: { keyVaultSecretsUser: "/vault" },
    });
    await registered();

    assert.equal(
      seen.some(({ name }) => name === "who-acrPull"),
      false,
    );
  });

  it("names an assignment the same every time, and no two alike", async () => {
    for (const workload of ["api", "ws", "api"]) {
      new WorkloadIdentity(`who-${seen.length}`, {
        placement,
        workload,
        subscriptionId: "subscription",
        grants: { acrPull: "/registry", keyVaultSecretsUser: "/vault" },
      });
      await registered();
    }

    const names = seen
      .filter(({ type }) => type.endsWith(":RoleAssignment"))
      .map(({ inputs }) => String(inputs.roleAssignmentName));
    assert.equal(names.length, 6);
    assert.equal(new Set(names).size, 4);
  });
});

describe("nameBasedUuid", () => {
  it("agrees with another maker of such ids", () => {
    // Python: uuid.uuid5(uuid.NAMESPACE_URL, "https://example.com/")
    assert.equal(nameBasedUuid("https://example.com/"), "dd2c1780-811a-5296-81c5-178a0ef488bc");
  });

  it("is a UUID of version 5 for any name", () => {
    fc.assert(
      fc.property(fc.string(), (name) => {
        assert.match(
          nameBasedUuid(name),
          /^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
        );
      }),
    );
  });
});
