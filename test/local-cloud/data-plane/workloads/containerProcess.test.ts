import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { ContainerLog } from "../../../../local-cloud/data-plane/workloads/containerLog";
import {
  type ContainerProgram,
  ContainerProcess,
} from "../../../../local-cloud/data-plane/workloads/containerProcess";
import { isRunning } from "../../../../operations/local/localLock";
import { temporaryFolder } from "../../../support/temporaryFolder";
import { until } from "./stage";

const projectFolder = path.join(__dirname, "../../../..");

function program(script: string): ContainerProgram & { readonly logFile: string } {
  const folder = temporaryFolder();
  const file = path.join(folder, "program.js");
  fs.writeFileSync(file, script);
  const logFile = path.join(folder, "log");
  return {
    argv: [file],
    variables: {},
    folder,
    authorityFile: "",
    log: new ContainerLog(logFile),
    answer: () => ({ code: "ENOTFOUND" }),
    say: () => {},
    logFile,
  };
}

describe("the process of a container", () => {
  it("is asked to end, and has its time to do so", async () => {
    const polite = program(
      `process.on("SIGTERM", () => setTimeout(() => { console.log("bye"); process.exit(0); }, 50));
      require("node:net").createServer().listen(80);`,
    );
    const process = new ContainerProcess(polite);
    await process.listening;
    await process.stop(10_000);
    assert.deepEqual(await process.exited, { code: 0, signal: null });
    assert.equal(fs.readFileSync(polite.logFile, "utf8"), "bye\n");
  });

  it("is ended when it doesn't end by itself in time", async () => {
    const stubborn = program(
      `process.on("SIGTERM", () => {}); require("node:net").createServer().listen(80);`,
    );
    const process = new ContainerProcess(stubborn);
    await process.listening;
    await process.stop(50);
    assert.deepEqual(await process.exited, { code: null, signal: "SIGKILL" });
  });

  it("ends with what it has started", async () => {
    const parent = program(`
      const child = require("node:child_process").spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"]);
      console.log(child.pid);
      require("node:net").createServer().listen(80);`);
    const container = new ContainerProcess(parent);
    await container.listening;
    await until(
      () => fs.existsSync(parent.logFile),
      () => "it tells of its child",
    );
    const child = Number(fs.readFileSync(parent.logFile, "utf8"));
    await container.stop(10_000);
    await until(
      () => !isRunning(child),
      () => "the child has ended",
    );
  });

  it("ends by itself when it has nothing more to do", async () => {
    const process = new ContainerProcess(program(`console.log("done")`));
    assert.deepEqual(await process.exited, { code: 0, signal: null });
  });

  it("has failed when it can't be started", async () => {
    const homeless = { ...program(""), folder: "/nowhere" };
    const { code } = await new ContainerProcess(homeless).exited;
    assert.equal(code, 128);
    assert.match(fs.readFileSync(homeless.logFile, "utf8"), /ENOENT/);
  });

  it("listens on a free port of 127.0.0.1 alone, whatever it asks for", async () => {
    const listening = program(`
      const server = require("node:net").createServer().listen(80, "0.0.0.0", () => console.log(
        require("node:net").Server.prototype.address.call(server).address));`);
    const process = new ContainerProcess(listening);
    await process.listening;
    const port = process.portOf(80);
    await until(
      () => fs.existsSync(listening.logFile),
      () => "it has written its address",
    );
    await process.stop(0);
    assert.ok(port !== undefined && port !== 80);
    assert.equal(fs.readFileSync(listening.logFile, "utf8"), "127.0.0.1\n");
    assert.equal(process.portOf(80), undefined);
  });

  /** A container of another process, which exits when it is told to. */
  async function elsewhere(script: string) {
    const { argv, folder } = program(script);
    const workloads = path.join(projectFolder, "local-cloud/data-plane/workloads");
    const parent = spawn(
      process.execPath,
      [
        "-r",
        path.join(projectFolder, "loadTypeScript.js"),
        "-e",
        `const { ContainerProcess } = require(${JSON.stringify(path.join(workloads, "containerProcess"))});
        new ContainerProcess({
          argv: ${JSON.stringify(argv)}, variables: {}, folder: ${JSON.stringify(folder)}, authorityFile: "",
          log: { write: (chunk) => process.stdout.write(chunk) }, answer: () => ({}), say: () => {},
        });
        process.on("SIGTERM", () => process.exit(1));`,
      ],
      { stdio: ["ignore", "pipe", "inherit"] },
    );
    const pid = await new Promise<number>((resolve) =>
      parent.stdout.once("data", (chunk: Buffer) => resolve(Number(chunk.toString()))),
    );
    assert.equal(isThere(pid), true);
    return { parent, pid };
  }

  for (const signal of ["SIGTERM", "SIGKILL"] as const) {
    it(`ends with the process that started it, by ${signal}, whatever it is busy with`, async () => {
      const { parent, pid } = await elsewhere(
        `require("node:fs").writeSync(1, String(process.pid)); for (;;) {}`,
      );

      parent.kill(signal);

      await until(
        () => !isThere(pid),
        () => "the container's process is gone",
      );
    });
  }
});

describe("the log of a container", () => {
  it("is begun anew when it is too long, and keeps what was before", () => {
    const file = path.join(temporaryFolder(), "some", "replica.log");
    const log = new ContainerLog(file);
    const line = `${"x".repeat(1024 * 1024)}\n`;
    log.write(line);
    log.write("next\n");
    log.write("last\n");
    assert.equal(fs.readFileSync(file, "utf8"), "next\nlast\n");
    assert.equal(fs.readFileSync(`${file}.1`, "utf8"), line);
  });

  it("goes on where an earlier one ended", () => {
    const file = path.join(temporaryFolder(), "replica.log");
    new ContainerLog(file).write("first\n");
    new ContainerLog(file).write("second\n");
    assert.equal(fs.readFileSync(file, "utf8"), "first\nsecond\n");
  });
});

function isThere(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
