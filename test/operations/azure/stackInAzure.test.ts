import assert from "node:assert/strict";
import { parseResourceId } from "../../../operations/azure/resourceId";
import { requirePinned } from "../../../operations/azure/stackInAzure";
import type { StackOutputs } from "../../../settings";

const vault =
  "/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/ftl-prd-rg-cin/providers/Microsoft.KeyVault/vaults/ftl-prd-kv-cin";
const outputs = { resourceIds: { vault } as StackOutputs["resourceIds"] };

describe("the id of a resource", () => {
  it("names its subscription, group and name", () => {
    assert.deepEqual(parseResourceId(vault), {
      id: vault,
      subscriptionId: "11111111-1111-4111-8111-111111111111",
      resourceGroup: "ftl-prd-rg-cin",
      name: "ftl-prd-kv-cin",
    });
  });

  for (const id of ["", "ftl-prd-kv-cin", vault.split("/providers/")[0]!]) {
    it(`rejects '${id}'`, () => {
      assert.throws(() => parseResourceId(id), /is no id of a resource in a group/);
    });
  }
});

describe("the subscription that a stack's file pins", () => {
  it("is that of the state, or none is pinned", () => {
    requirePinned("prd", "11111111-1111-4111-8111-111111111111", outputs);
    requirePinned("prd", undefined, outputs);
  });

  it("rejects a state of another subscription", () => {
    assert.throws(
      () => requirePinned("prd", "22222222-2222-4222-8222-222222222222", outputs),
      /is of subscription 11111111-.*, and Pulumi\.prd\.yaml pins 22222222-/,
    );
  });
});
