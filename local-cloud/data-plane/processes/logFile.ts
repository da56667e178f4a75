import fs from "node:fs";
import path from "node:path";

/** Bytes from which on a log is begun anew. */
const longestBytes = 1024 * 1024;
/** Time after which nobody asks any more what something wrote. */
const oldestMs = 14 * 86_400_000;

/** Puts a log that is long aside, in the place of the one before: `<file>.1`. @returns Bytes of the one to go on with. */
export function turnOver(file: string): number {
  const bytes = fs.statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  if (bytes <= longestBytes) return bytes;
  fs.renameSync(file, `${file}.1`);
  return 0;
}

/** Whether so much was written to a log that it is to be turned over. */
export function isLong(bytes: number): boolean {
  return bytes > longestBytes;
}

/** Removes the folders of logs in which nothing was written for two weeks. Nobody may be about to write. */
export function forgetOldLogs(folder: string): void {
  if (!fs.existsSync(folder)) return;
  for (const name of fs.readdirSync(folder)) {
    const one = path.join(folder, name);
    if (Date.now() - lastWritten(one) > oldestMs) fs.rmSync(one, { recursive: true, force: true });
  }
}

/** Milliseconds since 1970. */
function lastWritten(folder: string): number {
  const status = fs.statSync(folder);
  const files = status.isDirectory() ? fs.readdirSync(folder) : [];
  return Math.max(
    status.mtimeMs,
    ...files.map((name) => fs.statSync(path.join(folder, name)).mtimeMs),
  );
}
