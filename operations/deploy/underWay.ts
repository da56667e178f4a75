import { z } from "zod";
import type { BackendStorage } from "../backend/backendStorage";
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

const begun = z.looseObject({ version: z.literal(1), stack: z.string(), startedAt: z.string() });

/**
 * The note that a deployment of a stack is under way. One that is there when nobody deploys was left by a deployment
 * that was killed.
 */
export class UnderWay {
  private readonly storage: BackendStorage;
  private readonly key: string;

  constructor(storage: BackendStorage, stack: string) {
    this.storage = storage;
    this.key = `.ftl/under-way/${stack}.json`;
  }

  async begin(release: BegunRelease): Promise<void> {
    await this.storage.write(this.key, JSON.stringify(release));
  }

  async end(): Promise<void> {
    await this.storage.remove(this.key);
  }

  /** The deployment that was killed, as a release with no number: nothing is known of how far it came. */
  async killed(): Promise<Release | undefined> {
    const text = await this.storage.read(this.key);
    if (text === undefined) return undefined;
    const left = begun.safeParse(orUndefined(text));
    if (!left.success) return undefined;
    return {
      ...(left.data as unknown as BegunRelease),
      number: Infinity,
      stateHash: "",
      checkpoint: "",
      endedAt: new Date().toISOString(),
      result: "interrupted",
      tally: {},
      records: [],
    };
  }

  /**
   * Makes a release record of a deployment that was killed.
   *
   * @returns The record, or undefined when none was killed.
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
