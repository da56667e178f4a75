import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import fs from "node:fs";
import { processState } from "../../../operations/locks/processes";

describe("what a machine says of a process", () => {
  it("is that it lives, as which program, and since when", function () {
    if (!fs.existsSync("/proc/self/stat")) this.skip();
    const state = processState(process.pid);

    assert.ok(state.kind === "alive");
    assert.match(state.program ?? "", /^(?:node|MainThread)/);
    const started = Date.now() - process.uptime() * 1000;
    // The machine counts from its start in whole seconds.
    assert.ok(Math.abs(state.startedAt!.getTime() - started) < 5000, String(state.startedAt));
  });

  it("is that it has ended", async () => {
    const child = spawn(process.execPath, ["-e", ""]);
    await once(child, "exit");

    assert.deepEqual(processState(child.pid!), { kind: "dead" });
  });
});
