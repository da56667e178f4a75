import os from "node:os";
import readline from "node:readline/promises";
import type { BackendStorage } from "../backend/backendStorage";
import { stackStorage } from "../backend/stackStorage";
import { workflowRun } from "../deploy/underWay";
import { deployingRun } from "./deployingRun";
import { type Here, judgeLock, type LockJudgement } from "./judgeLock";
import { type Lock, readLocks } from "./lock";
import { processState } from "./processes";

/** What `ftl unlock` is told. */
export interface UnlockOptions {
  readonly local?: boolean;
  readonly json?: boolean;
  readonly yes?: boolean;
}

/** `ftl unlock <stack>` */
export async function unlock(stack: string, options: UnlockOptions): Promise<number> {
  const { local = false, json = false, yes = false } = options;
  const storage = await stackStorage(stack, local);
  const here: Here = {
    username: os.userInfo().username,
    hostname: os.hostname(),
    run: workflowRun(),
    now: new Date(),
    processState,
  };
  const judged = await judgedLocks(storage, stack, here);
  if (!json) process.stdout.write(locksText(stack, judged, here.now));
  const stale = judged.filter(({ verdict }) => verdict === "stale");
  const agreed = stale.length > 0 && (yes || (!json && (await agrees(stale.length))));
  const left = await unlocked(storage, judged, agreed);
  if (json) process.stdout.write(`${locksJson(stack, storage, judged, left)}\n`);
  else process.stdout.write(outcomeText(stack, local, stale.length, agreed, left));
  return exitCodeOf(left);
}

/** A lock and what is thought of it. */
export type JudgedLock = Lock & LockJudgement;

/** The locks of a stack, each judged. */
export async function judgedLocks(
  storage: BackendStorage,
  stack: string,
  here: Here,
): Promise<JudgedLock[]> {
  const locks = await readLocks(storage, stack);
  // Not before: whoever took one of these locks has put away an older note by now.
  const deploying = await deployingRun(storage, stack);
  return locks.map((lock) => ({ ...lock, ...judgeLock(lock, here, deploying) }));
}

/**
 * Removes the stale ones of the locks, if that was agreed to.
 *
 * @returns The locks that are left. One that has another text by now is: it is not the one that was judged.
 */
export async function unlocked(
  storage: BackendStorage,
  judged: readonly JudgedLock[],
  agreed: boolean,
): Promise<JudgedLock[]> {
  const left: JudgedLock[] = [];
  for (const lock of judged) {
    const text = await storage.read(lock.key);
    if (text === undefined) continue;
    if (text !== lock.text) {
      left.push({ ...lock, verdict: "unknown", because: "it was written again meanwhile" });
    } else if (agreed && lock.verdict === "stale") await storage.remove(lock.key);
    else left.push(lock);
  }
  return left;
}

/** 0 nothing is locked any more, 1 a lock is left whose owner is alive or that was to stay, 2 nobody can tell. */
export function exitCodeOf(left: readonly JudgedLock[]): number {
  if (left.length === 0) return 0;
  return left.every(({ verdict }) => verdict === "unknown") ? 2 : 1;
}

async function agrees(count: number): Promise<boolean> {
  if (process.stdin.isTTY !== true || process.stdout.isTTY !== true) return false;
  const terminal = readline.createInterface({ input: process.stdin, output: process.stdout });
  try {
    const answer = await terminal.question(
      `Remove ${count === 1 ? "it" : `${count} of them`}? [y/N] `,
    );
    return /^y(?:es)?$/i.test(answer.trim());
  } finally {
    terminal.close();
  }
}

/** Who holds the locks, since when, and what is thought of each. */
export function locksText(stack: string, judged: readonly JudgedLock[], now: Date): string {
  if (judged.length === 0) return `${stack} is not locked.\n`;
  const words = { stale: "stale", held: "held", unknown: "can't tell" } as const;
  const blocks = judged.map(({ key, owner, verdict, because }) =>
    [
      owner === undefined
        ? "  an unknown owner"
        : `  ${owner.username} on ${owner.hostname}, process ${owner.pid}, since ${owner.since.toISOString()} (${ageText(owner.since, now)})`,
      `    ${words[verdict]}: ${because}`,
      `    ${key}`,
    ].join("\n"),
  );
  return [`${stack} is locked by:`, ...blocks, ""].join("\n");
}

function ageText(since: Date, now: Date): string {
  const minutes = Math.floor((now.getTime() - since.getTime()) / 60_000);
  if (minutes < 0) return "in the future";
  if (minutes < 1) return "less than a minute";
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours} h ${minutes % 60} min` : `${Math.floor(hours / 24)} days`;
}

/** What was done, and how to go on. */
export function outcomeText(
  stack: string,
  local: boolean,
  stale: number,
  agreed: boolean,
  left: readonly JudgedLock[],
): string {
  const pulumi = local ? "npx ftl local -- " : "pulumi ";
  const where = local ? `${stack} --local` : stack;
  const lines: string[] = [];
  if (stale > 0 && !agreed) {
    lines.push(`Nothing is removed. Remove what is stale: npx ftl unlock ${where} --yes`);
  } else if (stale > 0) {
    // Not `pulumi refresh`: it forgets what was being made.
    lines.push(
      "What was stale is removed. What the interrupted update did not see the end of, the next deployment finds out.",
      `Go on:   npx ftl deploy ${where}`,
      `Go back: npx ftl rollback ${where}`,
    );
  }
  if (left.some(({ verdict }) => verdict !== "stale")) {
    lines.push(
      "What is left goes when its owner is done. Whoever knows that the owner is gone, whatever is said here, can",
      `remove all locks, and with them the protection from two updates at once: ${pulumi}cancel --stack ${stack}`,
    );
  }
  return lines.map((line) => `${line}\n`).join("");
}

function locksJson(
  stack: string,
  storage: BackendStorage,
  judged: readonly JudgedLock[],
  left: readonly JudgedLock[],
): string {
  const locks = judged.map(({ key, owner, verdict, because }) => ({
    key,
    owner: owner === undefined ? null : { ...owner, since: owner.since.toISOString() },
    verdict,
    because,
    removed: !left.some((one) => one.key === key),
  }));
  return JSON.stringify({ stack, backend: storage.url, locks }, undefined, 2);
}
