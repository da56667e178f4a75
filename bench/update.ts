/**
 * What a first update of prd costs on the local cloud, against the update of a program with as many resources that do
 * nothing, on the same engine and over the same protocol, without a policy pack. No latency is asked for,
 * and nothing is previewed before.
 *
 *     npm run bench:update
 */

import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { serveProvider, type ListeningProvider } from "../local-cloud/providers/grpcServer";
import { localFolder } from "../operations/local/localFolder";
import { runPulumi } from "../operations/local/runPulumi";
import { type LocalSession, openLocal } from "../operations/local/session";
import { ownFolder, projectFolder } from "../operations/project";
import { type Output, type PulumiResult, spawnPulumi } from "../operations/spawnPulumi";
import { inTurns, report } from "./measure";
import { noopProvider, noopType } from "./noopProvider";

const rounds = 5;
const keep: Output = "keep";
const pack = ["--policy-pack", path.join(projectFolder, "policy")];
const up = ["up", "--yes", "--skip-preview", "--non-interactive"];

async function main(): Promise<void> {
  const provider = await serveProvider(noopProvider);
  try {
    let resources = 0;
    const results = await inTurns(
      [
        {
          name: "update of prd, with the policy pack",
          run: async () => {
            const updated = await updatePrd(pack);
            resources = updated.resources;
            return updated.milliseconds;
          },
        },
        {
          name: "update of prd, without it",
          run: async () => (await updatePrd([])).milliseconds,
        },
        {
          name: "update of resources that do nothing",
          run: () => updateNoops(provider, resources),
        },
      ],
      rounds,
    );
    process.stdout.write(`first updates of ${resources} resources\n`);
    report(results);
  } finally {
    await provider.close();
  }
}

/** Deploys prd to a local cloud of its own. */
async function updatePrd(
  extra: readonly string[],
): Promise<{ milliseconds: number; resources: number }> {
  return onEmptyCloud(async (session) => {
    succeeded(await runPulumi(session, ["stack", "init", "prd"], keep));
    const stackFile = path.join(session.folder.stackFiles, "Pulumi.prd.yaml");
    const args = up.concat("--stack", "prd", "--config-file", stackFile, extra);
    const { milliseconds, stdout } = await timed(session, projectFolder, session.environment, args);
    // The stack itself is counted too.
    return { milliseconds, resources: Number(/\+ (\d+) created/.exec(stdout)![1]) - 1 };
  });
}

async function updateNoops({ port }: ListeningProvider, resources: number): Promise<number> {
  return onEmptyCloud(async (session) => {
    const folder = makeNoopProgram(resources);
    const environment = { ...session.environment, PULUMI_DEBUG_PROVIDERS: `noop:${port}` };
    const init = ["stack", "init", "noops", "--non-interactive"];
    succeeded(await spawnPulumi(session.engine, init, { cwd: folder, environment, output: keep }));
    return (await timed(session, folder, environment, up)).milliseconds;
  });
}

/** A program that only declares resources, loaded as fast as this project's. Below the clone, for its node_modules. */
function makeNoopProgram(resources: number): string {
  const folder = path.join(ownFolder, "bench", "noops");
  fs.rmSync(folder, { recursive: true, force: true });
  fs.mkdirSync(folder, { recursive: true });
  const files = {
    "Pulumi.yaml":
      "name: noops\nmain: program.js\nruntime: { name: nodejs, options: { packagemanager: npm, typescript: false } }\n",
    "package.json": '{ "name": "noops" }\n',
    "program.js":
      'require("../../../deferUnusedModules");\n' +
      'const { CustomResource } = require("@pulumi/pulumi");\n' +
      `for (let index = 0; index < ${resources}; index++) new CustomResource("${noopType}", \`noop-\${index}\`, { index });\n`,
  };
  for (const [file, text] of Object.entries(files)) fs.writeFileSync(path.join(folder, file), text);
  return folder;
}

async function timed(
  session: LocalSession,
  cwd: string,
  environment: NodeJS.ProcessEnv,
  args: readonly string[],
): Promise<{ milliseconds: number; stdout: string }> {
  const started = performance.now();
  const result = await spawnPulumi(session.engine, args, { cwd, environment, output: keep });
  const milliseconds = performance.now() - started;
  return { milliseconds, stdout: succeeded(result).stdout };
}

function succeeded(result: PulumiResult): PulumiResult {
  if (result.exitCode !== 0) throw new Error(`pulumi failed:\n${result.stdout}${result.stderr}`);
  return result;
}

async function onEmptyCloud<T>(work: (session: LocalSession) => Promise<T>): Promise<T> {
  const temporary = fs.mkdtempSync(path.join(os.tmpdir(), "ftl-bench-"));
  const session = await openLocal({
    command: "bench/update.ts",
    folder: localFolder({ FTL_LOCAL: temporary }),
  });
  try {
    return await work(session);
  } finally {
    await session.close();
    fs.rmSync(temporary, { recursive: true, force: true });
  }
}

void main();
