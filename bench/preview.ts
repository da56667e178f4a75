/**
 * What a preview of prd costs, against the preview of an empty TypeScript program on the same engine, which Pulumi
 * loads with ts-node (the last line, to which the ratios are taken).
 *
 *     npm run bench:preview
 */

import { spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { localFolder } from "../operations/local/localFolder";
import { runPulumi } from "../operations/local/runPulumi";
import { type LocalSession, openLocal } from "../operations/local/session";
import { ownFolder } from "../operations/project";
import { inTurns, report } from "./measure";

const rounds = 7;

/** The ways that a program is loaded: Pulumi's own, at its fastest, and this project's. */
const loaders = {
  "ts-node without type check": {
    options: "{ packagemanager: npm, tsconfig: tsconfig.json }",
    files: {
      "index.ts": "export {};\n",
      "tsconfig.json": JSON.stringify({
        compilerOptions: { noCheck: true, module: "nodenext", target: "es2023", rootDir: "." },
      }),
    },
  },
  "this project's loader": {
    options: "{ packagemanager: npm, typescript: false }",
    files: {
      "index.ts": "export {};\n",
      "program.js": 'require("../../../loadTypeScript");\nmodule.exports = require("./index");\n',
    },
  },
} as const;

/** A program that declares nothing. Below the clone, for its node_modules. */
function makeEmptyProgram(loader: keyof typeof loaders): string {
  const { options, files } = loaders[loader];
  const [main] = Object.keys(files)
    .reverse()
    .filter((file) => !file.endsWith(".json"));
  const folder = path.join(ownFolder, "bench", `empty-${Object.keys(loaders).indexOf(loader)}`);
  fs.rmSync(folder, { recursive: true, force: true });
  fs.mkdirSync(folder, { recursive: true });
  const project = `name: ${path.basename(folder)}\nmain: ${main}\nruntime: { name: nodejs, options: ${options} }\n`;
  fs.writeFileSync(path.join(folder, "Pulumi.yaml"), project);
  fs.writeFileSync(path.join(folder, "package.json"), '{ "name": "empty" }\n');
  for (const [file, text] of Object.entries(files)) fs.writeFileSync(path.join(folder, file), text);
  return folder;
}

function pulumiIn(folder: string, session: LocalSession, args: readonly string[]): void {
  const { status, stderr, stdout } = spawnSync(session.engine.path, args, {
    cwd: folder,
    env: session.environment,
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(`pulumi ${args.join(" ")} failed:\n${stdout}${stderr}`);
}

async function main(): Promise<void> {
  const temporary = fs.mkdtempSync(path.join(os.tmpdir(), "ftl-bench-"));
  const session = await openLocal({
    command: "bench/preview.ts",
    folder: localFolder({ FTL_LOCAL: temporary }),
  });
  try {
    const empties = (["this project's loader", "ts-node without type check"] as const).map(
      (loader) => {
        const folder = makeEmptyProgram(loader);
        pulumiIn(folder, session, ["stack", "init", "empty", "--non-interactive"]);
        return {
          name: `preview of an empty program, ${loader}`,
          run: async () => pulumiIn(folder, session, ["preview", "--non-interactive"]),
        };
      },
    );
    const preview = async (...args: string[]) => {
      const result = await runPulumi(session, ["preview", ...args], "keep");
      if (result.exitCode !== 0)
        throw new Error(`preview failed:\n${result.stdout}${result.stderr}`);
    };
    report(
      await inTurns(
        [
          { name: "preview of prd, with the policy pack", run: () => preview("--stack", "prd") },
          { name: "preview of stg, with the policy pack", run: () => preview("--stack", "stg") },
          ...empties,
        ],
        rounds,
      ),
    );
  } finally {
    await session.close();
    fs.rmSync(temporary, { recursive: true });
  }
}

void main();
