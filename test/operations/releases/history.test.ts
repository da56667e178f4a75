import assert from "node:assert/strict";
import {
  latestCheckpoint,
  pulumiUpdates,
  stackHistory,
} from "../../../operations/releases/history";
import { ReleaseStore } from "../../../operations/releases/releaseStore";
import { StorageInMemory } from "../backend/storages";
import { checkpointOf, historyFileOf, historyKeyOf, releaseOf } from "./releases";

describe("the history of a stack", () => {
  let storage: StorageInMemory;
  beforeEach(() => {
    storage = new StorageInMemory();
  });

  async function update(second: number, more?: object): Promise<void> {
    await storage.write(historyKeyOf(second), historyFileOf(second, more));
    await storage.write(checkpointOf(second), "{}");
  }
  async function release(second: number, checkpoint = checkpointOf(second)): Promise<void> {
    const endedAt = new Date((second + 2) * 1000).toISOString();
    await new ReleaseStore(storage, "stg").append(releaseOf({ checkpoint, endedAt }));
  }
  /** `<seconds of the update> <number of the release>`, with - for none. */
  async function lines(limit?: number): Promise<string[]> {
    return (await stackHistory(storage, "stg", limit)).map(
      ({ update: one, release: record }) =>
        `${one === undefined ? "-" : Date.parse(one.startedAt) / 1000} ${record?.number ?? "-"}`,
    );
  }

  it("says of an update what Pulumi has kept", async () => {
    await update(5, { resourceChanges: { create: 3 }, result: "failed" });

    assert.deepEqual(await pulumiUpdates(storage, "stg"), [
      {
        checkpoint: checkpointOf(5),
        kind: "update",
        result: "failed",
        message: "feat: something",
        startedAt: "1970-01-01T00:00:05.000Z",
        endedAt: "1970-01-01T00:00:06.000Z",
        commit: "a".repeat(40),
        dirty: false,
        author: "Ada",
        version: "v3.259.0",
        tally: { create: 3 },
      },
    ]);
  });

  it("says nothing of a commit where there was no git", async () => {
    await update(5, { environment: {} });
    const [only] = await pulumiUpdates(storage, "stg");

    assert.deepEqual([only?.commit, only?.dirty], [undefined, false]);
  });

  it("knows a plain pulumi up from a release", async () => {
    await update(1);
    await update(10);
    await release(10);
    await update(20);

    assert.deepEqual(await lines(), ["1 -", "10 1", "20 -"]);
  });

  it("shows a release whose update Pulumi has not kept, at its time", async () => {
    await update(1);
    await release(10, "");
    await update(20);

    assert.deepEqual(await lines(), ["1 -", "- 1", "20 -"]);
  });

  it("shows a release that ended before it left a state beside the one that left it", async () => {
    await update(1);
    await release(1);
    await release(10, checkpointOf(1));

    assert.deepEqual(await lines(), ["1 1", "- 2"]);
  });

  it("can be cut to the last entries", async () => {
    for (const second of [1, 10, 20, 30]) await update(second);
    await release(10);

    assert.deepEqual(await lines(2), ["20 -", "30 -"]);
    assert.deepEqual(await lines(3), ["10 1", "20 -", "30 -"]);
  });

  it("is the stack's own, and empty before the first update", async () => {
    await storage.write(historyKeyOf(1, "prd"), historyFileOf(1));

    assert.deepEqual(await lines(), []);
    assert.equal(await latestCheckpoint(storage, "stg"), undefined);
  });

  it("knows the state that the last update left", async () => {
    await update(1);
    await update(30);

    assert.equal(await latestCheckpoint(storage, "stg"), checkpointOf(30));
  });

  for (const [what, text] of [
    ["half written", historyFileOf(1).slice(0, 50)],
    ["of another shape", "[]"],
  ] as const) {
    it(`rejects a file that is ${what}, and names it`, async () => {
      await storage.write(historyKeyOf(1), text);

      await assert.rejects(lines(), (error: Error) => {
        assert.ok(error.message.includes(historyKeyOf(1)));
        assert.match(error.message, /is damaged/);
        return true;
      });
    });
  }

  it("rejects compressed files, and says how to have plain ones", async () => {
    await storage.write(`${historyKeyOf(1)}.gz`, "");

    await assert.rejects(lines(), /is compressed.*PULUMI_DIY_BACKEND_GZIP/s);
  });
});
