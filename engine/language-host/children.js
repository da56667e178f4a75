// @ts-check
"use strict";

const { spawn } = require("node:child_process");

const graceMs = 5_000;

/** @type {Set<import("node:child_process").ChildProcess>} */
const running = new Set();

/**
 * Starts Node with piped output. The child stays in the host's process group, which the engine ends as a whole.
 *
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env: NodeJS.ProcessEnv }} options
 */
function startNode(args, options) {
  const child = spawn(process.execPath, args, { ...options, stdio: ["ignore", "pipe", "pipe"] });
  running.add(child);
  child.once("close", () => running.delete(child));
  child.once("error", () => running.delete(child));
  return child;
}

/**
 * Asks a child to end, and ends it when it has not after five seconds.
 *
 * @param {import("node:child_process").ChildProcess} child
 */
function stop(child) {
  child.kill("SIGINT");
  const timer = setTimeout(() => child.kill("SIGKILL"), graceMs);
  child.once("exit", () => clearTimeout(timer));
}

/** Asks all children to end. */
function stopAll() {
  for (const child of running) stop(child);
}

/** Whether a child has not ended yet. */
const isBusy = () => running.size > 0;

/** Ends all children at once. */
function killAll() {
  for (const child of running) child.kill("SIGKILL");
}

/**
 * @param {import("node:child_process").ChildProcess} child
 * @returns {Promise<{ code: number | null, signal: NodeJS.Signals | null }>} When it has ended and its output
 * is read. Rejects when it could not be started.
 */
function ended(child) {
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code, signal) => resolve({ code, signal }));
  });
}

module.exports = { ended, isBusy, killAll, startNode, stop, stopAll };
