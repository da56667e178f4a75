import assert from "node:assert/strict";
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import fs from "node:fs";
import path from "node:path";
import { getEngine } from "../../engine";
import { sdkVersion } from "../../engine/context";
import {
  builds,
  goodBuild,
  installGo,
  isAlive,
  leftovers,
  makeMachine,
  until,
  wanted,
  type Machine,
} from "./fakes";

const clone = path.join(__dirname, "..", "..");

/** Runs getEngine in a process that can be killed. */
function start(machine: Machine): ChildProcess {
  const { say: _, ...options } = machine.options;
  const code = `require("./engine").getEngine(${JSON.stringify(options)}).catch((e) => {
    console.error(e.message);
    process.exitCode = 1;
  })`;
  const args = ["-r", "./loadTypeScript.js", "-e", code];
  return spawn(process.execPath, args, { cwd: clone, stdio: "ignore" });
}

describe("the build of the engine", () => {
  let machine: Machine;
  beforeEach(() => (machine = makeMachine()));
  afterEach(() => machine.remove());

  it("pins the version that the SDK has", () => {
    const module = fs.readFileSync(path.join(clone, "engine", "module", "go.mod"), "utf8");

    const version = /github\.com\/pulumi\/pulumi\/pkg\/v3 v(\S+)/.exec(module)?.[1];

    assert.equal(version, sdkVersion(clone));
  });

  it("writes inside the cache only, and removes Go's own caches afterwards", async () => {
    installGo(machine, goodBuild);

    const engine = await getEngine(machine.options);

    const variables = fs.readFileSync(path.join(machine.home, "go.env"), "utf8");
    const folders = ["GOPATH", "GOMODCACHE", "GOCACHE", "GOTMPDIR", "TMPDIR", "XDG_CONFIG_HOME"];
    for (const name of process.platform === "linux" ? folders : folders.slice(0, -1)) {
      assert.match(variables, new RegExp(`^${name}=${machine.cache}/go/`, "m"));
    }
    assert.match(variables, /^GOFLAGS=-modcacherw$/m);
    assert.equal(engine.path, path.join(machine.engineFolder, "pulumi"));
    assert.deepEqual(fs.readdirSync(machine.cache), ["engine"]);
    assert.deepEqual(leftovers(machine), []);
  });

  it("says what is happening and how long it takes", async () => {
    installGo(machine, goodBuild);

    await getEngine(machine.options);

    assert.match(machine.said[0] ?? "", /official release could not be had/);
    assert.match(
      machine.said[1] ?? "",
      /^building the Pulumi engine v3\.259\.0 from its Go module: about 4 minutes, once$/,
    );
    assert.match(machine.said[2] ?? "", /^built the Pulumi engine after \d+ s$/);
  });

  it("puts the language host and the dynamic provider beside the engine", async () => {
    installGo(machine, goodBuild);

    const { environment } = await getEngine(machine.options);

    const names = fs.readdirSync(machine.engineFolder).toSorted();
    const companions = ["pulumi-language-nodejs", "pulumi-resource-pulumi-nodejs"];
    assert.deepEqual(names, ["engine.json", "pulumi", ...companions]);
    for (const name of companions)
      fs.accessSync(path.join(machine.engineFolder, name), fs.constants.X_OK);
    const host = path.join(machine.root, "engine", "language-host", "host.js");
    assert.equal(environment["FTL_LANGUAGE_HOST"], host);
  });

  it("rejects with the end of Go's output when Go fails, and leaves nothing that is taken for an engine", async () => {
    installGo(machine, `printf half > "$out"; echo no route to proxy >&2; exit 1`);

    await assert.rejects(getEngine(machine.options), /go build exited 1:\s+no route to proxy/);

    assert.ok(!fs.existsSync(machine.engineFolder));
    assert.deepEqual(leftovers(machine), []);
  });

  it("rejects a result that is of another version", async () => {
    installGo(machine, goodBuild.replace(wanted, "3.1.0"));

    await assert.rejects(getEngine(machine.options), /says that it is v3\.1\.0/);

    assert.ok(!fs.existsSync(machine.engineFolder));
  });

  it("happens once when two want it at the same time", async () => {
    installGo(machine, `sleep 0.5; ${goodBuild}`);

    const [one, two] = await Promise.all([getEngine(machine.options), getEngine(machine.options)]);

    assert.equal(builds(machine), 1);
    assert.deepEqual(one, two);
    assert.match(machine.said.join("\n"), /waiting for process \d+ on .*, which is getting/);
  });

  describe("when it is interrupted", () => {
    const pidFile = (): string => path.join(machine.home, "go.pid");
    const startBuild = async (): Promise<{ command: ChildProcess; go: number }> => {
      installGo(
        machine,
        `printf half > "$out"; echo $$ > ${pidFile()}.new
        mv ${pidFile()}.new ${pidFile()}
        sleep 60`,
      );
      const command = start(machine);
      await until(() => fs.existsSync(pidFile()), "go runs");
      return { command, go: Number(fs.readFileSync(pidFile(), "utf8")) };
    };

    it("stops Go on Ctrl-C, leaves nothing, and ends as an interrupted command does", async () => {
      const { command, go } = await startBuild();

      command.kill("SIGINT");
      const [code, signal] = (await once(command, "exit")) as [number | null, string | null];

      assert.deepEqual([code, signal], [null, "SIGINT"]);
      await until(() => !isAlive(go), "go has ended");
      assert.ok(!fs.existsSync(machine.engineFolder));
      assert.deepEqual(leftovers(machine), []);
    });

    it("leaves nothing that is taken for an engine after kill -9, and the next build cleans up", async () => {
      const { command, go } = await startBuild();
      command.kill("SIGKILL");
      await once(command, "exit");
      process.kill(-go, "SIGKILL");
      assert.ok(!fs.existsSync(machine.engineFolder));
      assert.notDeepEqual(leftovers(machine), []);
      installGo(machine, goodBuild);

      const engine = await getEngine(machine.options);

      assert.equal(engine.origin, "built");
      assert.deepEqual(leftovers(machine), []);
    });
  });
});
