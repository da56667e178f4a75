import fs from "node:fs";
import os from "node:os";
import path from "node:path";

const made: string[] = [];

/** A new folder that is removed when the tests of this process are over. */
export function temporaryFolder(): string {
  if (made.length === 0) {
    process.once("exit", () => {
      for (const folder of made) fs.rmSync(folder, { recursive: true, force: true });
    });
  }
  const folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), "ftl-test-")));
  made.push(folder);
  return folder;
}
