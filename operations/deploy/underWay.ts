import os from "node:os";
import { z } from "zod";
import type { BackendStorage } from "../backend/backendStorage";
import { isRunning } from "../local/localLock";
import { readLocks } from "../locks/lock";
import { Refusal } from "../refusal";
import { stateLeft } from "./stateLeft";
import type { Release } from "../releases/release";
import type { ReleaseStore } from "../releases/releaseStore";

/** What is known of a deployment before it has begun. */
export type BegunRelease = Pick<
  Release,
  | "version"
  | "stack"
  | "kind"
  | "of"
  | "commit"
  | "images"
  | "migrations"
  | "settingsHash"
  | "policyHash"
  | "versions"
  | "startedAt"
  | "who"
  | "host"
  | "seal"
>;

const note = z.looseObject({
  version: z.literal(1),
  stack: z.string(),
  startedAt: z.iso.datetime(),
  who: z.string(),
  host: z.string(),
  /** Process that deploys. */
  pid: z.int().positive(),
  /** Run and attempt of a GitHub workflow, whose machines share their names. */
  run: z.string().optional(),
});

/** This run and attempt of a GitHub workflow: `4711-1`; undefined elsewhere. */
export function workflowRun(environment: NodeJS.ProcessEnv = process.env): string | undefined {
  const { GITHUB_RUN_ID: id, GITHUB_RUN_ATTEMPT: attempt = "1" } = environment;
  return id ? `${id}-${attempt}` : undefined;
}

/** Until then an engine elsewhere may have begun without having taken its lock. */
const beginsWithinMs = 120_000;

/**
 * The note that a deployment of a stack is under way. One that is there when nobody deploys was left by a deployment
 * that was killed.
 */
export class UnderWay {
  private readonly storage: BackendStorage;
  private readonly stack: string;
  private readonly key: string;

  constructor(storage: BackendStorage, stack: string) {
    this.storage = storage;
    this.stack = stack;
    this.key = `.ftl/under-way/${stack}.json`;
  }

  /** @throws Refusal when somebody else has begun meanwhile. */
  async begin(release: BegunRelease): Promise<void> {
    const run = workflowRun();
    const text = JSON.stringify({ ...release, pid: process.pid, ...(run && { run }) });
    if (await this.storage.writeNew(this.key, text)) return;
    const other = await this.begun();
    throw new Refusal(
      `${this.stack} is being deployed by ${other?.who ?? "somebody else"} since ${other?.startedAt ?? "a moment ago"}: try again after that.`,
    );
  }

  /** The deployment that has begun, whether it goes on or was killed, as a release with no number. */
  async begun(): Promise<Release | undefined> {
    const left = note.safeParse(orUndefined((await this.storage.read(this.key)) ?? ""));
    return left.success ? unnumbered(left.data) : undefined;
  }

  async end(): Promise<void> {
    await this.storage.remove(this.key);
  }

  /**
   * The deployment that was killed, as a release with no number: nothing is known of how far it came.
   *
   * @throws Refusal when it goes on, or when that can't be told yet.
   */
  async killed(now = new Date()): Promise<Release | undefined> {
    const text = await this.storage.read(this.key);
    if (text === undefined) return undefined;
    const left = note.safeParse(orUndefined(text));
    // Half written by what was killed while it began: it has changed nothing.
    if (!left.success) return undefined;
    const { pid, who, host, startedAt, run } = left.data;
    const locked = (await readLocks(this.storage, this.stack)).length > 0;
    const here = host === os.hostname() && run === workflowRun();
    const alive = here ? isRunning(pid) : now.getTime() - Date.parse(startedAt) < beginsWithinMs;
    if (locked || alive) {
      throw new Refusal(
        `${this.stack} is being deployed by ${who} on ${host} (process ${pid}), since ${startedAt}. Wait for that; ` +
          `if it was killed, its lock goes with: npx ftl unlock ${this.stack}`,
      );
    }
    return unnumbered(left.data);
  }

  /**
   * Makes a release record of a deployment that was killed.
   *
   * @returns The record, or undefined when none was killed.
   * @throws Refusal when a deployment goes on.
   */
  async settle(releases: ReleaseStore): Promise<Release | undefined> {
    const text = await this.storage.read(this.key);
    if (text === undefined) return undefined;
    const killed = await this.killed();
    let record: Release | undefined;
    if (killed !== undefined) {
      // Its engine may have come to its end before it was killed itself.
      const { update, left } = await stateLeft(this.storage, this.stack, killed.startedAt);
      record = await releases.append({
        ...killed,
        ...left,
        result:
          update?.result === "succeeded" || update?.result === "failed"
            ? update.result
            : "interrupted",
      });
    }
    // Whoever has begun meanwhile has a note of his own there.
    if ((await this.storage.read(this.key)) === text) await this.end();
    return record;
  }
}

function unnumbered({ pid, run, ...release }: z.infer<typeof note>): Release {
  void [pid, run];
  return {
    ...(release as unknown as BegunRelease),
    number: Infinity,
    stateHash: "",
    checkpoint: "",
    endedAt: new Date().toISOString(),
    result: "interrupted",
    tally: {},
    records: [],
  };
}

function orUndefined(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
