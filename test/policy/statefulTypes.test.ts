import assert from "node:assert/strict";
import * as compute from "@pulumi/azure-native/compute";
import * as storage from "@pulumi/azure-native/storage";
import { isStateful, statefulTypes } from "../../policy/statefulTypes";
import { types } from "../../policy/types";

describe("stateful types", () => {
  const stores: readonly unknown[] = [
    compute.Disk,
    storage.StorageAccount,
    storage.BlobContainer,
    storage.FileShare,
  ];

  it("are spelled as the SDK spells them", () => {
    const spelled = stores.map((store) => (store as { __pulumiType: string }).__pulumiType);
    const known = new Set<string>([...Object.values(types), ...spelled]);

    assert.deepEqual(
      statefulTypes.filter((type) => !known.has(type)),
      [],
    );
    assert.deepEqual(spelled.map(isStateful), [true, true, true, true]);
  });

  it("are found in any API version, and in no other module", () => {
    const found = [
      "azure-native:keyvault/v20240401:Vault",
      "azure-native_keyvault_v20240401:keyvault:Vault",
      "azure-native:recoveryservices:Vault",
    ].map(isStateful);

    assert.deepEqual(found, [true, true, false]);
  });
});
