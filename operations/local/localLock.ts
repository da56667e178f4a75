import fs from "node:fs";
import net from "node:net";
import path from "node:path";
import { Refusal } from "../refusal";

/** Who has the local cloud, as the lock file says. */
export interface LockHolder {
  readonly pid: number;
  /** What it is doing: `ftl local serve`, `ftl local -- up`. */
  readonly command: string;
  /** Whether others may deploy to the cloud that it runs. */
  readonly shared: boolean;
  /** ISO 8601. */
  readonly since: string;
  /** Ports of the providers by name; absent while it starts. */
  readonly providers?: readonly { readonly name: string; readonly port: number }[];
}

/**
 * Takes the local cloud for this process, or finds who shares it.
 *
 * @returns The holder whose cloud can be used, or undefined when this process has the lock now.
 * @throws Refusal when another process has it and does not share.
 */
export async function takeLock(
  file: string,
  mine: Pick<LockHolder, "command" | "shared">,
): Promise<LockHolder | undefined> {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  for (let attempt = 0; attempt < 3; attempt++) {
    if (writeNew(file, { ...mine, pid: process.pid, since: new Date().toISOString() }))
      return undefined;
    const holder = readHolder(file);
    if (holder !== undefined && (await isAlive(holder))) {
      if (holder.shared && holder.providers !== undefined && !mine.shared) return holder;
      throw new Refusal(
        `The local cloud is in use by '${holder.command}' (process ${holder.pid}, since ${holder.since}). ` +
          "Wait until it is done, or start 'npx ftl local serve' first: several commands can share that one.",
      );
    }
    // Left behind by a process that was killed. Its state is whole: see the state store.
    fs.rmSync(file, { force: true });
  }
  throw new Refusal(`${file} changes hands faster than it can be taken. Try again.`);
}

/** Adds to this process's own lock where the providers listen. */
export function announce(file: string, providers: NonNullable<LockHolder["providers"]>): void {
  const holder = readHolder(file);
  if (holder?.pid !== process.pid) return;
  fs.writeFileSync(`${file}.new`, JSON.stringify({ ...holder, providers }));
  fs.renameSync(`${file}.new`, file);
}

/** Gives the lock back, if it is this process's. */
export function releaseLock(file: string): void {
  if (readHolder(file)?.pid === process.pid) fs.rmSync(file, { force: true });
}

/** Who has the lock now, if anybody alive has. */
export async function lockHolder(file: string): Promise<LockHolder | undefined> {
  const holder = readHolder(file);
  return holder !== undefined && (await isAlive(holder)) ? holder : undefined;
}

/** @throws Refusal when anybody has the lock, shared or not. */
export async function requireFree(file: string): Promise<void> {
  const holder = await lockHolder(file);
  if (holder === undefined) return;
  throw new Refusal(
    `The local cloud is in use by '${holder.command}' (process ${holder.pid}). End that first.`,
  );
}

function writeNew(file: string, holder: LockHolder): boolean {
  try {
    fs.writeFileSync(file, JSON.stringify(holder), { flag: "wx" });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

function readHolder(file: string): LockHolder | undefined {
  try {
    return JSON.parse(fs.readFileSync(file, "utf8")) as LockHolder;
  } catch {
    // Gone, or only half written by a process that was killed while writing it.
    return undefined;
  }
}

/** A process id may be another process's by now; whether the providers answer tells for sure. */
async function isAlive(holder: LockHolder): Promise<boolean> {
  const port = holder.providers?.[0]?.port;
  if (port !== undefined) return answers(port);
  try {
    process.kill(holder.pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = net.connect({ port, host: "127.0.0.1" });
    socket.once("connect", () => resolve(true)).once("error", () => resolve(false));
    socket.once("connect", () => socket.destroy());
  });
}
