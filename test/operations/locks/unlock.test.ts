import assert from "node:assert/strict";
import {
  type JudgedLock,
  exitCodeOf,
  judgedLocks,
  locksText,
  outcomeText,
  unlocked,
} from "../../../operations/locks/unlockCommand";
import { readLocks } from "../../../operations/locks/lock";
import { StorageInMemory } from "../backend/storages";

const folder = ".pulumi/locks/organization/ftl/stg/";
const text = JSON.stringify({
  pid: 77,
  username: "ada",
  hostname: "anvil",
  timestamp: "2026-11-21T11:00:00.123456789Z",
});

describe("the locks of a stack", () => {
  it("are read as the engine writes them", async () => {
    const storage = new StorageInMemory();
    await storage.write(`${folder}1.json`, text);
    await storage.write(".pulumi/locks/organization/ftl/prd/2.json", text);
    await storage.write(".pulumi/locks/organization/ftl/stg2/3.json", text);

    assert.deepEqual(await readLocks(storage, "stg"), [
      {
        key: `${folder}1.json`,
        text,
        owner: {
          pid: 77,
          username: "ada",
          hostname: "anvil",
          since: new Date("2026-11-21T11:00:00.123Z"),
        },
      },
    ]);
  });

  for (const [what, damaged] of [
    ["empty", ""],
    ["half written", text.slice(0, 30)],
    ["null", "null"],
    ["a list", "[]"],
    ["without a process", text.replace("77", "null")],
    ["of process 0, which is every process", text.replace("77", "0")],
    ["of a negative process, which is a group", text.replace("77", "-77")],
    ["of half a process", text.replace("77", "7.5")],
    ["without a user", text.replace("ada", "")],
    ["without a host", text.replace("anvil", "")],
    ["without a time", text.replace("2026-11-21T11", "then")],
  ] as const) {
    it(`have no owner when the file is ${what}`, async () => {
      const storage = new StorageInMemory();
      await storage.write(`${folder}1.json`, damaged);

      assert.deepEqual(await readLocks(storage, "stg"), [
        { key: `${folder}1.json`, text: damaged, owner: undefined },
      ]);
    });
  }
});

describe("a lock on a hosted runner", () => {
  const runner = { username: "runner", hostname: "runnervmg1sw1" };
  const lock = JSON.stringify({ pid: 77, ...runner, timestamp: "2026-11-21T11:00:00Z" });
  const note = {
    version: 1,
    stack: "stg",
    startedAt: "2026-11-21T10:59:00.000Z",
    who: "ada",
    host: "runnervmg1sw1",
    pid: 70,
    run: "4711-1",
  };

  for (const [what, left, verdict] of [
    ["of this run", JSON.stringify(note), "stale"],
    ["of another", JSON.stringify({ ...note, run: "4712-1" }), "unknown"],
    ["of no run", JSON.stringify({ ...note, run: undefined }), "unknown"],
    ["half written", JSON.stringify(note).slice(0, 40), "unknown"],
    ["not there", undefined, "unknown"],
  ] as const) {
    it(`whose process isn't there is ${verdict} when the note of the deployment is ${what}`, async () => {
      const storage = new StorageInMemory();
      await storage.write(`${folder}1.json`, lock);
      if (left !== undefined) await storage.write(".ftl/under-way/stg.json", left);

      const [judged] = await judgedLocks(storage, "stg", {
        ...runner,
        run: "4711-1",
        now: new Date("2026-11-21T11:30:00Z"),
        processState: () => ({ kind: "dead" }),
      });

      assert.equal(judged?.verdict, verdict);
    });
  }
});

describe("unlocking", () => {
  let storage: StorageInMemory;
  const lock = (name: string, verdict: JudgedLock["verdict"]): JudgedLock => ({
    key: `${folder}${name}.json`,
    text,
    owner: { pid: 77, username: "ada", hostname: "anvil", since: new Date("2026-11-21T11:00:00Z") },
    verdict,
    because: "of a reason",
  });
  const judged = [lock("stale", "stale"), lock("held", "held"), lock("unknown", "unknown")];
  beforeEach(async () => {
    storage = new StorageInMemory();
    for (const { key } of judged) await storage.write(key, text);
  });
  const names = (locks: readonly { key: string }[]) =>
    locks.map(({ key }) => key.slice(folder.length, -".json".length));
  const there = async () => names((await storage.list(folder)).map((key) => ({ key })));

  it("removes what is stale, and nothing else", async () => {
    const left = await unlocked(storage, judged, true);

    assert.deepEqual(names(left), ["held", "unknown"]);
    assert.deepEqual(await there(), ["held", "unknown"]);
  });

  it("removes nothing that was not agreed to", async () => {
    const left = await unlocked(storage, judged, false);

    assert.deepEqual(names(left), ["stale", "held", "unknown"]);
    assert.deepEqual(await there(), ["held", "stale", "unknown"]);
  });

  it("keeps a lock that was written again since it was judged", async () => {
    await storage.write(judged[0]!.key, text.replace("77", "78"));
    const left = await unlocked(storage, judged.slice(0, 1), true);

    assert.deepEqual(
      left.map(({ verdict, because }) => [verdict, because]),
      [["unknown", "it was written again meanwhile"]],
    );
    assert.deepEqual(await there(), ["held", "stale", "unknown"]);
  });

  it("counts a lock that was given back meanwhile as gone", async () => {
    await storage.remove(judged[1]!.key);
    const left = await unlocked(storage, judged.slice(1, 2), true);

    assert.deepEqual(left, []);
  });

  for (const [left, code] of [
    [[], 0],
    [["unknown"], 2],
    [["held"], 1],
    [["held", "unknown"], 1],
    [["stale"], 1],
  ] as const) {
    it(`ends with ${code} when what is left is ${left.join(" and ") || "nothing"}`, () => {
      assert.equal(exitCodeOf(left.map((verdict) => lock(verdict, verdict))), code);
    });
  }

  it("shows owner, host, age and reason of each lock", () => {
    const later = new Date("2026-11-21T13:05:00Z");

    assert.equal(
      locksText("stg", [judged[1]!, { ...judged[2]!, owner: undefined }], later),
      [
        "stg is locked by:",
        "  ada on anvil, process 77, since 2026-11-21T11:00:00.000Z (2 h 5 min)",
        "    held: of a reason",
        "    .pulumi/locks/organization/ftl/stg/held.json",
        "  an unknown owner",
        "    can't tell: of a reason",
        "    .pulumi/locks/organization/ftl/stg/unknown.json",
        "",
      ].join("\n"),
    );
    assert.equal(locksText("stg", [], later), "stg is not locked.\n");
  });

  for (const [local, flag] of [
    [false, ""],
    [true, " --local"],
  ] as const) {
    it(`names the commands that find out how the update ended${local ? ", on the local cloud" : ""}`, () => {
      const text = outcomeText("stg", local, 1, true, []);

      assert.match(text, new RegExp(`npx ftl deploy stg${flag}\n`));
      assert.match(text, new RegExp(`npx ftl rollback stg${flag}\n`));
      assert.doesNotMatch(text, /refresh|cancel/);
    });
  }

  it("says how to remove what is stale, and where what is left goes", () => {
    const text = outcomeText("stg", false, 1, false, judged);

    assert.match(text, /npx ftl unlock stg --yes/);
    assert.match(text, /pulumi cancel --stack stg/);
  });
});
