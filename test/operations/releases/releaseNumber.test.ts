import assert from "node:assert/strict";
import { releaseNumber } from "../../../operations/releases/releaseNumber";
import { ReleaseStore } from "../../../operations/releases/releaseStore";
import { StorageInMemory } from "../backend/storages";
import { releaseOf } from "./releases";

describe("the name of a release", () => {
  async function numberOf(name: string): Promise<number> {
    const storage = new StorageInMemory();
    const store = new ReleaseStore(storage, "stg");
    for (let count = 0; count < 5; count++) await store.append(releaseOf());
    await storage.remove(".ftl/releases/stg/000004.json");
    return releaseNumber(store, name);
  }

  for (const [name, number] of [
    ["1", 1],
    ["05", 5],
    ["latest", 5],
    ["latest-0", 5],
    ["latest-1", 3],
    ["latest-3", 1],
  ] as const) {
    it(`${name} is ${number} of 1, 2, 3 and 5`, async () => {
      assert.equal(await numberOf(name), number);
    });
  }

  for (const name of ["0", "4", "6", "latest-4", "latest+1", "newest", "-1", "1.5", ""]) {
    it(`rejects '${name}', and says what there is`, async () => {
      await assert.rejects(numberOf(name), {
        name: "Refusal",
        message: `There is no release '${name}': there are 4, 1 to 5. Name one by its number, or as latest, latest-1, …`,
      });
    });
  }

  it("is rejected where there is no release", async () => {
    await assert.rejects(
      releaseNumber(new ReleaseStore(new StorageInMemory(), "stg"), "latest"),
      /there is none yet/,
    );
  });
});
