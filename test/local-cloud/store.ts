import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { Clock } from "../../local-cloud/clock";
import { StateStore } from "../../local-cloud/state/stateStore";

/** A state store in a folder of its own, and a clock. Remove the folder after the test. */
export function temporaryStore(): { store: StateStore; clock: Clock; remove: () => void } {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "ftl-cloud-"));
  const store = StateStore.open(folder);
  return {
    store,
    clock: new Clock(store),
    remove: () => fs.rmSync(folder, { recursive: true, force: true }),
  };
}
