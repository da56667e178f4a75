import os from "node:os";
import { z } from "zod";
import type { BackendStorage } from "../backend/backendStorage";
import { isRunning } from "../local/localLock";
import { readLocks } from "../locks/lock";
import { Refusal } from "../refusal";
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
});

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
    const text = JSON.stringify({ ...release, pid: process.pid });
    if (await this.storage.writeNew(this.key, text)) return;
    throw new Refusal(
      `Somebody else has begun to deploy ${this.stack} meanwhile. Try again later.`,
    );
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
    const { pid, ...release } = left.data;
    const { who, host, startedAt } = release;
    const locked = (await readLocks(this.storage, this.stack)).length > 0;
    const here = host === os.hostname();
    const alive = here ? isRunning(pid) : now.getTime() - Date.parse(startedAt) < beginsWithinMs;
    if (locked || alive) {
      throw new Refusal(
        `${this.stack} is being deployed by ${who} on ${host} (process ${pid}), since ${startedAt}. Wait for that; ` +
          `if it was killed, its lock goes with: npx ftl unlock ${this.stack}`,
      );
    }
    return {
      ...(release as unknown as BegunRelease),
      number: Infinity,
      stateHash: "",
      checkpoint: "",
      endedAt: now.toISOString(),
      result: "interrupted",
      tally: {},
      records: [],
    };
  }

  /**
   * Makes a release record of a deployment that was killed.
   *
   * @returns The record, or undefined when none was killed.
   * @throws Refusal when a deployment goes on.
   */
  async settle(releases: ReleaseStore): Promise<Release | undefined> {
    const killed = await this.killed();
    const record = killed === undefined ? undefined : await releases.append(killed);
    await this.end();
    return record;
  }
}

function orUndefined(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
