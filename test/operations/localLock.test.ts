import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import net from "node:net";
import path from "node:path";
import {
  announce,
  lockHolder,
  releaseLock,
  requireFree,
  takeLock,
} from "../../operations/local/localLock";
import { temporaryFolder } from "../support/temporaryFolder";

describe("the lock of the local cloud", () => {
  let file: string;
  beforeEach(() => {
    file = path.join(temporaryFolder(), "local", "lock.json");
  });

  /** A lock as another process would have written it. */
  function writeLock(holder: Record<string, unknown>): void {
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(
      file,
      JSON.stringify({ command: "ftl local -- up", shared: false, since: "2026-01-01", ...holder }),
    );
  }

  /** Id of a process that has ended. */
  function endedProcess(): number {
    return spawnSync(process.execPath, ["-e", ""]).pid;
  }

  it("is taken when nobody has it", async () => {
    const holder = await takeLock(file, { command: "ftl local -- up", shared: false });

    assert.equal(holder, undefined);
    assert.equal((await lockHolder(file))?.pid, process.pid);
  });

  it("is free again after it was given back", async () => {
    await takeLock(file, { command: "a", shared: false });

    releaseLock(file);

    assert.equal(fs.existsSync(file), false);
    await requireFree(file);
  });

  it("rejects a second command, and names the first and its process", async () => {
    writeLock({ pid: process.ppid });

    await assert.rejects(
      takeLock(file, { command: "b", shared: false }),
      new RegExp(`in use by 'ftl local -- up' \\(process ${process.ppid}, .*ftl local serve`),
    );
  });

  it("is taken over from a process that was killed", async () => {
    writeLock({ pid: endedProcess() });

    assert.equal(await takeLock(file, { command: "b", shared: false }), undefined);
  });

  it("is taken over when the file was only half written", async () => {
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, '{"pid": 1');

    assert.equal(await takeLock(file, { command: "b", shared: false }), undefined);
  });

  it("is not given back by a process that doesn't have it", () => {
    writeLock({ pid: process.ppid });

    releaseLock(file);

    assert.equal(fs.existsSync(file), true);
  });

  describe("held by a process that shares its cloud", () => {
    let server: net.Server;
    let port: number;
    beforeEach(async () => {
      server = net.createServer();
      await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
      port = (server.address() as net.AddressInfo).port;
      writeLock({ pid: process.ppid, shared: true, providers: [{ name: "random", port }] });
    });
    afterEach(() => void server.close());

    it("lets another command use that cloud", async () => {
      const holder = await takeLock(file, { command: "b", shared: false });

      assert.deepEqual(holder?.providers, [{ name: "random", port }]);
    });

    it("rejects a second cloud to be shared", async () => {
      await assert.rejects(takeLock(file, { command: "ftl local serve", shared: true }), /in use/);
    });

    it("rejects what needs the cloud for itself", async () => {
      await assert.rejects(requireFree(file), /End that first/);
    });

    it("is taken over when nobody answers at its ports, whoever has the process id now", async () => {
      await new Promise((resolve) => server.close(resolve));

      assert.equal(await takeLock(file, { command: "b", shared: false }), undefined);
    });
  });

  it("is taken over from a process that was killed, whoever listens at its port now", async () => {
    const server = net.createServer();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as net.AddressInfo;
    writeLock({ pid: endedProcess(), shared: true, providers: [{ name: "random", port }] });

    const holder = await takeLock(file, { command: "b", shared: false });

    server.close();
    assert.equal(holder, undefined);
  });

  it("leaves nothing beside it", async () => {
    writeLock({ pid: endedProcess() });

    await takeLock(file, { command: "b", shared: false });

    assert.deepEqual(fs.readdirSync(path.dirname(file)), ["lock.json"]);
  });

  it("rejects a folder that is none, and says what names it", async () => {
    fs.writeFileSync(path.dirname(file), "");

    await assert.rejects(takeLock(file, { command: "b", shared: false }), /FTL_LOCAL names it/);
  });

  it("says where the providers listen once they do", async () => {
    await takeLock(file, { command: "ftl local serve", shared: true });

    announce(file, { providers: [{ name: "random", port: 1 }] });

    const written = JSON.parse(fs.readFileSync(file, "utf8")) as { providers: unknown };
    assert.deepEqual(written.providers, [{ name: "random", port: 1 }]);
  });
});
