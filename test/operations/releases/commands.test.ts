import assert from "node:assert/strict";
import { Command } from "commander";
import fs from "node:fs";
import path from "node:path";
import { openStorage } from "../../../operations/backend/openStorage";
import { addDiffCommand } from "../../../operations/commands/diff";
import { addHistoryCommand } from "../../../operations/commands/history";
import { addUnlockCommand } from "../../../operations/commands/unlock";
import { ReleaseStore } from "../../../operations/releases/releaseStore";
import { temporaryFolder } from "../../support/temporaryFolder";
import { type Printed, printed } from "../printed";
import { checkpointOf, historyFileOf, historyKeyOf, releaseOf } from "./releases";

describe("the commands about what was deployed", () => {
  const kept = process.env["FTL_LOCAL"];
  before(async () => {
    const folder = temporaryFolder();
    fs.mkdirSync(path.join(folder, "backend"));
    process.env["FTL_LOCAL"] = folder;
    const storage = openStorage(`file://${folder}/backend`, {});
    for (const second of [10, 20, 30]) {
      await storage.write(historyKeyOf(second), historyFileOf(second));
      await storage.write(
        checkpointOf(second),
        JSON.stringify({ checkpoint: { latest: { resources: [] } } }),
      );
    }
    const store = new ReleaseStore(storage, "stg");
    for (const second of [10, 30]) {
      const at = new Date(second * 1000).toISOString();
      await store.append(
        releaseOf({ checkpoint: checkpointOf(second), endedAt: at, settingsHash: "a".repeat(64) }),
      );
    }
  });
  after(() => {
    if (kept === undefined) delete process.env["FTL_LOCAL"];
    else process.env["FTL_LOCAL"] = kept;
  });

  function ftl(line: string): Promise<Printed> {
    return printed(async () => {
      let exitCode = 0;
      const done = (code: number) => void (exitCode = code);
      const program = new Command().exitOverride().configureOutput({ writeErr: () => undefined });
      for (const add of [addHistoryCommand, addDiffCommand, addUnlockCommand]) add(program, done);
      for (const command of program.commands) command.exitOverride().copyInheritedSettings(program);
      await program.parseAsync(line.split(" "), { from: "user" });
      return exitCode;
    });
  }

  it("ftl history shows the last update first", async () => {
    const { exitCode, out } = await ftl("history stg --local");

    assert.equal(exitCode, 0);
    assert.deepEqual(
      out
        .split("\n")
        .slice(0, 4)
        .map((line) => line.slice(0, 5).trim()),
      ["no", "2", "-", "1"],
    );
  });

  it("ftl history --limit --json gives as many as wanted to machines", async () => {
    const { out } = await ftl("history stg --local --limit 2 --json");

    const { stack, entries } = JSON.parse(out) as {
      stack: string;
      entries: { release?: object }[];
    };
    assert.deepEqual(
      [stack, entries.map(({ release }) => release !== undefined)],
      ["stg", [true, false]],
    );
  });

  for (const limit of ["0", "-1", "many", "1.5"]) {
    it(`ftl history rejects --limit ${limit}`, async () => {
      await assert.rejects(ftl(`history stg --local --limit ${limit}`), /Give a number from 1/);
    });
  }

  it("ftl diff compares two releases, in text and for machines", async () => {
    const text = await ftl("diff stg --local latest-1 latest");
    const json = await ftl("diff stg --local 1 2 --json");

    assert.match(text.out, /^stg: release 1 → 2\n/);
    const { before, after } = JSON.parse(json.out) as Record<string, { number: number }>;
    assert.deepEqual([before?.number, after?.number], [1, 2]);
  });

  it("ftl diff ends with 2 where the clone doesn't know the commits", async () => {
    assert.equal((await ftl("diff stg --local 1 2")).exitCode, 2);
  });

  it("ftl unlock says that nothing is locked", async () => {
    assert.deepEqual(await ftl("unlock stg --local"), {
      exitCode: 0,
      out: "stg is not locked.\n",
      error: "",
    });
  });
});
