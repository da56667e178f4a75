import assert from "node:assert/strict";
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import fs from "node:fs";
import path from "node:path";
import { projectFolder } from "../../operations/project";
import { temporaryFolder } from "../support/temporaryFolder";

/** An engine that says what it is told, and goes on until SIGTERM. */
const engine = `#!${process.execPath}
let interrupts = 0;
process.on("SIGINT", () => console.log("engine: interrupt " + ++interrupts));
process.on("SIGTERM", () => process.exit(3));
setInterval(() => undefined, 1000);
console.log("engine: running");
`;

/**
 * A command that runs the engine, and says what it is told once the engine was, and what it sends itself: two signals
 * that come close together may reach the engine as one.
 */
const command = `
const { ChildProcess } = require("node:child_process");
const { spawnPulumi } = require("./operations/spawnPulumi");
const { kill } = ChildProcess.prototype;
ChildProcess.prototype.kill = function (signal) {
  console.log("command: sends " + signal);
  return kill.call(this, signal);
};
spawnPulumi(
  { path: process.argv[1] },
  [],
  { cwd: ".", environment: process.env, output: "inherit" },
).then(({ exitCode }) => console.log("command: engine ended with " + exitCode));
console.log("command: process " + process.pid);
process.on("SIGINT", () => console.log("command: interrupt"));
`;

describe("an engine at work", () => {
  const running: ChildProcess[] = [];
  afterEach(() => running.splice(0).forEach((child) => child.kill("SIGKILL")));

  function engineFile(): string {
    const file = path.join(temporaryFolder(), "engine");
    fs.writeFileSync(file, engine, { mode: 0o755 });
    return file;
  }

  /** A command in a session of its own, and so without the terminal that the tests may have. */
  function start(program: string, args: readonly string[]): Running {
    const child = spawn(program, args, {
      cwd: projectFolder,
      stdio: ["pipe", "pipe", "inherit"],
      detached: true,
    });
    running.push(child);
    return new Running(child);
  }

  const nodeArguments = () => ["-r", "./loadTypeScript.js", "-e", command, engineFile()];

  it("is told by the command of an interrupt that only the command got", async () => {
    const started = start(process.execPath, nodeArguments());
    await started.printed("engine: running");

    process.kill(await started.commandId(), "SIGINT");
    await started.printed("command: interrupt");
    await started.printed("engine: interrupt 1");
    process.kill(await started.commandId(), "SIGTERM");

    await started.printed("command: engine ended with 3");
    assert.deepEqual(started.sent(), ["SIGINT", "SIGTERM"]);
  });

  it("is told by a terminal of Ctrl-C, and not by the command again", async function () {
    if (spawnSync("script", ["--version"]).status !== 0) {
      process.stderr.write("skipped: there is no util-linux script, which makes a terminal\n");
      assert.ok(!process.env["CI"], "CI has it");
      this.skip();
    }
    const quoted = [process.execPath, ...nodeArguments()].map((one) => `'${one}'`).join(" ");
    const started = start("script", ["--quiet", "--flush", "--command", quoted, "/dev/null"]);
    await started.printed("engine: running");

    started.type("\u0003");
    await started.printed("command: interrupt");
    await started.printed("engine: interrupt 1");
    process.kill(await started.commandId(), "SIGTERM");

    await started.printed("command: engine ended with 3");
    assert.deepEqual(started.sent(), ["SIGTERM"]);
  });
});

/** A process whose output is waited for. */
class Running {
  private readonly child: ChildProcess;
  private text = "";

  constructor(child: ChildProcess) {
    this.child = child;
    child.stdout!.setEncoding("utf8").on("data", (text: string) => (this.text += text));
  }

  type(text: string): void {
    this.child.stdin!.write(text);
  }

  /** Id of the command's process, which a terminal may stand before. */
  async commandId(): Promise<number> {
    await this.printed(/command: process \d+/);
    return Number(/command: process (\d+)/.exec(this.text)![1]);
  }

  /** Signals that the command has sent to the engine. */
  sent(): string[] {
    return [...this.text.matchAll(/command: sends (\w+)/g)].map(([, signal]) => signal!);
  }

  async printed(wanted: string | RegExp): Promise<void> {
    const has = () =>
      typeof wanted === "string" ? this.text.includes(wanted) : wanted.test(this.text);
    while (!has()) {
      assert.ok(this.child.exitCode === null, `${wanted} is not in what it printed:\n${this.text}`);
      await once(this.child.stdout!, "data");
    }
  }
}
