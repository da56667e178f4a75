import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { localFolder } from "../../operations/local/localFolder";
import { mendBackend } from "../../operations/local/mendBackend";
import { openLocal } from "../../operations/local/session";
import { temporaryFolder } from "../support/temporaryFolder";

const lock = ".pulumi/locks/organization/ftl/stg/one.json";
const state = ".pulumi/stacks/ftl/stg.json";
/** Process id of a process that has ended. */
const ended = spawnSync(process.execPath, ["-e", "0"]).pid;

describe("the local backend after an engine that was killed", () => {
  /** A backend with these files, by their paths. */
  function backend(files: Readonly<Record<string, string>>): string {
    const folder = temporaryFolder();
    for (const [name, text] of Object.entries(files)) {
      fs.mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
      fs.writeFileSync(path.join(folder, name), text);
    }
    return folder;
  }
  const has = (folder: string, name: string) => fs.existsSync(path.join(folder, name));

  it("is left alone when there is none yet", () => {
    mendBackend(path.join(temporaryFolder(), "nothing"));
  });

  const stale: [what: string, text: string][] = [
    ["of a process that is gone", `{"pid":${ended}}`],
    ["that was only half written", '{"pid":12'],
    ["that is empty", ""],
  ];
  for (const [what, text] of stale) {
    it(`loses a lock ${what}`, () => {
      const folder = backend({ [lock]: text });

      mendBackend(folder);

      assert.ok(!has(folder, lock));
    });
  }

  it("loses what is empty beside a state, which the engine can't open then, and keeps the state", () => {
    const folder = backend({
      [state]: "{}",
      [`${state}.attrs`]: "",
      [`${state}.bak.attrs`]: '{"md5":"x"}',
    });

    mendBackend(folder);

    assert.deepEqual(
      [has(folder, state), has(folder, `${state}.attrs`), has(folder, `${state}.bak.attrs`)],
      [true, false, true],
    );
  });

  it("is refused while the engine goes on, and nothing is left listening", async () => {
    const folder = temporaryFolder();
    const file = path.join(folder, "backend", lock);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, `{"pid":${process.pid}}`);
    const listening = () =>
      process.getActiveResourcesInfo().filter((kind) => kind === "TCPServerWrap").length;
    const before = listening();

    await assert.rejects(
      openLocal({ command: "a test", folder: localFolder({ FTL_LOCAL: folder }) }),
      new RegExp(`process ${process.pid}\\) that was left behind still deploys`),
    );

    assert.equal(listening(), before);
    assert.ok(fs.existsSync(file));
    assert.ok(!fs.existsSync(path.join(folder, "lock.json")));
  });
});
