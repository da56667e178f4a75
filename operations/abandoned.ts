import fs from "node:fs";
import path from "node:path";
import { isRunning } from "./local/localLock";

/** Name of a folder that belongs to this process, and goes with it: what it is for, and the process. */
export function ownName(what: string): string {
  return `${what}-${process.pid}`;
}

/** Folders that {@link ownName} named, of processes that are gone: they were killed. */
export function abandonedIn(folder: string): string[] {
  if (!fs.existsSync(folder)) return [];
  return fs.readdirSync(folder).flatMap((name) => {
    const pid = Number(name.split("-").at(-1));
    return Number.isInteger(pid) && !isRunning(pid) ? [path.join(folder, name)] : [];
  });
}

/** Removes a folder in which what was interrupted may still write for a moment. */
export function removeFolder(folder: string): void {
  fs.rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
}
