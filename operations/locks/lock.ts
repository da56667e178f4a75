import type { BackendStorage } from "../backend/backendStorage";
import { projectName } from "../project";

/** Who holds a lock, as the engine writes it. */
export interface LockOwner {
  readonly pid: number;
  readonly username: string;
  readonly hostname: string;
  /** When it was taken. */
  readonly since: Date;
}

/** A lock of a stack. */
export interface Lock {
  readonly key: string;
  /** The file as it was read. */
  readonly text: string;
  /** Undefined when the file can't be read. */
  readonly owner: LockOwner | undefined;
}

/**
 * The locks of a stack. The engine that deploys has one; another that wants to writes its own beside it, sees both, and
 * gives up. Each is a file of its own, named by the process's random id and never written again.
 *
 * @see https://github.com/pulumi/pulumi/blob/master/pkg/backend/diy/lock.go
 */
export async function readLocks(storage: BackendStorage, stack: string): Promise<Lock[]> {
  const keys = await storage.list(`.pulumi/locks/organization/${projectName}/${stack}/`);
  const locks = await Promise.all(
    keys
      .filter((key) => key.endsWith(".json"))
      .map(async (key) => ({ key, text: await storage.read(key) })),
  );
  // One that is gone by now was given back.
  return locks.flatMap(({ key, text }) =>
    text === undefined ? [] : [{ key, text, owner: ownerIn(text) }],
  );
}

function ownerIn(text: string): LockOwner | undefined {
  let content: Partial<Record<"pid" | "username" | "hostname" | "timestamp", unknown>> | null;
  try {
    content = JSON.parse(text) as typeof content;
  } catch {
    return undefined;
  }
  const { pid, username, hostname, timestamp } = content ?? {};
  const since = new Date(typeof timestamp === "string" ? timestamp : Number.NaN);
  const isWhole =
    typeof pid === "number" &&
    Number.isInteger(pid) &&
    pid > 0 &&
    typeof username === "string" &&
    typeof hostname === "string" &&
    username !== "" &&
    hostname !== "" &&
    !Number.isNaN(since.getTime());
  return isWhole ? { pid, username, hostname, since } : undefined;
}
