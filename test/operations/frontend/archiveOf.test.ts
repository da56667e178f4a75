import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { unzipSync } from "fflate";
import { archiveOf } from "../../../operations/frontend/archiveOf";
import { Refusal } from "../../../operations/refusal";
import { temporaryFolder } from "../../support/temporaryFolder";

describe("the archive of a built frontend", () => {
  it("has every file by its path in the folder", () => {
    const folder = temporaryFolder();
    fs.mkdirSync(path.join(folder, "assets"));
    fs.writeFileSync(path.join(folder, "index.html"), "page");
    fs.writeFileSync(path.join(folder, "assets", "app.js"), "app");
    const files = unzipSync(archiveOf(folder));
    assert.deepEqual(
      Object.keys(files).toSorted((a, b) => a.localeCompare(b)),
      ["assets/app.js", "index.html"],
    );
  });

  it("rejects a folder without a first page", () => {
    assert.throws(() => archiveOf(temporaryFolder()), Refusal);
  });
});
