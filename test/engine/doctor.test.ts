import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { examine, getEngine, isReady, print, type Finding } from "../../engine";
import {
  builds,
  checksumName,
  goodBuild,
  installGo,
  installPulumi,
  makeMachine,
  serveReleases,
  type Machine,
} from "./fakes";

describe("the doctor", () => {
  let machine: Machine;
  beforeEach(() => (machine = makeMachine()));
  afterEach(() => machine.remove());
  const named = (findings: readonly Finding[], name: string): Finding => {
    const finding = findings.find((each) => each.name === name);
    assert.ok(finding, `a finding about ${name}`);
    return finding;
  };

  it("finds the pulumi on PATH", async () => {
    installPulumi(machine, "v3.260.0");

    const findings = await examine(machine.options);

    const file = path.join(machine.bin, "pulumi");
    assert.equal(named(findings, "Pulumi engine").found, `v3.260.0, on PATH: ${file}`);
    assert.equal(named(findings, "language host").found, "the engine's own");
    assert.ok(isReady(findings));
  });

  it("says that the engine will be built, and builds and writes nothing", async () => {
    installGo(machine, goodBuild);

    const findings = await examine(machine.options);

    const { found, ok } = named(findings, "Pulumi engine");
    assert.match(found, /^none yet: v3\.259\.0 will be built, about 4 minutes, once/);
    assert.match(found, /checksums\.txt: bad port/);
    assert.ok(ok && isReady(findings));
    assert.equal(builds(machine), 0);
    assert.ok(!fs.existsSync(machine.cache));
  });

  it("says that the engine will be downloaded, and downloads nothing", async () => {
    const server = await serveReleases({ [checksumName]: "" });
    try {
      const findings = await examine({ ...machine.options, releases: server.url });

      const { found } = named(findings, "Pulumi engine");
      assert.match(found, /^none yet: v3\.259\.0 will be downloaded, once/);
      assert.ok(isReady(findings));
      assert.deepEqual(server.asked, [`HEAD ${checksumName}`]);
    } finally {
      await server.close();
    }
  });

  it("says why the ways before a built engine were not taken", async () => {
    installPulumi(machine, "v3.1.0");
    installGo(machine, goodBuild);
    await getEngine(machine.options);

    const findings = await examine(machine.options);

    const { found } = named(findings, "Pulumi engine");
    assert.match(found, /^v3\.259\.0, built from its Go module: /);
    assert.match(found, /v3\.1\.0 and is not used: v3\.259 or newer/);
    assert.match(found, /when it was got, the official release could not be had/);
  });

  it("fails with the mend when there is no way to an engine", async () => {
    const findings = await examine(machine.options);

    const engine = named(findings, "Pulumi engine");
    assert.equal(engine.ok, false);
    assert.match(engine.mend ?? "", /Install Pulumi/);
    assert.match(named(findings, "Go").mend ?? "", /Install Go/);
    assert.equal(isReady(findings), false);
  });

  it("fails when the language host can't be run, if the engine is a built one", async () => {
    installGo(machine, goodBuild);
    const host = path.join(machine.root, "engine", "language-host", "pulumi-language-nodejs");
    fs.chmodSync(host, 0o644);

    const findings = await examine(machine.options);

    assert.match(named(findings, "language host").found, /not executable/);
    assert.equal(isReady(findings), false);
  });

  it("fails when the cache folder is a file", async () => {
    installPulumi(machine, "v3.259.0");
    fs.writeFileSync(machine.cache, "");

    const findings = await examine(machine.options);

    assert.match(named(findings, "cache folder").mend ?? "", /FTL_CACHE/);
    assert.equal(isReady(findings), false);
  });

  it("warns of variables that disturb, and fails only for one that blocks", async () => {
    installPulumi(machine, "v3.259.0");
    const { environment } = machine.options;
    const withVariables = (more: NodeJS.ProcessEnv): Promise<Finding[]> =>
      examine({ ...machine.options, environment: { ...environment, ...more } });

    const warned = await withVariables({ PULUMI_BACKEND_URL: "s3://x", PULUMI_HOME: "/p" });
    const blocked = await withVariables({ PULUMI_DEBUG_LANGUAGES: "go:1,nodejs:2" });

    const notes = warned.filter(({ name }) => name === "environment");
    assert.deepEqual(
      notes.map(({ found, ok }) => [found.split(" ")[0], ok]),
      [["PULUMI_BACKEND_URL", false]],
    );
    assert.ok(isReady(warned));
    assert.equal(isReady(blocked), false);
  });

  it("says what to do when the packages are not installed", async () => {
    fs.rmSync(path.join(machine.root, "node_modules"), { recursive: true });

    const findings = await examine(machine.options);

    assert.match(named(findings, "Pulumi engine").mend ?? "", /node engine\/prepare\.js/);
    assert.equal(isReady(findings), false);
  });

  it("prints a line each, and the mend below what is not ok", () => {
    let text = "";
    const findings: Finding[] = [
      { name: "Node", found: "v24", ok: true, needed: true, mend: "not shown" },
      { name: "Pulumi engine", found: "none\n(why)", ok: false, needed: true, mend: "get one" },
      { name: "git", found: "none", ok: false, needed: false, mend: "install it" },
    ];

    print(findings, (part) => (text += part));

    assert.deepEqual(text.split("\n"), [
      "ok       Node           v24",
      "MISSING  Pulumi engine  none",
      "                        (why)",
      "                        mend: get one",
      "note     git            none",
      "                        mend: install it",
      "",
    ]);
  });
});
