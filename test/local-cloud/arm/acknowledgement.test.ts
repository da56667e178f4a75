import assert from "node:assert/strict";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { idKey } from "../../../local-cloud/arm/resourceId";
import { ResourceManager } from "../../../local-cloud/arm/resourceManager";
import type { StoredResource } from "../../../local-cloud/arm/resourceType";
import { Clock } from "../../../local-cloud/clock";
import { StateStore } from "../../../local-cloud/state/stateStore";
import { DnsFake, groupId, resourceId } from "./cloud";

describe("what Resource Manager has answered", () => {
  const registry = resourceId("Microsoft.ContainerRegistry/registries", "registry");
  let folder: string;
  let resourceManager: ResourceManager;
  beforeEach(async () => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), "ftl-acknowledged-"));
    const store = StateStore.open(folder);
    resourceManager = new ResourceManager(store, new Clock(store), new DnsFake());
    await resourceManager.put(groupId, { location: "centralindia" });
    await resourceManager.put(registry, {
      location: "centralindia",
      sku: { name: "Premium" },
      properties: { adminUserEnabled: true },
    });
  });
  afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

  /** The registry as a process would find it that starts now. */
  const onDisk = (): StoredResource | undefined =>
    StateStore.open(folder).state.arm.resources[idKey(registry)];

  it("is on disk, when a second delete finds that the first has been at work", async () => {
    const first = resourceManager.delete(registry);

    assert.equal(await resourceManager.delete(registry), false);

    assert.equal(onDisk(), undefined);
    await first;
  });

  it("is on disk, when an action only reads what another has just changed", async () => {
    const before = onDisk()!.kept;
    const change = resourceManager.act(registry, "regenerateCredential", { name: "password" });

    await resourceManager.act(registry, "listCredentials");

    assert.deepEqual(onDisk()!.kept, { ...before, turns: { password: 1 } });
    await change;
  });
});
