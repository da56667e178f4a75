import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import fs from "node:fs";
import net from "node:net";
import path from "node:path";
import { projectFolder } from "../../operations/project";
import { temporaryFolder } from "../support/temporaryFolder";

/** How a command ended. */
interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** Standard output and standard error, as they came. */
  readonly output: string;
}

describe("the ftl command line", function () {
  this.timeout(60_000);
  let folder: string;
  const started: ChildProcess[] = [];
  beforeEach(() => (folder = path.join(temporaryFolder(), "local")));
  afterEach(() => {
    for (const child of started.splice(0)) if (child.exitCode === null) child.kill("SIGKILL");
  });

  function start(line: string, environment: NodeJS.ProcessEnv = {}): ChildProcess {
    const child = spawn(process.execPath, ["operations/bin/ftl.js", ...line.split(" ")], {
      cwd: projectFolder,
      env: { ...process.env, FTL_LOCAL: folder, ...environment },
      stdio: ["ignore", "pipe", "pipe"],
    });
    started.push(child);
    return child;
  }

  async function end(child: ChildProcess): Promise<Ended> {
    let output = "";
    child.stdout!.setEncoding("utf8").on("data", (text: string) => (output += text));
    child.stderr!.setEncoding("utf8").on("data", (text: string) => (output += text));
    const [code, signal] = (await once(child, "close")) as [number | null, NodeJS.Signals | null];
    return { code, signal, output };
  }

  const ftl = (line: string, environment?: NodeJS.ProcessEnv) => end(start(line, environment));

  /** Waits until a command has printed something. */
  async function printed(child: ChildProcess, text: RegExp): Promise<void> {
    let output = "";
    for await (const chunk of child.stdout!.setEncoding("utf8")) {
      output += String(chunk);
      if (text.test(output)) return;
    }
    assert.fail(`it ended without printing ${text.source}: ${output}`);
  }

  function writeState(text: string): string {
    const file = path.join(folder, "cloud.json");
    fs.mkdirSync(folder, { recursive: true });
    fs.writeFileSync(file, text);
    return file;
  }

  it("rejects a command that it doesn't know, and names the nearest", async () => {
    const { code, output } = await ftl("loacl");

    assert.equal(code, 1);
    assert.match(output, /unknown command 'loacl'[\s\S]*local/);
  });

  it("rejects a stack without a file, and names the stacks that there are", async () => {
    const { code, output } = await ftl("local -- preview --stack live");

    assert.equal(code, 1);
    assert.match(output, /no stack 'live'.*Stacks here: prd, stg/);
  });

  for (const [what, text, says] of [
    ["truncated", '{"kind":"ftl-local-cloud","version":1,"se', /damaged.*ftl local reset/s],
    ["from a newer version", '{"kind":"ftl-local-cloud","version":99}', /newer.*reset/s],
    ["of something else", '{"version":3}', /not a local cloud's state.*reset/s],
  ] as const) {
    it(`rejects a local state that is ${what}, and leaves it alone`, async () => {
      const file = writeState(text);

      const { code, output } = await ftl("local -- stack ls");

      assert.equal(code, 1);
      assert.match(output, says);
      assert.equal(fs.readFileSync(file, "utf8"), text);
    });
  }

  it("puts a local state that can't be read aside on reset", async () => {
    writeState("{");
    fs.writeFileSync(path.join(folder, "cloud.journal"), "commits");
    for (const name of ["postgres", "redis", "sites", "logs"]) {
      fs.mkdirSync(path.join(folder, name));
    }

    const { code } = await ftl("local reset");

    assert.equal(code, 0);
    assert.deepEqual(
      fs.readdirSync(folder).filter((name) => !name.startsWith("before-reset-")),
      [],
    );
    const aside = fs.readdirSync(folder).find((name) => name.startsWith("before-reset-"))!;
    assert.equal(fs.readFileSync(path.join(folder, aside, "cloud.json"), "utf8"), "{");
    assert.equal(fs.readFileSync(path.join(folder, aside, "cloud.journal"), "utf8"), "commits");
  });

  it("rejects a port that somebody else has", async () => {
    const server = net.createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as net.AddressInfo;

    const { code, output } = await ftl(`local serve --port ${port}`);

    server.close();
    assert.equal(code, 1);
    assert.match(output, new RegExp(`Port ${port} .*choose another --port`));
  });

  it("rejects a port that is no number", async () => {
    const { code, output } = await ftl("local serve --port http");

    assert.equal(code, 1);
    assert.match(output, /1024 to 65533/);
  });

  it("says that there is no local cloud to point another program at", async () => {
    const { code, output } = await ftl("local env");

    assert.equal(code, 1);
    assert.match(output, /npx ftl local serve/);
  });

  it("rejects a second local cloud on the same folder", async () => {
    const first = start("local serve");
    await printed(first, /running/);

    const { code, output } = await ftl("local serve");

    assert.equal(code, 1);
    assert.match(output, new RegExp(`in use by 'ftl local serve' \\(process ${first.pid}`));
  });

  it("lets a command of another terminal use a local cloud that is served", async () => {
    const first = start("local serve");
    await printed(first, /running/);

    const { code, output } = await ftl("local -- preview --stack stg --suppress-outputs");

    assert.equal(code, 0, output);
    assert.match(output, /\d+ to create/);
  });

  it("prints variables with which any other Pulumi program deploys to it, and imports from it", async () => {
    const served = start("local serve");
    await printed(served, /running/);
    const { output: variables } = await ftl("local env");
    const program = temporaryFolder();
    fs.symlinkSync(path.join(projectFolder, "node_modules"), path.join(program, "node_modules"));
    const options = "options: { typescript: false }";
    fs.writeFileSync(
      path.join(program, "Pulumi.yaml"),
      `name: another\nmain: index.js\nruntime: { name: nodejs, ${options} }\n`,
    );
    fs.writeFileSync(
      path.join(program, "index.js"),
      `const { ResourceGroup } = require("@pulumi/azure-native/resources");
       const group = new ResourceGroup("group", { resourceGroupName: "theirs", location: "centralindia" });
       exports.name = group.name;`,
    );

    const id = "/subscriptions/f7150000-0000-4000-8000-000000000002/resourceGroups/theirs";
    const imported = `pulumi import azure-native:resources:ResourceGroup again ${id} --yes --generate-code=false`;

    const shell = spawn(
      "sh",
      ["-c", `${variables}\npulumi stack init dev && pulumi up --yes && ${imported}`],
      {
        cwd: program,
      },
    );
    const { code, output } = await end(shell);

    assert.equal(code, 0, output);
    assert.match(output, /name: "theirs"/);
    assert.match(output, /again imported/);
  });

  it("imports through ftl local what another program has made", async () => {
    await ftl("local -- up --stack stg --yes --skip-preview --suppress-outputs");
    const id = "/subscriptions/f7150000-0000-4000-8000-000000000002/resourceGroups/ftl-stg-rg-cin";

    const { code, output } = await ftl(
      `local -- import azure-native:resources:ResourceGroup again ${id} --stack stg --yes --generate-code=false`,
    );

    assert.equal(code, 0, output);
    assert.match(output, /1 imported/);
  });

  it("ends npm start well while the local cloud is served in another terminal", async () => {
    const served = start("local serve");
    await printed(served, /running/);

    const { code, output } = await ftl("start");

    assert.equal(code, 0, output);
    assert.match(output, /stg stands on the local cloud/);
  });

  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    it(`ends a served local cloud on ${signal}, and leaves nothing half done`, async () => {
      const served = start("local serve");
      await printed(served, /running/);
      const ended = once(served, "exit");

      served.kill(signal);
      await ended;

      assert.equal(served.exitCode, 0);
      assert.deepEqual(
        fs.readdirSync(folder).filter((name) => name.includes("lock") || name.endsWith(".new")),
        [],
      );
      assert.equal((await ftl("local clock")).code, 0);
    });
  }

  it("goes on after a local cloud was killed", async () => {
    const killed = start("local serve");
    await printed(killed, /running/);
    const ended = once(killed, "exit");
    killed.kill("SIGKILL");
    await ended;

    assert.equal((await ftl("local clock")).code, 0);
  });

  it("does not need the passphrase that the shell has for real stacks", async () => {
    await ftl("local -- stack init stg");

    const { code, output } = await ftl("local -- stack export --stack stg --show-secrets", {
      PULUMI_CONFIG_PASSPHRASE: "of a real stack",
    });

    assert.equal(code, 0, output);
  });

  it("says what to do where there is no engine and no way to get one", async () => {
    const nothing = temporaryFolder();

    const { code, output } = await ftl("engine", {
      PATH: nothing,
      FTL_CACHE: path.join(nothing, "cache"),
    });

    assert.equal(code, 1);
    assert.match(output, /No Pulumi engine v[\d.]+ could be had/);
    assert.match(output, /Install Pulumi \(https:\/\/www\.pulumi\.com.*or Go \(https:/);
  });

  it("doctor exits with 1 where there is no engine and no way to get one", async () => {
    const nothing = temporaryFolder();

    const { code, output } = await ftl("doctor", {
      PATH: nothing,
      FTL_CACHE: path.join(nothing, "cache"),
    });

    assert.equal(code, 1);
    assert.match(output, /Go/);
  });
});
