import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { getEngine } from "../../engine";
import {
  builds,
  goodBuild,
  installGo,
  installPulumi,
  leftovers,
  makeMachine,
  makeRelease,
  script,
  serveReleases,
  wanted,
  type Machine,
} from "./fakes";

describe("getEngine", () => {
  let machine: Machine;
  beforeEach(() => (machine = makeMachine()));
  afterEach(() => machine.remove());

  describe("with a pulumi on PATH", () => {
    for (const version of [`v${wanted}`, "v3.259.9", "v3.300.0", "v3.260.0-alpha.1+abc"]) {
      it(`takes ${version}`, async () => {
        installPulumi(machine, version);

        const engine = await getEngine(machine.options);

        assert.equal(engine.origin, "path");
        assert.equal(engine.path, path.join(machine.bin, "pulumi"));
        assert.equal(engine.version, version);
        assert.equal(engine.environment["PATH"]?.split(":")[0], machine.bin);
        assert.deepEqual(machine.said, []);
        assert.ok(!fs.existsSync(machine.cache), "nothing is written");
      });
    }

    for (const version of ["v3.258.9", "v2.300.0", "v4.0.0", "banana"]) {
      it(`refuses ${version}, says so, and goes on to the next way`, async () => {
        installPulumi(machine, version);
        installGo(machine, goodBuild);

        const engine = await getEngine(machine.options);

        assert.equal(engine.origin, "built");
        assert.match(machine.said[0] ?? "", new RegExp(`pulumi is.*${version.slice(1)}.*not used`));
      });
    }

    it("refuses one without a language host for Node", async () => {
      installPulumi(machine, `v${wanted}`, false);
      installGo(machine, goodBuild);

      const engine = await getEngine(machine.options);

      assert.equal(engine.origin, "built");
      assert.match(
        machine.said[0] ?? "",
        /not used: its pulumi-language-nodejs is neither on PATH/,
      );
    });

    it("refuses one that fails, with its reason", async () => {
      script(path.join(machine.bin, "pulumi"), "echo broken library >&2; exit 3");
      installGo(machine, goodBuild);

      const engine = await getEngine(machine.options);

      assert.equal(engine.origin, "built");
      assert.match(machine.said[0] ?? "", /broken library \(exit code 3\)/);
    });
  });

  describe("with an engine in the cache", () => {
    const file = (): string => path.join(machine.engineFolder, "pulumi");
    beforeEach(async () => {
      installGo(machine, goodBuild);
      await getEngine(machine.options);
      machine.said.length = 0;
    });

    it("takes it without asking the release server or building again", async () => {
      const server = await serveReleases({});
      try {
        const engine = await getEngine({ ...machine.options, releases: server.url });

        assert.equal(engine.path, file());
        assert.equal(engine.origin, "built");
        assert.deepEqual(server.asked, []);
        assert.equal(builds(machine), 1);
        assert.deepEqual(machine.said, []);
      } finally {
        await server.close();
      }
    });

    it("takes it when it was copied there, after a try", async () => {
      fs.utimesSync(file(), new Date(0), new Date(0));

      await getEngine(machine.options);

      assert.equal(builds(machine), 1);
    });

    const damages: Record<string, () => void> = {
      truncated: () => fs.truncateSync(file(), 5),
      "not executable": () => fs.chmodSync(file(), 0o644),
      "not runnable": () => {
        fs.writeFileSync(file(), "x".repeat(fs.statSync(file()).size));
        fs.utimesSync(file(), new Date(0), new Date(0));
      },
      missing: () => fs.rmSync(file()),
      "without its record": () => fs.rmSync(path.join(machine.engineFolder, "engine.json")),
    };
    for (const [damage, apply] of Object.entries(damages)) {
      it(`refuses it when it is ${damage}, says so, and gets another`, async () => {
        apply();

        const engine = await getEngine(machine.options);

        assert.match(machine.said[0] ?? "", /engine.*pulumi is not used: /);
        assert.equal(builds(machine), 2);
        assert.equal(engine.path, file());
        assert.deepEqual(leftovers(machine), []);
      });
    }
  });

  it("prefers the official release to a build", async () => {
    installGo(machine, goodBuild);
    const server = await serveReleases(makeRelease(machine));
    try {
      const engine = await getEngine({ ...machine.options, releases: server.url });

      assert.equal(engine.origin, "download");
      assert.equal(builds(machine), 0);
    } finally {
      await server.close();
    }
  });

  it("names every way with its reason and the mend when there is none", async () => {
    await assert.rejects(getEngine(machine.options), (error: Error) => {
      assert.equal(error.name, "EngineError");
      assert.match(error.message, /there is no pulumi on PATH/);
      assert.match(error.message, /official release could not be had: http:\/\/127\.0\.0\.1:9\//);
      assert.match(error.message, /there is no go on PATH/);
      assert.match(error.message, /Install Pulumi \(https.*or Go \(https/);
      return true;
    });
  });

  it("says what to do when the SDK is not installed", async () => {
    fs.rmSync(path.join(machine.root, "node_modules"), { recursive: true });

    await assert.rejects(getEngine(machine.options), /SDK is not installed.*engine\/prepare\.js/);
  });
});
