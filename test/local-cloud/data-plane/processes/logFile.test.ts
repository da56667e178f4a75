import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { forgetOldLogs, turnOver } from "../../../../local-cloud/data-plane/processes/logFile";
import { temporaryFolder } from "../../../support/temporaryFolder";

describe("a log", () => {
  it("is begun anew when it is long, and the one before is kept", () => {
    const file = path.join(temporaryFolder(), "log");
    fs.writeFileSync(file, Buffer.alloc(1024 * 1024 + 1));
    assert.equal(turnOver(file), 0);
    assert.deepEqual([fs.existsSync(file), fs.existsSync(`${file}.1`)], [false, true]);
  });

  it("is gone on with while it is short", () => {
    const file = path.join(temporaryFolder(), "log");
    fs.writeFileSync(file, "short");
    assert.equal(turnOver(file), 5);
  });

  it("is forgotten when nothing was written for two weeks", () => {
    const folder = temporaryFolder();
    const old = new Date(Date.now() - 15 * 86_400_000);
    for (const name of ["quiet", "recent"]) {
      fs.mkdirSync(path.join(folder, name));
      fs.writeFileSync(path.join(folder, name, "replica.log"), "line\n");
    }
    fs.utimesSync(path.join(folder, "quiet", "replica.log"), old, old);
    for (const name of ["quiet", "recent"]) fs.utimesSync(path.join(folder, name), old, old);

    forgetOldLogs(folder);

    assert.deepEqual(fs.readdirSync(folder), ["recent"]);
  });
});
