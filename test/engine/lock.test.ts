import assert from "node:assert/strict";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { withLock } from "../../engine/lock";
import { writeFile } from "./fakes";

describe("withLock", () => {
  let folder: string;
  const lock = (): string => path.join(folder, "deep", "a.lock");
  const leave = (owner: object, ageSec: number): void => {
    writeFile(path.join(lock(), "owner.json"), JSON.stringify(owner));
    const then = new Date(Date.now() - ageSec * 1000);
    fs.utimesSync(lock(), then, then);
  };
  beforeEach(() => (folder = fs.mkdtempSync(path.join(os.tmpdir(), "ftl-lock-test-"))));
  afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

  it("never lets two work at once", async () => {
    let working = 0;
    let most = 0;
    const work = async (): Promise<void> => {
      most = Math.max(most, ++working);
      await new Promise((resolve) => setTimeout(resolve, 20));
      working--;
    };

    await Promise.all([1, 2, 3].map(() => withLock(lock(), work)));

    assert.equal(most, 1);
    assert.ok(!fs.existsSync(lock()));
  });

  it("is released when the work fails", async () => {
    await assert.rejects(
      withLock(lock(), () => Promise.reject(new Error("no luck"))),
      /no luck/,
    );

    assert.ok(!fs.existsSync(lock()));
  });

  // Process ids end far below this one: https://man7.org/linux/man-pages/man5/proc_sys_kernel.5.html
  const nobody = 2 ** 30;
  const lost: [string, object, number][] = [
    ["a dead process of this machine", { pid: nobody, host: os.hostname() }, 0],
    ["a process that was silent for over a minute", { pid: process.pid, host: os.hostname() }, 61],
    ["another machine's process that was silent for over a minute", { pid: 1, host: "far" }, 61],
    ["a process that never wrote its name", {}, 61],
  ];
  for (const [whose, owner, ageSec] of lost) {
    it(`is taken over from ${whose}`, async () => {
      leave(owner, ageSec);

      assert.equal(await withLock(lock(), () => Promise.resolve("done")), "done");
    });
  }

  it("waits for another machine's process, and tells once for whom", async () => {
    leave({ pid: nobody, host: "far" }, 5);
    const told: string[] = [];
    setTimeout(() => fs.rmSync(lock(), { recursive: true }), 700);

    await withLock(
      lock(),
      () => Promise.resolve(),
      (owner) => void told.push(owner),
    );

    assert.deepEqual(told, [`process ${nobody} on far`]);
  });
});
