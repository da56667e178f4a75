import assert from "node:assert/strict";
import { once } from "node:events";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import * as language from "@pulumi/pulumi/proto/language_pb";
import type { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import type { JavaScriptValue } from "google-protobuf/google/protobuf/struct_pb";
import { isAlive, until, writeFile } from "./fakes";
import { answer, programInfo, replaceRunner, startHost, type RunningHost } from "./startHost";

/** A runner that tells how it was started. */
const telling = `
const variables = Object.entries(process.env).filter(([name]) => /^PULUMI_(NODEJS|CONFIG)/.test(name));
console.log(JSON.stringify({ args: process.argv.slice(2), node: process.execArgv, cwd: process.cwd(),
  variables: Object.fromEntries(variables) }));
console.error("to standard error");
`;
/** A runner that tells its process id and stays. */
const staying = `
require("node:fs").writeFileSync("PIDFILE", String(process.pid));
setInterval(() => {}, 1000);
`;

interface Told {
  readonly args: string[];
  readonly node: string[];
  readonly cwd: string;
  readonly variables: Record<string, string>;
}

describe("the language host", () => {
  let folder: string;
  let host: RunningHost;
  beforeEach(async () => {
    folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), "ftl-host-test-")));
    host = await startHost("127.0.0.1:4321");
  });
  afterEach(async () => {
    await host.stop();
    fs.rmSync(folder, { recursive: true, force: true });
  });

  const runRequest = (options: Record<string, JavaScriptValue> = {}): language.RunRequest => {
    const request = new language.RunRequest();
    request.setMonitorAddress("127.0.0.1:1234");
    request.setOrganization("organization");
    request.setProject("ftl");
    request.setStack("stg");
    request.setParallel(8);
    request.setInfo(programInfo(folder, options));
    return request;
  };
  const run = (request: language.RunRequest): Promise<language.RunResponse> =>
    answer((callback) => host.client.run(request, callback));
  const told = (): Told => JSON.parse(host.output().stdout) as Told;

  it("answers the handshake and tells the SDK's version", async () => {
    await answer((callback) =>
      host.client.handshake(new language.LanguageHandshakeRequest(), callback),
    );
    const info = await answer<PluginInfo>((callback) =>
      host.client.getPluginInfo(new Empty(), callback),
    );

    assert.match(info.getVersion(), /^3\.\d+\.\d+$/);
  });

  it("hands the run's facts to the runner, and its output and configuration through", async () => {
    replaceRunner(folder, "run", telling);
    const request = runRequest({ packagemanager: "npm" });
    request.setDryrun(true);
    request.setArgsList(["one", "two"]);
    request.getConfigMap().set("ftl:location", "centralindia");
    request.getConfigMap().set("ftl:config:old", "form");
    request.setConfigsecretkeysList(["ftl:secret"]);

    const response = await run(request);

    assert.deepEqual([response.getError(), response.getBail()], ["", false]);
    const { args, variables } = told();
    const expected =
      "--monitor 127.0.0.1:1234 --engine 127.0.0.1:4321 --organization organization --project ftl " +
      `--root-directory ${folder} --stack stg --pwd ${folder} --parallel 8 --dry-run index.ts one two`;
    assert.equal(args.join(" "), expected);
    assert.deepEqual(JSON.parse(variables["PULUMI_CONFIG"] ?? ""), {
      "ftl:config:location": "centralindia",
      "ftl:config:old": "form",
    });
    assert.equal(variables["PULUMI_CONFIG_SECRET_KEYS"], '["ftl:secret"]');
    assert.equal(variables["PULUMI_NODEJS_TYPESCRIPT"], "true");
    assert.equal(variables["PULUMI_NODEJS_TSCONFIG_PATH"], undefined);
    assert.equal(host.output().stderr, "to standard error\n");
  });

  it("takes the engine's address from the handshake, when it is attached to", async () => {
    replaceRunner(folder, "run", telling);
    const handshake = new language.LanguageHandshakeRequest();
    handshake.setEngineAddress("127.0.0.1:9999");
    await answer((callback) => host.client.handshake(handshake, callback));

    await run(runRequest());

    assert.ok(told().args.join(" ").includes("--engine 127.0.0.1:9999"));
  });

  it("hands the runtime options of Pulumi.yaml on", async () => {
    replaceRunner(folder, "run", telling);
    const nodeargs = `--no-warnings --title="two words"`;

    await run(runRequest({ tsconfig: "tsconfig.pulumi.json", typescript: false, nodeargs }));

    const { node, variables } = told();
    assert.equal(variables["PULUMI_NODEJS_TSCONFIG_PATH"], "tsconfig.pulumi.json");
    assert.equal(variables["PULUMI_NODEJS_TYPESCRIPT"], "false");
    assert.deepEqual(node, ["--no-warnings", "--title=two words"]);
  });

  for (const [option, value] of [
    ["typescript", "yes"],
    ["tsconfig", 1],
    ["nodeargs", ["--inspect"]],
    ["nodeargs", `--title="open`],
  ] as const) {
    it(`rejects the runtime option ${option}: ${JSON.stringify(value)}`, async () => {
      replaceRunner(folder, "run", telling);

      const response = await run(runRequest({ [option]: value as JavaScriptValue }));

      assert.match(response.getError(), new RegExp(`^runtime option ${option}`));
    });
  }

  const exits: [string, string, language.RunResponse.AsObject][] = [
    ["bails when the runner has told the user", "process.exit(32)", { error: "", bail: true }],
    [
      "tells the exit code of a program that failed",
      "process.exit(3)",
      { error: "Program exited with non-zero exit code: 3", bail: false },
    ],
    [
      "tells the signal that ended a program",
      "process.kill(process.pid, 'SIGKILL')",
      { error: "Program was ended by signal SIGKILL", bail: false },
    ],
  ];
  for (const [sentence, code, expected] of exits) {
    it(sentence, async () => {
      replaceRunner(folder, "run", code);

      assert.deepEqual((await run(runRequest())).toObject(), expected);
    });
  }

  it("lets all output out before it answers", async () => {
    replaceRunner(folder, "run", `process.stdout.write("x".repeat(1_000_000))`);

    await run(runRequest());

    await until(() => host.output().stdout.length === 1_000_000, "all has arrived");
  });

  it("rejects a program without the SDK, and says what to run", async () => {
    const response = await run(runRequest());

    assert.match(
      response.getError(),
      /Cannot find module '@pulumi\/pulumi\/cmd\/run'.*npm ci there/,
    );
  });

  describe("with a program that stays", () => {
    const pidFile = (): string => path.join(folder, "pid");
    const startStaying = async (): Promise<{ pid: number; ended: Promise<unknown> }> => {
      replaceRunner(folder, "run", staying.replace("PIDFILE", pidFile()));
      const ended = run(runRequest()).catch((error: unknown) => error);
      await until(() => fs.existsSync(pidFile()) && fs.statSync(pidFile()).size > 0, "it runs");
      return { pid: Number(fs.readFileSync(pidFile(), "utf8")), ended };
    };

    it("ends it on Cancel, and answers", async () => {
      const { ended } = await startStaying();

      await answer((callback) => host.client.cancel(new Empty(), callback));

      const response = (await ended) as language.RunResponse;
      assert.equal(response.getError(), "Program was ended by signal SIGINT");
    });

    it("ends it and itself when the engine goes away", async () => {
      const { pid } = await startStaying();

      host.process.stdin?.end();

      await once(host.process, "exit");
      await until(() => !isAlive(pid), "the program has ended");
    });

    it("ends it and itself on SIGINT", async () => {
      const { pid } = await startStaying();

      host.process.kill("SIGINT");

      await once(host.process, "exit");
      assert.equal(isAlive(pid), false);
    });
  });

  describe("with a policy pack", () => {
    const pluginRequest = (kind: string): language.RunPluginRequest => {
      const request = new language.RunPluginRequest();
      request.setKind(kind);
      request.setPwd(os.tmpdir());
      request.setArgsList(["127.0.0.1:4321"]);
      request.setEnvList([
        "PULUMI_CONFIG=a=b",
        "PULUMI_NODEJS_STACK=one",
        "PULUMI_NODEJS_STACK=two",
      ]);
      request.setInfo(programInfo(folder, { typescript: false }));
      return request;
    };
    const runPlugin = async (
      request: language.RunPluginRequest,
    ): Promise<{ stdout: string; stderr: string; code: number | undefined }> => {
      const result = { stdout: "", stderr: "", code: undefined as number | undefined };
      const stream = host.client.runPlugin(request);
      for await (const message of stream as AsyncIterable<language.RunPluginResponse>) {
        result.stdout += Buffer.from(message.getStdout_asU8()).toString();
        result.stderr += Buffer.from(message.getStderr_asU8()).toString();
        if (message.getOutputCase() === language.RunPluginResponse.OutputCase.EXITCODE) {
          result.code = message.getExitcode();
        }
      }
      return result;
    };

    it("runs it in its folder with the engine's variables, streams its output, ends with its exit code", async () => {
      replaceRunner(folder, "run-policy-pack", `${telling}; process.exitCode = 5;`);

      const { stdout, stderr, code } = await runPlugin(pluginRequest("analyzer"));

      const { args, cwd, variables } = JSON.parse(stdout) as Told;
      assert.deepEqual([args, cwd, code], [["127.0.0.1:4321", folder], folder, 5]);
      assert.equal(stderr, "to standard error\n");
      assert.equal(variables["PULUMI_CONFIG"], "a=b");
      assert.equal(variables["PULUMI_NODEJS_STACK"], "two");
      assert.equal(variables["PULUMI_NODEJS_TYPESCRIPT"], "false");
    });

    it("runs any other plugin where the engine says, with the plugin's folder first", async () => {
      replaceRunner(folder, "run-plugin", telling);

      const { stdout, code } = await runPlugin(pluginRequest("resource"));

      const { args, cwd } = JSON.parse(stdout) as Told;
      const expected = [[folder, "127.0.0.1:4321"], fs.realpathSync(os.tmpdir()), 0];
      assert.deepEqual([args, cwd, code], expected);
    });

    it("ends it when the call is cancelled", async () => {
      const pidFile = path.join(folder, "pid");
      replaceRunner(folder, "run-policy-pack", staying.replace("PIDFILE", pidFile));
      const stream = host.client.runPlugin(pluginRequest("analyzer"));
      stream.on("error", () => {});
      await until(() => fs.existsSync(pidFile) && fs.statSync(pidFile).size > 0, "it runs");
      const pid = Number(fs.readFileSync(pidFile, "utf8"));

      stream.cancel();

      await until(() => !isAlive(pid), "the pack has ended");
    });

    it("rejects a pack without the SDK, in the words that the engine looks for", async () => {
      await assert.rejects(
        runPlugin(pluginRequest("analyzer")),
        /Cannot find module '@pulumi\/pulumi\/cmd\/run-policy-pack'/,
      );
    });
  });

  it("tells about Node, and no plugins to fetch ahead", async () => {
    const about = await answer<language.AboutResponse>((callback) =>
      host.client.about(new language.AboutRequest(), callback),
    );
    const required = await answer<language.GetRequiredPackagesResponse>((callback) =>
      host.client.getRequiredPackages(new language.GetRequiredPackagesRequest(), callback),
    );

    assert.equal(about.getVersion(), process.version);
    assert.deepEqual(required.getPackagesList(), []);
  });

  for (const [transitive, expected] of [
    [false, ["b@2.0.0"]],
    [true, ["b@2.0.0", "@c/d@3.0.0", "e@4.0.0"]],
  ] as const) {
    it(`lists ${transitive ? "all" : "the direct"} dependencies`, async () => {
      const packages = {
        "": { dependencies: { b: "^2" } },
        "node_modules/b": { version: "2.0.0" },
        "node_modules/@c/d": { version: "3.0.0" },
        "node_modules/b/node_modules/e": { version: "4.0.0" },
      };
      writeFile(path.join(folder, "package-lock.json"), JSON.stringify({ packages }));
      const request = new language.GetProgramDependenciesRequest();
      request.setInfo(programInfo(folder));
      request.setTransitivedependencies(transitive);

      const response = await answer<language.GetProgramDependenciesResponse>((callback) =>
        host.client.getProgramDependencies(request, callback),
      );

      const found = response
        .getDependenciesList()
        .map((each) => `${each.getName()}@${each.getVersion()}`);
      assert.deepEqual(found, expected);
    });
  }

  it("rejects the installation of packages, with what to run instead", async () => {
    const stream = host.client.installDependencies(new language.InstallDependenciesRequest());

    const [error] = (await once(stream, "error")) as [Error];

    assert.match(error.message, /UNIMPLEMENTED.*run npm ci/);
  });
});
