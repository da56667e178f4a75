import assert from "node:assert/strict";
import { Registry } from "../../components/registry";
import { recordResources, registered, type Registration } from "../support/mocks";
import { lines, named, protectedNames } from "../support/registrations";
import { placement } from "../support/topology";

describe("Registry", () => {
  let seen: Registration[];
  beforeEach(async () => {
    seen = await recordResources();
  });
  const args = { placement, protected: false, workspaceId: "/workspace" };

  it("declares a registry that nobody enters with a password, and its diagnostics", async () => {
    const registry = new Registry("images", { ...args, network: "public" });
    await registered();

    assert.deepEqual(lines(seen), [
      "azure-native:containerregistry:Registry images-container-registry",
      "azure-native:monitor:DiagnosticSetting images-diagnostics",
      "ftl:data:Registry images",
    ]);
    const { inputs } = named(seen, "images-container-registry");
    assert.equal(inputs.registryName, "ftltstacrcin");
    assert.equal(inputs.adminUserEnabled, false);
    assert.equal(inputs.anonymousPullEnabled, false);
    assert.equal(registry.loginServer, "ftltstacrcin.azurecr.io");
  });

  for (const [network, sku] of [
    ["public", "Standard"],
    ["private", "Premium"],
  ] as const) {
    it(`is ${sku} in a ${network} network`, async () => {
      new Registry("images", { ...args, network });
      await registered();

      assert.deepEqual(named(seen, "images-container-registry").inputs.sku, { name: sku });
    });
  }

  it("is protected where the stack is", async () => {
    new Registry("images", { ...args, network: "private", protected: true });
    await registered();

    assert.deepEqual(protectedNames(seen), ["images-container-registry"]);
  });

  it("sends all logs and metrics to the workspace", async () => {
    new Registry("images", { ...args, network: "public" });
    await registered();

    const { inputs } = named(seen, "images-diagnostics");
    assert.equal(inputs.name, "ftl-tst-diagnostics");
    assert.equal(inputs.workspaceId, "/workspace");
    assert.deepEqual(inputs.logs, [{ categoryGroup: "allLogs", enabled: true }]);
    assert.deepEqual(inputs.metrics, [{ category: "AllMetrics", enabled: true }]);
  });
});
