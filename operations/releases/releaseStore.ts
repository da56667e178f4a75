import { z } from "zod";
import type { BackendStorage } from "../backend/backendStorage";
import { Refusal } from "../refusal";
import type { Release } from "./release";

/** What a record must say to be one. Further keys, which a later version has added, do no harm. */
const schema = z.looseObject({
  version: z.literal(1),
  number: z.int().positive(),
  stack: z.string(),
  kind: z.enum(["deploy", "rollback"]),
  of: z.int().positive().optional(),
  commit: z.looseObject({ sha: z.string(), title: z.string() }),
  images: z.record(
    z.string(),
    z.looseObject({ repository: z.string(), tag: z.string(), digest: z.string() }),
  ),
  migrations: z.looseObject({ latest: z.number(), readableSince: z.number() }),
  settingsHash: z.string(),
  policyHash: z.string(),
  stateHash: z.string(),
  checkpoint: z.string(),
  versions: z.record(z.string(), z.string()),
  startedAt: z.iso.datetime(),
  endedAt: z.iso.datetime(),
  who: z.string(),
  host: z.string(),
  result: z.enum(["succeeded", "failed", "interrupted"]),
  seal: z.string().optional(),
  tally: z.record(z.string(), z.number()),
  records: z.array(
    z.looseObject({
      type: z.string(),
      name: z.string(),
      content: z.string().optional(),
      proxied: z.boolean(),
      ttl: z.number(),
    }),
  ),
});

/** Exit code of a command that can't tell. */
const cannotTell = 2;

/** The release records of one stack, beside its state: `.ftl/releases/<stack>/000001.json`, …, never changed. */
export class ReleaseStore {
  private readonly storage: BackendStorage;
  private readonly folder: string;

  constructor(storage: BackendStorage, stack: string) {
    this.storage = storage;
    this.folder = `.ftl/releases/${stack}/`;
  }

  /**
   * Keeps a release under the next number. Of two at once each gets a number of its own.
   *
   * @returns The release as it is kept.
   */
  async append(release: Omit<Release, "number">): Promise<Release> {
    for (let number = ((await this.numbers()).at(-1) ?? 0) + 1; ; number++) {
      const numbered = { ...release, number };
      const text = `${JSON.stringify(numbered, undefined, 2)}\n`;
      if (await this.storage.writeNew(this.keyOf(number), text)) return numbered;
    }
  }

  /** Numbers of the releases, ascending. */
  async numbers(): Promise<number[]> {
    const keys = await this.storage.list(this.folder);
    return keys
      .flatMap((key) => /^(\d{6,})\.json$/.exec(key.slice(this.folder.length))?.[1] ?? [])
      .map(Number)
      .sort((one, other) => one - other);
  }

  /**
   * The releases, the first one first.
   *
   * @param limit How many of the last ones. @default all
   * @throws Refusal when one of the records can't be read.
   */
  async list(limit = Infinity): Promise<Release[]> {
    const numbers = await this.numbers();
    const wanted = numbers.slice(Math.max(0, numbers.length - limit));
    return Promise.all(wanted.map((number) => this.get(number)));
  }

  /** @throws Refusal when there is no release of this number, or when its record can't be read. */
  async get(number: number): Promise<Release> {
    const key = this.keyOf(number);
    const text = await this.storage.read(key);
    if (text !== undefined) return this.parsed(key, number, text);
    const numbers = await this.numbers();
    const known =
      numbers.length === 0 ? "there is none yet" : `there are ${numbers[0]} to ${numbers.at(-1)}`;
    throw new Refusal(`There is no release ${number}: ${known}.`);
  }

  private parsed(key: string, number: number, text: string): Release {
    const damaged = (why: string) =>
      new Refusal(
        `The release record ${key} in ${this.storage.url} is damaged: ${why}. ` +
          "Restore it from the storage's earlier versions, or remove it; nothing but the history needs it.",
        cannotTell,
      );
    let content: unknown;
    try {
      content = JSON.parse(text);
    } catch {
      throw damaged("it is no JSON");
    }
    const version: unknown = (content as { version?: unknown } | null)?.version;
    if (typeof version === "number" && version > 1) {
      throw new Refusal(
        `The release record ${key} has version ${version}, and this ftl reads version 1. Use a newer ftl.`,
        cannotTell,
      );
    }
    const { success, error } = schema.safeParse(content);
    if (!success) {
      const problems = error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`);
      throw damaged(problems.join("; "));
    }
    const release = content as Release;
    if (release.number !== number) throw damaged(`it says that it is release ${release.number}`);
    return release;
  }

  private keyOf(number: number): string {
    return `${this.folder}${String(number).padStart(6, "0")}.json`;
  }
}
