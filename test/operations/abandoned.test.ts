import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { abandonedIn, ownName } from "../../operations/abandoned";
import { temporaryFolder } from "../support/temporaryFolder";

describe("folders named after a process", () => {
  it("are abandoned when the process is gone, and only then", () => {
    const folder = temporaryFolder();
    const { pid: gone } = spawnSync(process.execPath, ["--version"]);
    for (const name of [ownName("stg"), `prd-${gone}`, "kept", `a-b-${process.ppid}`]) {
      fs.mkdirSync(path.join(folder, name));
    }

    assert.deepEqual(abandonedIn(folder), [path.join(folder, `prd-${gone}`)]);
  });

  it("are none where there is no folder yet", () => {
    assert.deepEqual(abandonedIn(path.join(temporaryFolder(), "none")), []);
  });
});
