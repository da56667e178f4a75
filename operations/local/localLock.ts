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
  /** Port of the vendors' APIs, when they listen. */
  readonly apiPort?: number | undefined;
  /** Where clients of the deployed platform come in, when its data plane runs. */
  readonly dataPlane?: DataPlanePorts | undefined;
  /** How far its clock is ahead of the machine's, which nobody changes while it is shared. */
  readonly clockOffsetMs?: number;
}

/** Where clients of what is deployed on a local cloud come in. */
export interface DataPlanePorts {
  /** Of the public DNS, over UDP and TCP. */
  readonly dnsPort: number;
  /** Of the HTTP proxy that leads to the deployed names. */
  readonly gatewayPort: number;
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
  makeFolder(path.dirname(file));
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
    removeStale(file, holder);
  }
  throw new Refusal(`${file} changes hands faster than it can be taken. Try again.`);
}

/** Adds to this process's own lock where everything listens. */
export function announce(
  file: string,
  listening: Omit<LockHolder, "pid" | "command" | "shared" | "since">,
): void {
  const holder = readHolder(file);
  if (holder?.pid !== process.pid) return;
  fs.writeFileSync(`${file}.new`, JSON.stringify({ ...holder, ...listening }));
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

function makeFolder(folder: string): void {
  try {
    fs.mkdirSync(folder, { recursive: true });
    fs.accessSync(folder, fs.constants.W_OK);
  } catch (error) {
    throw new Refusal(
      `The local cloud's folder ${folder} can't be used: ${(error as Error).message}. ` +
        "FTL_LOCAL names it; choose a folder that can be written to.",
    );
  }
}

/** Puts a whole lock file in place if there is none: it is never seen half written. */
function writeNew(file: string, holder: LockHolder): boolean {
  const whole = `${file}.${process.pid}`;
  try {
    fs.writeFileSync(whole, JSON.stringify(holder));
    fs.linkSync(whole, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  } finally {
    fs.rmSync(whole, { force: true });
  }
}

/** Takes a stale lock away, and puts it back when it turns out to be another one, taken in the meantime. */
function removeStale(file: string, stale: LockHolder | undefined): void {
  const aside = `${file}.${process.pid}.stale`;
  try {
    fs.renameSync(file, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return;
    throw error;
  }
  const taken = readHolder(aside);
  if (taken?.pid !== stale?.pid || taken?.since !== stale?.since) fs.linkSync(aside, file);
  fs.rmSync(aside);
}

function readHolder(file: string): LockHolder | undefined {
  try {
    return JSON.parse(fs.readFileSync(file, "utf8")) as LockHolder;
  } catch {
    // Gone, or only half written by a process that was killed while writing it.
    return undefined;
  }
}

/** A process id may be another process's by now, and so may a port; hardly ever both. */
async function isAlive(holder: LockHolder): Promise<boolean> {
  const port = holder.providers?.[0]?.port;
  return isRunning(holder.pid) && (port === undefined || (await answers(port)));
}

/** Whether there is a process with this id, and not only what is left of one until its parent asks for it. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !isZombie(pid);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** @see https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html `state`, behind the name in brackets */
function isZombie(pid: number): boolean {
  try {
    const stat = fs.readFileSync(`/proc/${pid}/stat`, "utf8");
    return stat.slice(stat.lastIndexOf(")") + 2).startsWith("Z");
  } catch {
    // Another system, which doesn't say.
    return false;
  }
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = net.connect({ port, host: "127.0.0.1" });
    socket.once("connect", () => resolve(true)).once("error", () => resolve(false));
    socket.once("connect", () => socket.destroy());
  });
}
