import fs from "node:fs";
import path from "node:path";
import { isRunning } from "../local/localLock";

/** What this machine says of a process. */
export type ProcessState =
  | { readonly kind: "dead" }
  /** Undefined: the machine doesn't say. */
  | {
      readonly kind: "alive";
      readonly startedAt: Date | undefined;
      readonly program: string | undefined;
    };

/** Looks at a process of this machine. Start and program are known where there is a `/proc`, on Linux. */
export function processState(pid: number): ProcessState {
  if (!isRunning(pid)) return { kind: "dead" };
  return { kind: "alive", startedAt: startOf(pid), program: programOf(pid) };
}

/**
 * Linux counts in hundredths of a second for every program, whatever the kernel's own clock does.
 *
 * @see https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html `starttime`
 */
const ticksPerSec = 100;

function startOf(pid: number): Date | undefined {
  const stat = readProc(String(pid), "stat");
  // The name, in brackets, may itself have brackets and spaces.
  const ticks = Number(stat?.slice(stat.lastIndexOf(")") + 2).split(" ")[19]);
  const bootSec = Number(/^btime (\d+)$/m.exec(readProc("stat") ?? "")?.[1]);
  const start = (bootSec + ticks / ticksPerSec) * 1000;
  return Number.isNaN(start) ? undefined : new Date(start);
}

function programOf(pid: number): string | undefined {
  return readProc(String(pid), "comm")?.trim();
}

function readProc(...names: readonly string[]): string | undefined {
  try {
    return fs.readFileSync(path.join("/proc", ...names), "utf8");
  } catch {
    // Another system, or the process has ended meanwhile.
    return undefined;
  }
}
