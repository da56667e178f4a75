import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import os from "node:os";
import { UnderWay } from "../../../operations/deploy/underWay";
import { ReleaseStore } from "../../../operations/releases/releaseStore";
import { StorageInMemory } from "../backend/storages";
import { historyFileOf, releaseOf } from "../releases/releases";

const key = ".ftl/under-way/stg.json";
const lockKey = ".pulumi/locks/organization/ftl/stg/one.json";
/** Process id of a process that has ended. */
const ended = spawnSync(process.execPath, ["-e", "0"]).pid;

describe("a deployment that is under way", () => {
  const startedAt = "2026-11-21T10:00:00.000Z";
  const minutesLater = (minutes: number) => new Date(Date.parse(startedAt) + minutes * 60_000);

  /** A storage with the note that a process of a machine has left, with a lock beside it or without. */
  async function left(by: { pid: number; host?: string; locked?: boolean }) {
    const { pid, host = os.hostname(), locked = false } = by;
    const storage = new StorageInMemory();
    await storage.write(key, JSON.stringify({ ...releaseOf(), startedAt, host, pid }));
    if (locked) await storage.write(lockKey, "{}");
    return { storage, underWay: new UnderWay(storage, "stg") };
  }

  it("is nobody's when there is no note", async () => {
    assert.equal(await new UnderWay(new StorageInMemory(), "stg").killed(), undefined);
  });

  const going: [what: string, by: Parameters<typeof left>[0], minutes: number][] = [
    ["its process runs", { pid: process.pid }, 60],
    ["the stack is locked, whoever wrote the note", { pid: ended, locked: true }, 60],
    ["it began elsewhere a moment ago", { pid: 1, host: "elsewhere" }, 1],
  ];
  for (const [what, by, minutes] of going) {
    it(`goes on when ${what}`, async () => {
      const { underWay } = await left(by);

      await assert.rejects(
        underWay.killed(minutesLater(minutes)),
        /stg is being deployed by ada on .* npx ftl unlock stg/,
      );
    });
  }

  const killed: [what: string, by: Parameters<typeof left>[0]][] = [
    ["its process is gone", { pid: ended }],
    ["it began elsewhere long ago, and the stack is not locked", { pid: 1, host: "elsewhere" }],
  ];
  for (const [what, by] of killed) {
    it(`was killed when ${what}`, async () => {
      const { underWay } = await left(by);

      assert.equal((await underWay.killed(minutesLater(3)))?.result, "interrupted");
    });
  }

  it("gets a record when it was killed, once", async () => {
    const { storage, underWay } = await left({ pid: ended });
    const releases = new ReleaseStore(storage, "stg");

    await underWay.settle(releases);
    await underWay.settle(releases);

    const [record, ...more] = await releases.list();
    assert.deepEqual([record?.number, record?.result, more.length], [1, "interrupted", 0]);
    assert.ok(!("pid" in record!));
  });

  it("is told as it ended when only its command was killed, after the engine", async () => {
    const { storage, underWay } = await left({ pid: ended });
    const second = Date.parse(startedAt) / 1000 + 1;
    await storage.write(
      `.pulumi/history/ftl/stg/stg-${second}000000000.history.json`,
      historyFileOf(second),
    );
    await storage.write(
      `.pulumi/history/ftl/stg/stg-${second}000000000.checkpoint.json`,
      JSON.stringify({ version: 3, checkpoint: { latest: { resources: [] } } }),
    );

    const record = await underWay.settle(new ReleaseStore(storage, "stg"));

    assert.equal(record?.result, "succeeded");
    assert.deepEqual(record.tally, { same: 79, update: 1 });
    assert.match(record.checkpoint, /checkpoint\.json$/);
  });

  it("does not take an update for its own that began before it", async () => {
    const { storage, underWay } = await left({ pid: ended });
    const second = Date.parse(startedAt) / 1000 - 60;
    await storage.write(
      `.pulumi/history/ftl/stg/stg-${second}000000000.history.json`,
      historyFileOf(second),
    );

    const record = await underWay.settle(new ReleaseStore(storage, "stg"));

    assert.deepEqual([record?.result, record?.checkpoint], ["interrupted", ""]);
  });

  it("leaves the note of whoever has begun meanwhile", async () => {
    const { storage, underWay } = await left({ pid: ended });
    const read = storage.read.bind(storage);
    const other = JSON.stringify({ ...releaseOf(), startedAt, host: os.hostname(), pid: 1 });
    let reads = 0;
    storage.read = async (name) => {
      if (name === key && ++reads === 3) await storage.write(key, other);
      return read(name);
    };

    await underWay.settle(new ReleaseStore(storage, "stg"));

    assert.equal(await read(key), other);
  });

  it("keeps a second one from beginning", async () => {
    const underWay = new UnderWay(new StorageInMemory(), "stg");
    await underWay.begin({ ...releaseOf(), startedAt });

    await assert.rejects(underWay.begin(releaseOf()), /stg is being deployed by ada since/);
  });

  it("is nothing when its note was only half written", async () => {
    const { storage, underWay } = await left({ pid: ended });
    await storage.write(key, '{"version": 1, "sta');

    assert.equal(await underWay.killed(), undefined);
  });
});
