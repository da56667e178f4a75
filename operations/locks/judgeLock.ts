import type { DeployingRun } from "./deployingRun";
import type { Lock, LockOwner } from "./lock";
import type { ProcessState } from "./processes";

/**
 * `stale`: whoever took it is provably gone, so that it may go. `held`: its owner is alive. `unknown`: nobody can tell
 * from here.
 */
export type LockVerdict = "stale" | "held" | "unknown";

/** What is to be thought of a lock, with the reason in a sentence. */
export interface LockJudgement {
  readonly verdict: LockVerdict;
  readonly because: string;
}

/** Where and when a lock is judged. */
export interface Here {
  readonly username: string;
  readonly hostname: string;
  /** Run and attempt of a GitHub workflow: `4711-1`; undefined elsewhere. */
  readonly run: string | undefined;
  readonly now: Date;
  readonly processState: (pid: number) => ProcessState;
}

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

/** What clocks may differ by, of two machines, or of one machine over time. */
const clocksMayDifferMs = 15 * minuteMs;

/**
 * A job on a runner that GitHub hosts is ended after so long, and the runner with it.
 *
 * A runner of one's own may go on for 5 days, and its name can be any: its locks can't be told from a person's.
 *
 * @see https://docs.github.com/actions/administering-github-actions/usage-limits-billing-and-administration
 * @see https://docs.github.com/en/enterprise-server@3.14/actions/reference/usage-limits-for-self-hosted-runners
 */
const hostedJobMs = 6 * hourMs;

/**
 * Names of the machines that GitHub hosts, where the user is `runner`. They are not documented; these are what logs of
 * public workflows show (`runner@fv-az1247-794`, `Machine name: 'runnervmr8kkp'`). The newer ones are an image's and
 * not a machine's: many runners have the same at once, with the same processes in them.
 */
const hostedName = /^(?:fv-az\d+-\d+|runnervm[a-z0-9]+)$/;

/** Names that many machines have. */
const commonName = /^localhost(?:\.|$)/;

/**
 * Judges a lock. Whatever isn't proven is `unknown`: two engines at once do more harm than one lock too many.
 *
 * @param deploying Read after the lock, so that it is of whoever took that, or of somebody later.
 */
export function judgeLock(
  { owner }: Lock,
  here: Here,
  deploying: DeployingRun | undefined,
): LockJudgement {
  if (owner === undefined) {
    return unknown("the file is damaged, and doesn't say who took it");
  }
  if (owner.since.getTime() > here.now.getTime() + clocksMayDifferMs) {
    return unknown("it was taken in the future, by the clock of this machine");
  }
  const hosted = hostedName.test(owner.hostname);
  if (owner.hostname === here.hostname && (!hosted || isOfThisRun(owner, here, deploying))) {
    return judgeHere(owner, here);
  }
  if (hosted && owner.username === "runner") return judgeHosted(owner, here);
  return unknown(
    owner.hostname === here.hostname
      ? `many runners that GitHub hosts are called ${owner.hostname}`
      : `it was taken on ${owner.hostname}, and this is ${here.hostname}`,
  );
}

/** A run has one job that deploys a stack, and so one machine. */
function isOfThisRun(
  { hostname, since }: LockOwner,
  { run }: Here,
  deploying: DeployingRun | undefined,
): boolean {
  return (
    run !== undefined &&
    deploying?.run === run &&
    deploying.host === hostname &&
    deploying.startedAt.getTime() <= since.getTime()
  );
}

function judgeHere(owner: LockOwner, here: Here): LockJudgement {
  const { pid, username, hostname } = owner;
  if (commonName.test(hostname)) {
    return unknown(`many machines are called ${hostname}, and it may not have been this one`);
  }
  if (username !== here.username) {
    return unknown(`it is ${username}'s, and you are ${here.username}`);
  }
  const state = here.processState(pid);
  if (state.kind === "dead") return { verdict: "stale", because: `process ${pid} has ended` };
  const { startedAt, program } = state;
  const startedLater =
    startedAt !== undefined &&
    startedAt.getTime() > owner.since.getTime() + clocksMayDifferMs &&
    program !== undefined;
  // A clock that was set looks like a later start, so that an engine is never taken for another process.
  if (startedLater && !program.startsWith("pulumi")) {
    const when = startedAt.toISOString();
    return {
      verdict: "stale",
      because: `process ${pid} has ended; the one that has its number now is ${program}, started ${when}`,
    };
  }
  return { verdict: "held", because: `process ${pid} is running on this machine` };
}

function judgeHosted({ since, hostname }: LockOwner, { now }: Here): LockJudgement {
  const endMs = since.getTime() + hostedJobMs + clocksMayDifferMs;
  if (now.getTime() > endMs) {
    return {
      verdict: "stale",
      because: `${hostname} was a runner that GitHub hosts, and no job there goes on for more than 6 hours`,
    };
  }
  return unknown(
    `${hostname} is a runner that GitHub hosts, and its job may go on until ${new Date(endMs).toISOString()}; ` +
      "look whether the workflow is running",
  );
}

function unknown(because: string): LockJudgement {
  return { verdict: "unknown", because };
}
