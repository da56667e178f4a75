// @ts-check
"use strict";

const fs = require("node:fs");
const os = require("node:os");
const path = require("node:path");
const { setTimeout: wait } = require("node:timers/promises");

const pollMs = 250;
const heartbeatMs = 10_000;
const silenceMs = 60_000;

/**
 * Does some work while holding a lock that is a folder, so that two processes don't do it at once.
 *
 * A lock is given up as lost when its owner is a dead process of this machine, or has not touched it for a
 * minute. Two processes that find the same lost lock at the same moment may both go on: what is done under
 * a lock must end in one rename, so that doing it twice costs time and nothing else.
 *
 * @template T
 * @param {string} folder The lock; its parent folder is made if need be.
 * @param {() => Promise<T>} work
 * @param {(owner: string) => void} [onWait] Called once, when there is someone to wait for.
 * @returns {Promise<T>}
 */
async function withLock(folder, work, onWait) {
  fs.mkdirSync(path.dirname(folder), { recursive: true });
  let told = false;
  while (!take(folder)) {
    const owner = lostOwner(folder);
    if (owner.lost) {
      remove(folder);
      continue;
    }
    if (!told) onWait?.(owner.name);
    told = true;
    await wait(pollMs);
  }
  const heartbeat = setInterval(() => touch(folder), heartbeatMs);
  heartbeat.unref();
  const release = () => fs.rmSync(folder, { recursive: true, force: true });
  process.on("exit", release);
  try {
    return await work();
  } finally {
    clearInterval(heartbeat);
    process.off("exit", release);
    release();
  }
}

/** @param {string} folder */
function take(folder) {
  try {
    fs.mkdirSync(folder);
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === "EEXIST") return false;
    throw error;
  }
  const owner = { pid: process.pid, host: os.hostname() };
  fs.writeFileSync(path.join(folder, "owner.json"), JSON.stringify(owner));
  return true;
}

/** @param {string} folder */
function lostOwner(folder) {
  try {
    const silent = Date.now() - fs.statSync(folder).mtimeMs > silenceMs;
    const { pid, host } = JSON.parse(fs.readFileSync(path.join(folder, "owner.json"), "utf8"));
    const dead = host === os.hostname() && !isAlive(pid);
    return { name: `process ${pid} on ${host}`, lost: silent || dead };
  } catch {
    // Between the folder and its file, or already released: look again, until the silence is too long.
    const stat = fs.statSync(folder, { throwIfNoEntry: false });
    return {
      name: "another process",
      lost: stat !== undefined && Date.now() - stat.mtimeMs > silenceMs,
    };
  }
}

/** @param {number} pid */
function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === "EPERM";
  }
}

/** @param {string} folder */
function remove(folder) {
  const aside = `${folder}.${process.pid}.lost`;
  try {
    fs.renameSync(folder, aside);
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === "ENOENT") return;
    throw error;
  }
  fs.rmSync(aside, { recursive: true, force: true });
}

/** @param {string} folder */
function touch(folder) {
  const now = new Date();
  fs.utimes(folder, now, now, () => {});
}

module.exports = { withLock };
