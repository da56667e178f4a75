import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import fs from "node:fs";
import path from "node:path";
import { checkNode, isPrepared, prepare } from "../../engine/prepare";
import { isAlive, makeMachine, script, until, writeFile, type Machine } from "./fakes";

describe("prepare", () => {
  let machine: Machine;
  const log = (): string => path.join(machine.home, "npm.log");
  const installs = (): string[] =>
    fs.existsSync(log()) ? fs.readFileSync(log(), "utf8").trim().split("\n") : [];
  const installNpm = (body: string): void =>
    script(path.join(machine.bin, "npm"), `echo "$@" >> ${log()}\n${body}`);
  const options = (): Parameters<typeof prepare>[0] => machine.options;

  beforeEach(() => (machine = makeMachine()));
  afterEach(() => machine.remove());

  it("runs npm ci with the cache in the cache folder, and says so in one line", async () => {
    installNpm("exit 0");

    const result = await prepare(options());

    assert.deepEqual(result, { installed: true });
    const cache = path.join(machine.cache, "npm");
    assert.deepEqual(installs(), [`ci --no-audit --no-fund --include=dev --cache ${cache}`]);
    assert.deepEqual(machine.said, ["installing packages, about 30 s the first time"]);
    assert.ok(isPrepared(machine.root));
  });

  it("does nothing the second time", async () => {
    installNpm("exit 0");
    await prepare(options());

    const result = await prepare(options());

    assert.deepEqual(result, { installed: false });
    assert.equal(installs().length, 1);
  });

  const changes: Record<string, () => void> = {
    "package-lock.json has changed": () =>
      writeFile(path.join(machine.root, "package-lock.json"), "{ }"),
    "node_modules was removed": () =>
      fs.rmSync(path.join(machine.root, "node_modules"), { recursive: true }),
    "another Node installed them": () => {
      const stamp = path.join(machine.root, "node_modules", ".ftl-stamp");
      fs.writeFileSync(stamp, fs.readFileSync(stamp, "utf8").replace(/ node\d+ /, " node18 "));
    },
  };
  for (const [change, apply] of Object.entries(changes)) {
    it(`installs again when ${change}`, async () => {
      installNpm(`/bin/mkdir -p node_modules`);
      await prepare(options());
      apply();

      assert.deepEqual(await prepare(options()), { installed: true });
      assert.deepEqual(await prepare(options()), { installed: false });
    });
  }

  it("installs once when two want it at the same time", async () => {
    installNpm("sleep 0.3");

    const results = await Promise.all([prepare(options()), prepare(options())]);

    assert.equal(results.filter(({ installed }) => installed).length, 1);
    assert.equal(installs().length, 1);
  });

  it("rejects with npm's output and the mend when npm fails, and takes nothing for installed", async () => {
    installNpm("echo E401 bad token >&2; exit 7");

    await assert.rejects(
      prepare(options()),
      /E401 bad token\n\nnpm ci exited 7;.*check the network/,
    );

    assert.equal(isPrepared(machine.root), false);
  });

  it("rejects when there is no npm", async () => {
    await assert.rejects(prepare(options()), /There is no npm on PATH.*install Node again/);
  });

  it("rejects when there is no package-lock.json", async () => {
    fs.rmSync(path.join(machine.root, "package-lock.json"));

    await assert.rejects(prepare(options()), /package-lock\.json can't be read.*git checkout/);
  });

  for (const version of ["20.10.9", "18.20.0", "4.0.0"]) {
    it(`rejects Node ${version} and names the oldest that will do`, () => {
      assert.throws(() => checkNode(version), new RegExp(`Node ${version} is too old.*20\\.11`));
    });
  }
  for (const version of ["20.11.0", "20.20.2", "22.0.0", "24.1.0"]) {
    it(`accepts Node ${version}`, () => assert.doesNotThrow(() => checkNode(version)));
  }

  it("as a script stops npm and its children on Ctrl-C, and takes nothing for installed", async () => {
    const clone = path.join(machine.home, "script");
    const engine = path.join(__dirname, "..", "..", "engine");
    for (const name of ["prepare.js", "lock.js", "cacheFolder.js", "runInGroup.js"]) {
      writeFile(path.join(clone, "engine", name), fs.readFileSync(path.join(engine, name), "utf8"));
    }
    writeFile(path.join(clone, "package-lock.json"), "{}");
    const pids = path.join(machine.home, "pids");
    installNpm(`sleep 60 & echo $$ $! > ${pids}.new; mv ${pids}.new ${pids}; wait`);
    const command = spawn(process.execPath, [path.join(clone, "engine", "prepare.js")], {
      env: machine.options.environment,
      stdio: "ignore",
    });
    await until(() => fs.existsSync(pids), "npm runs");

    command.kill("SIGINT");
    const [code, signal] = (await once(command, "exit")) as [number | null, string | null];

    assert.deepEqual([code, signal], [null, "SIGINT"]);
    for (const pid of fs.readFileSync(pids, "utf8").trim().split(" ").map(Number)) {
      await until(() => !isAlive(pid), `process ${pid} has ended`);
    }
    assert.equal(isPrepared(clone), false);
    assert.deepEqual(fs.readdirSync(path.join(clone, ".ftl")), []);
  });
});
