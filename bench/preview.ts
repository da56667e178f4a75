/**
 * What a preview of prd costs, against the preview of an empty TypeScript program on the same engine.
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
import { ownFolder, projectFolder } from "../operations/project";
import { inTurns, report } from "./measure";

const rounds = 7;

/** A program that declares nothing, loaded the way ours is. Below the clone, for its node_modules. */
function makeEmptyProgram(): string {
  const folder = path.join(ownFolder, "bench", "empty");
  fs.mkdirSync(folder, { recursive: true });
  const project = fs.readFileSync(path.join(projectFolder, "Pulumi.yaml"), "utf8");
  fs.writeFileSync(path.join(folder, "Pulumi.yaml"), project.replace(/^name: .*$/m, "name: empty"));
  fs.writeFileSync(path.join(folder, "index.ts"), "export {};\n");
  fs.writeFileSync(path.join(folder, "package.json"), '{ "name": "empty", "main": "index.ts" }\n');
  for (const file of ["tsconfig.json", "tsconfig.pulumi.json"]) {
    fs.copyFileSync(path.join(projectFolder, file), path.join(folder, file));
  }
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
    const empty = makeEmptyProgram();
    pulumiIn(empty, session, ["stack", "init", "empty", "--non-interactive"]);
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
          {
            name: "preview of an empty TypeScript program",
            run: async () => pulumiIn(empty, session, ["preview", "--non-interactive"]),
          },
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
