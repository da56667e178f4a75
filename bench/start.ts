/**
 * Where the time of a second `npm start` goes: the whole command, against its parts run by themselves.
 *
 *     npm run bench:start
 */

import { spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { projectFolder } from "../operations/project";
import { inTurns, report } from "./measure";

const rounds = 5;

function main(): Promise<void> {
  const temporary = fs.mkdtempSync(path.join(os.tmpdir(), "ftl-bench-"));
  const run = (command: string, ...args: string[]) => {
    const { status, stdout, stderr } = spawnSync(command, args, {
      cwd: projectFolder,
      env: { ...process.env, FTL_LOCAL: temporary },
      encoding: "utf8",
    });
    if (status !== 0) throw new Error(`${args.join(" ")} failed:\n${stdout}${stderr}`);
  };
  const ftl = (line: string) => async () =>
    run(process.execPath, "operations/bin/ftl.js", ...line.split(" "));
  return inTurns(
    [
      { name: "commands alone: ftl local clock", run: ftl("local clock") },
      { name: "… and the engine: stack output", run: ftl("local -- stack output --stack stg") },
      { name: "… and a preview", run: ftl("local -- preview --stack stg --suppress-outputs") },
      {
        name: "… or an update without preview",
        run: ftl("local -- up --stack stg --yes --skip-preview --suppress-outputs"),
      },
      { name: "npm start, all of it", run: async () => run("npm", "start", "--silent") },
    ],
    rounds,
  )
    .then(report)
    .finally(() => fs.rmSync(temporary, { recursive: true }));
}

void main();
