// @ts-check
"use strict";

const fs = require("node:fs");
const path = require("node:path");

const oldestNode = [20, 11];
const expectedSec = 30;

/** What keeps the packages from being installed, with its mend. Shown without a stack trace. */
class PrepareError extends Error {
  /** @param {string} message */
  constructor(message) {
    super(message);
    this.name = "PrepareError";
  }
}

/**
 * Makes `node_modules` agree with `package-lock.json`; does nothing when it already does.
 *
 * Plain JavaScript without dependencies: it is the first thing that runs in a fresh clone.
 *
 * @param {{ root?: string, environment?: NodeJS.ProcessEnv, say?: (line: string) => void }} [options]
 * `root` is the folder with package-lock.json, by default this clone.
 * @returns {Promise<{ installed: boolean }>} Whether there was something to install.
 * @throws {PrepareError} Node too old, no npm, or `npm ci` failed.
 * @throws {import("./runInGroup").Interrupted} Ctrl-C; nothing is taken for installed then.
 */
async function prepare(options = {}) {
  const root = options.root ?? path.join(__dirname, "..");
  const environment = options.environment ?? process.env;
  const say = options.say ?? ((line) => process.stderr.write(`${line}\n`));
  checkNode(process.versions.node);
  if (isPrepared(root)) return { installed: false };

  const { withLock } = require("./lock");
  return withLock(
    path.join(root, ".ftl", "prepare.lock"),
    async () => {
      if (isPrepared(root)) return { installed: false };
      say(`installing packages, about ${expectedSec} s the first time`);
      await install(root, environment);
      return { installed: true };
    },
    (owner) => say(`waiting for ${owner}, which is installing packages`),
  );
}

/**
 * Whether the packages that package-lock.json asks for are there, installed by {@link prepare}.
 *
 * @param {string} root
 */
function isPrepared(root) {
  try {
    return fs.readFileSync(stampFile(root), "utf8") === stampOf(root);
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === "ENOENT") return false;
    throw error;
  }
}

/**
 * @param {string} version "20.11.0"
 * @throws {PrepareError} It is too old.
 */
function checkNode(version) {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const [oldestMajor = 0, oldestMinor = 0] = oldestNode;
  if (major > oldestMajor || (major === oldestMajor && minor >= oldestMinor)) return;
  throw new PrepareError(
    `Node ${version} is too old: this project needs ${oldestNode.join(".")} or newer. ` +
      "Install a newer Node (.nvmrc names the one it is developed on), and start again.",
  );
}

/** @param {string} root */
const stampFile = (root) => path.join(root, "node_modules", ".ftl-stamp");

/**
 * Node's major version is part of it because some packages bring compiled code.
 *
 * @param {string} root
 */
function stampOf(root) {
  const lockFile = path.join(root, "package-lock.json");
  let lock;
  try {
    lock = fs.readFileSync(lockFile);
  } catch {
    throw new PrepareError(
      `${lockFile} can't be read. Restore it: git checkout -- package-lock.json`,
    );
  }
  const hash = require("node:crypto").createHash("sha256").update(lock).digest("hex");
  const major = process.versions.node.split(".")[0];
  return `${hash} node${major} ${process.platform}-${process.arch}\n`;
}

/**
 * @param {string} root
 * @param {NodeJS.ProcessEnv} environment
 */
async function install(root, environment) {
  const { cacheFolder } = require("./cacheFolder");
  const { runInGroup } = require("./runInGroup");
  const stamp = stampOf(root);
  fs.rmSync(stampFile(root), { force: true });
  const cache = path.join(cacheFolder(environment), "npm");
  // --include=dev: with NODE_ENV=production npm would leave out what the tests and the commands need.
  const args = ["ci", "--no-audit", "--no-fund", "--include=dev", "--cache", cache];
  let result;
  try {
    result = await runInGroup("npm", args, { cwd: root, env: environment });
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== "ENOENT") throw error;
    throw new PrepareError("There is no npm on PATH. It comes with Node: install Node again.");
  }
  if (result.code !== 0) {
    const how = result.code === null ? `was ended by ${result.signal}` : `exited ${result.code}`;
    throw new PrepareError(
      `${result.stdout}${result.stderr}\nnpm ci ${how}; its output is above. If the registry could not be ` +
        "reached, check the network and `npm config get registry`, and start again: nothing is half done.",
    );
  }
  fs.writeFileSync(`${stampFile(root)}.new`, stamp);
  fs.renameSync(`${stampFile(root)}.new`, stampFile(root));
}

module.exports = { PrepareError, checkNode, isPrepared, prepare };

if (require.main === module) {
  prepare().catch((error) => {
    if (error.name === "Interrupted") return require("./runInGroup").raiseAgain(error.signal);
    process.stderr.write(`${error instanceof PrepareError ? error.message : error.stack}\n`);
    process.exitCode = 1;
  });
}
