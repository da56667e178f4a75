// @ts-check
"use strict";

const { spawn } = require("node:child_process");

/** @type {readonly NodeJS.Signals[]} */
const endingSignals = ["SIGINT", "SIGTERM", "SIGHUP"];
const graceMs = 5_000;

/** A command was ended because this process was asked to stop. */
class Interrupted extends Error {
  /** @param {NodeJS.Signals} signal */
  constructor(signal) {
    super(`stopped by ${signal}`);
    this.name = "Interrupted";
    this.signal = signal;
  }
}

/**
 * @typedef {object} RunOptions
 * @property {string} [cwd]
 * @property {NodeJS.ProcessEnv} [env]
 * @property {number} [timeoutMs] No limit unless given.
 *
 * @typedef {object} RunResult
 * @property {number | null} code Exit code; null when a signal ended the command.
 * @property {NodeJS.Signals | null} signal
 * @property {string} stdout
 * @property {string} stderr
 */

/**
 * Runs a command, without a shell, in a process group of its own, and keeps what it prints.
 *
 * The group, and not only the command, is ended when this process gets Ctrl-C, SIGTERM or SIGHUP, when it
 * exits, and when the time is up: `npm` and `go` start children that would otherwise go on working.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {RunOptions} [options]
 * @returns {Promise<RunResult>} Rejects with the system's error (`code: "ENOENT"`) when the command can't be
 * started, with {@link Interrupted} after a signal, with an Error when the time is up.
 */
function runInGroup(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: options.cwd,
      env: options.env,
      stdio: ["ignore", "pipe", "pipe"],
      detached: true,
    });
    let stdout = "";
    let stderr = "";
    child.stdout.setEncoding("utf8").on("data", (text) => (stdout += text));
    child.stderr.setEncoding("utf8").on("data", (text) => (stderr += text));

    /** @type {Error | undefined} */
    let reason;
    /** @type {NodeJS.Timeout[]} */
    const timers = [];
    /** @param {Error} why */
    const end = (why) => {
      reason ??= why;
      signalGroup(child.pid, "SIGTERM");
      timers.push(setTimeout(() => signalGroup(child.pid, "SIGKILL"), graceMs));
    };
    /** @param {NodeJS.Signals} signal */
    const onSignal = (signal) => end(new Interrupted(signal));
    const onExit = () => signalGroup(child.pid, "SIGKILL");
    for (const signal of endingSignals) process.on(signal, onSignal);
    process.on("exit", onExit);
    if (options.timeoutMs !== undefined) {
      const text = `no answer from "${command}" within ${options.timeoutMs / 1000} s`;
      timers.push(setTimeout(() => end(new Error(text)), options.timeoutMs));
    }
    const settle = () => {
      timers.forEach(clearTimeout);
      for (const signal of endingSignals) process.off(signal, onSignal);
      process.off("exit", onExit);
    };

    child.on("error", (error) => {
      settle();
      reject(error);
    });
    child.on("exit", () => {
      // Whatever is left of the group holds the pipes open; "close" would wait for it.
      if (reason) signalGroup(child.pid, "SIGKILL");
    });
    child.on("close", (code, signal) => {
      settle();
      if (reason) reject(reason);
      else resolve({ code, signal, stdout, stderr });
    });
  });
}

/**
 * @param {number | undefined} pid
 * @param {NodeJS.Signals} signal
 */
function signalGroup(pid, signal) {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch (error) {
    // ESRCH: it has ended already. EPERM: what macOS answers for a group of zombies.
    const code = /** @type {NodeJS.ErrnoException} */ (error).code;
    if (code !== "ESRCH" && code !== "EPERM") throw error;
  }
}

/**
 * Ends this process as the signal would have, so that the shell sees an interrupted command. Returns, for the
 * caller to go on, when someone else listens for the signal and so decides what it means.
 *
 * @param {NodeJS.Signals} signal
 */
function raiseAgain(signal) {
  if (process.listenerCount(signal) === 0) process.kill(process.pid, signal);
}

module.exports = { Interrupted, raiseAgain, runInGroup };
