import assert from "node:assert/strict";
import { types } from "../../../policy/types";
import { ReleaseStore } from "../../../operations/releases/releaseStore";
import { keptUpdates } from "../../../operations/rollback/fastHistory";
import { StorageInMemory } from "../backend/storages";
import { checkpointOf, historyFileOf, historyKeyOf, releaseOf } from "../releases/releases";

describe("what earlier updates left running", () => {
  let storage: StorageInMemory;
  beforeEach(() => {
    storage = new StorageInMemory();
  });

  /** An update after which the api ran this revision. */
  async function update(second: number, revision: string, more?: object): Promise<void> {
    const urn = `urn:pulumi:stg::ftl::${types.containerApp}::path2-apps-api-container-app`;
    const outputs = { name: "ftl-stg-api", latestRevisionName: revision };
    const resources = [{ urn, type: types.containerApp, custom: true, outputs }];
    await storage.write(historyKeyOf(second), historyFileOf(second, more));
    await storage.write(
      checkpointOf(second),
      JSON.stringify({ checkpoint: { latest: { resources } } }),
    );
  }

  it("is told with the release's name where there is a record, else with the time, the newest first", async () => {
    await update(5, "a");
    await update(60, "b");
    await new ReleaseStore(storage, "stg").append(releaseOf({ checkpoint: checkpointOf(60) }));

    const kept = await keptUpdates(storage, "stg");

    assert.deepEqual(
      kept.map(({ name, revisions, release }) => [name, revisions["ftl-stg-api"], release?.number]),
      [
        ["release 1", "b", 1],
        ["the update of 1970-01-01 00:00", "a", undefined],
      ],
    );
  });

  for (const [what, more] of [
    ["failed", { result: "failed" }],
    ["was a refresh", { kind: "refresh" }],
    ["was a destroy", { kind: "destroy" }],
  ] as const) {
    it(`leaves out one that ${what}`, async () => {
      await update(5, "a");
      await update(60, "b", more);

      const kept = await keptUpdates(storage, "stg");

      assert.deepEqual(
        kept.map(({ revisions }) => revisions["ftl-stg-api"]),
        ["a"],
      );
    });
  }

  it("leaves out one that Pulumi was content with, and whose release failed", async () => {
    await update(5, "a");
    await update(60, "b");
    const record = releaseOf({ checkpoint: checkpointOf(60), result: "failed" });
    await new ReleaseStore(storage, "stg").append(record);

    const kept = await keptUpdates(storage, "stg");

    assert.deepEqual(
      kept.map(({ revisions }) => revisions["ftl-stg-api"]),
      ["a"],
    );
  });

  it("leaves out one whose state is gone", async () => {
    await update(5, "a");
    await update(60, "b");
    await storage.remove(checkpointOf(60));

    const kept = await keptUpdates(storage, "stg");

    assert.equal(kept.length, 1);
  });
});
