import { execFileSync } from "node:child_process";
import path from "node:path";

/** Path of the Redis server, or of its successor, that the machine has; undefined when it has none. */
export function findRedisServer(): string | undefined {
  return ["redis-server", "valkey-server"]
    .flatMap((name) =>
      (process.env["PATH"] ?? "").split(path.delimiter).map((folder) => path.join(folder, name)),
    )
    .find(isExecutable);
}

function isExecutable(file: string): boolean {
  try {
    execFileSync(file, ["--version"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}
