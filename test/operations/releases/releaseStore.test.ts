import assert from "node:assert/strict";
import { openStorage } from "../../../operations/backend/openStorage";
import type { BackendStorage } from "../../../operations/backend/backendStorage";
import { ReleaseStore } from "../../../operations/releases/releaseStore";
import { Azurite } from "../../support/azurite";
import { temporaryFolder } from "../../support/temporaryFolder";
import { StorageInMemory } from "../backend/storages";
import { releaseOf } from "./releases";

describe("the release records of a stack", () => {
  let storage: StorageInMemory;
  let store: ReleaseStore;
  beforeEach(() => {
    storage = new StorageInMemory();
    store = new ReleaseStore(storage, "stg");
  });

  it("are numbered from 1, and say what was appended", async () => {
    await store.append(releaseOf({ who: "ada" }));
    const second = await store.append(releaseOf({ who: "grace", kind: "rollback", of: 1 }));

    assert.deepEqual(second, {
      ...releaseOf({ who: "grace", kind: "rollback", of: 1 }),
      number: 2,
    });
    assert.deepEqual(
      (await store.list()).map(({ number, who }) => [number, who]),
      [
        [1, "ada"],
        [2, "grace"],
      ],
    );
    assert.deepEqual(await store.get(2), second);
  });

  it("are a file each, named by stack and number", async () => {
    await store.append(releaseOf());

    assert.deepEqual(await storage.list(""), [".ftl/releases/stg/000001.json"]);
  });

  it("go on from the highest number where some are missing", async () => {
    for (let number = 1; number <= 3; number++) await store.append(releaseOf());
    await storage.remove(".ftl/releases/stg/000002.json");

    assert.equal((await store.append(releaseOf())).number, 4);
    assert.deepEqual(await store.numbers(), [1, 3, 4]);
  });

  it("go on past six digits, in the order of their numbers", async () => {
    await storage.write(".ftl/releases/stg/999999.json", "{}");

    assert.equal((await store.append(releaseOf())).number, 1_000_000);
    assert.equal((await store.append(releaseOf())).number, 1_000_001);
    assert.deepEqual(await store.numbers(), [999_999, 1_000_000, 1_000_001]);
  });

  it("are each stack's own", async () => {
    await store.append(releaseOf());
    const other = new ReleaseStore(storage, "stg2");

    assert.deepEqual(await other.list(), []);
    assert.equal((await other.append(releaseOf({ stack: "stg2" }))).number, 1);
    assert.equal((await store.list()).length, 1);
  });

  it("can be asked for the last ones", async () => {
    for (let number = 1; number <= 4; number++) await store.append(releaseOf());

    assert.deepEqual(
      (await store.list(2)).map(({ number }) => number),
      [3, 4],
    );
    assert.deepEqual(
      (await store.list(9)).map(({ number }) => number),
      [1, 2, 3, 4],
    );
  });

  it("keep keys that a later version has added", async () => {
    const kept = await store.append({ ...releaseOf(), added: "later" } as never);

    assert.deepEqual(await store.get(1), kept);
  });

  it("say which ones there are when one is asked for that isn't", async () => {
    await assert.rejects(store.get(1), /no release 1: there is none yet/);
    await store.append(releaseOf());
    await assert.rejects(store.get(2), /no release 2: there are 1 to 1/);
  });

  describe("when several deployments end at once", () => {
    let azurite: Azurite;
    before(async () => {
      azurite = await Azurite.start();
    });
    after(() => azurite.stop());

    const kinds: Readonly<Record<string, () => Promise<BackendStorage>>> = {
      "a folder": async () => openStorage(`file://${temporaryFolder()}`, {}),
      "a container": async () => openStorage(await azurite.container(), azurite.environment),
    };
    for (const [kind, open] of Object.entries(kinds)) {
      it(`get a number each, and none is lost, in ${kind}`, async () => {
        const shared = await open();
        const people = ["ada", "grace", "alan", "edsger", "barbara", "tony"];
        await Promise.all(
          people.map((who) => new ReleaseStore(shared, "stg").append(releaseOf({ who }))),
        );
        const releases = await new ReleaseStore(shared, "stg").list();

        assert.deepEqual(
          releases.map(({ number }) => number),
          [1, 2, 3, 4, 5, 6],
        );
        assert.deepEqual(releases.map(({ who }) => who).sort(), people.toSorted());
      });
    }
  });

  describe("that can't be read", () => {
    const whole = { ...releaseOf(), number: 1 };
    for (const [what, content, message] of [
      ["half written", JSON.stringify(whole).slice(0, 100), /it is no JSON/],
      ["empty", "", /it is no JSON/],
      ["null", "null", /expected object/],
      ["without a commit", { ...whole, commit: undefined }, /commit: Invalid input/],
      ["with a result that there isn't", { ...whole, result: "fine" }, /result: Invalid/],
      ["with a time that is none", { ...whole, endedAt: "yesterday" }, /endedAt: Invalid/],
      ["of another number", { ...whole, number: 7 }, /says that it is release 7/],
      ["of a later version", { ...whole, version: 2 }, /has version 2.*Use a newer ftl/],
    ] as const) {
      it(`are rejected by name: one ${what}`, async () => {
        const text = typeof content === "string" ? content : JSON.stringify(content);
        await storage.write(".ftl/releases/stg/000001.json", text);

        for (const reading of [() => store.get(1), () => store.list()]) {
          await assert.rejects(reading, (error: Error & { exitCode?: number }) => {
            assert.match(error.message, /\.ftl\/releases\/stg\/000001\.json/);
            assert.match(error.message, message);
            assert.equal(error.exitCode, 2);
            return true;
          });
        }
      });
    }
  });
});
