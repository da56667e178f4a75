#!/usr/bin/env node
// @ts-check
"use strict";

// The way in for every command: makes the packages agree with the lock file, then loads the command line's
// TypeScript. Plain JavaScript, because in a fresh clone there is nothing yet that could load anything else.

const path = require("node:path");
const { PrepareError, prepare } = require("../../engine/prepare");
const { raiseAgain } = require("../../engine/runInGroup");

async function main() {
  await prepare();
  const root = path.join(__dirname, "..", "..");
  // What is started from here keeps its temporary files inside the clone.
  const temporary = path.join(root, ".ftl", "tmp");
  require("node:fs").mkdirSync(temporary, { recursive: true });
  process.env.TMPDIR = temporary;
  require("../../loadTypeScript");
  const { run } = require("../main");
  process.exitCode = await run(process.argv.slice(2));
}

main().catch((error) => {
  if (error.name === "Interrupted") return raiseAgain(error.signal);
  process.stderr.write(`${error instanceof PrepareError ? error.message : error.stack}\n`);
  process.exitCode = 1;
});
