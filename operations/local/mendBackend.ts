import fs from "node:fs";
import path from "node:path";
import { Refusal } from "../refusal";
import { isRunning } from "./localLock";

/**
 * Makes the local backend usable again after an engine that was killed: takes away its locks, and what it left half
 * written beside a state. The state itself is replaced as a whole, and so never is.
 *
 * @param backend Folder of the backend, which need not be there.
 * @throws Refusal when such an engine goes on although its `ftl` was killed.
 */
export function mendBackend(backend: string): void {
  const folder = path.join(backend, ".pulumi");
  if (!fs.existsSync(folder)) return;
  removeLocks(path.join(folder, "locks"));
  for (const file of filesBelow(folder)) {
    // The engine can't open a state beside which these are empty, and does without them when there are none:
    // https://github.com/google/go-cloud/blob/master/blob/fileblob/attrs.go
    if (file.endsWith(".attrs") && jsonIn(file) === undefined) fs.rmSync(file);
  }
}

function removeLocks(folder: string): void {
  for (const file of filesBelow(folder)) {
    if (!file.endsWith(".json")) continue;
    const { pid } = jsonIn(file) ?? {};
    if (typeof pid !== "number" || !isRunning(pid)) continue;
    throw new Refusal(
      `An engine (process ${pid}) that was left behind still deploys to the local cloud. ` +
        `Wait until it has ended, or end it: kill ${pid}`,
    );
  }
  fs.rmSync(folder, { recursive: true, force: true });
}

function filesBelow(folder: string): string[] {
  if (!fs.existsSync(folder)) return [];
  return fs
    .readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name));
}

/** Undefined for what was only half written when its writer was killed. */
function jsonIn(file: string): { readonly pid?: unknown } | undefined {
  try {
    return JSON.parse(fs.readFileSync(file, "utf8")) as { pid?: unknown };
  } catch {
    return undefined;
  }
}
