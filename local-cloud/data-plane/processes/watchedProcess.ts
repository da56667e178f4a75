import { spawn, type ChildProcess } from "node:child_process";
import fs from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { turnOver } from "./logFile";
import type { Command } from "./unprivileged";

/**
 * A shell between us and the process: its input ends when we do, however that happens, and then it ends the process
 * in the process's own orderly way.
 */
const watchdog = `
signal=$1; shift
exec 3<&0
"$@" </dev/null 3<&- & process=$!
{ cat <&3 >/dev/null; kill -s "$signal" "$process"; } & watcher=$!
exec 3<&-
wait "$process"; status=$?
kill "$watcher" 2>/dev/null
exit "$status"
`;

/** How long it may take to end in its own way, in milliseconds. */
const patienceMs = 15_000;
/** How long to wait between two attempts to reach it, in milliseconds. */
const pollMs = 25;

export interface WatchedProcessOptions {
  /** Signal that ends the process in an orderly way. */
  readonly signal: "INT" | "TERM";
  readonly folder: string;
  /** Where what it prints is added. */
  readonly logFile: string;
  /** @default our own */
  readonly environment?: NodeJS.ProcessEnv;
}

/** A process that doesn't outlive this one. */
export class WatchedProcess {
  /** Resolves when it has ended, by itself or not. */
  readonly ended: Promise<void>;
  private readonly child: ChildProcess;
  private running = true;

  constructor(command: Command, { signal, folder, logFile, environment }: WatchedProcessOptions) {
    turnOver(logFile);
    const log = fs.openSync(logFile, "a", 0o600);
    this.child = spawn("/bin/sh", ["-c", watchdog, "watchdog", signal, ...command], {
      cwd: folder,
      env: environment ?? process.env,
      stdio: ["pipe", log, log],
      // In a group of its own: an interrupt from the terminal is ours to answer.
      detached: true,
    });
    fs.closeSync(log);
    // A process that ends while it is being ended closes its input first.
    this.child.stdin?.on("error", () => undefined);
    this.ended = new Promise((resolve) => {
      const end = () => {
        this.running = false;
        resolve();
      };
      this.child.once("error", end);
      this.child.once("exit", end);
    });
  }

  get isRunning(): boolean {
    return this.running;
  }

  /**
   * Tries to reach what it serves until that answers.
   *
   * @param attempt Throws as long as nobody answers.
   * @param lastWords What to say of it when it has ended instead.
   * @throws Error with its last words, or of the last attempt when the time is over.
   */
  async untilItAnswers(
    attempt: () => Promise<unknown>,
    timeoutMs: number,
    lastWords: () => string,
  ): Promise<void> {
    const deadline = Date.now() + timeoutMs;
    for (;;) {
      try {
        await attempt();
        return;
      } catch (error) {
        if (!this.running) throw new Error(lastWords());
        if (Date.now() > deadline) throw error;
      }
      await pause(pollMs);
    }
  }

  /** Ends it, in an orderly way if it takes no longer than some seconds. */
  async end(): Promise<void> {
    if (!this.running) return;
    this.child.stdin?.end();
    const timer = setTimeout(() => this.kill(), patienceMs);
    await this.ended;
    clearTimeout(timer);
  }

  /** Ends it and what it started, at once. */
  kill(): void {
    if (!this.running || this.child.pid === undefined) return;
    try {
      process.kill(-this.child.pid, "SIGKILL");
    } catch (error) {
      // It has ended meanwhile.
      if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
    }
  }
}
