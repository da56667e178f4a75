import { parse } from "yaml";
import type { RecordOutput } from "../../settings";
import type { BackendStorage } from "../backend/backendStorage";
import { type Commit, tryGit } from "../git/git";
import { projectFolder } from "../project";
import { compareStates, type StateComparison } from "./compareStates";
import { type Difference, differences } from "./differences";
import type { Release, ReleasedImage } from "./release";
import { secretMark } from "./stableState";
import { stateOf } from "./stateOf";

/** Something that can't be told, with the reason. */
export interface CannotTell {
  readonly cannotTell: string;
}

/** What a workload ran, and runs. Undefined where there was none. */
export interface ImageDifference {
  readonly workload: string;
  readonly before: ReleasedImage | undefined;
  readonly after: ReleasedImage | undefined;
}

/** A DNS record that differs, by its type and name. */
export interface RecordDifference {
  readonly type: string;
  readonly name: string;
  readonly before: RecordOutput | undefined;
  readonly after: RecordOutput | undefined;
}

/** What the later of two releases has that the earlier one had not, or had otherwise. */
export interface ReleaseDiff {
  readonly before: Release;
  readonly after: Release;
  /** The last one first. */
  readonly commits:
    | CannotTell
    | { readonly added: readonly Commit[]; readonly gone: readonly Commit[] };
  readonly settings: CannotTell | readonly Difference[];
  readonly images: readonly ImageDifference[];
  /** By package, `pulumi` among them. */
  readonly versions: readonly Difference[];
  readonly records: readonly RecordDifference[];
  readonly resources: CannotTell | StateComparison;
  /** Whether the code of the earlier release can read the database as the later one left it. */
  readonly readable: boolean;
}

/** Compares two releases of a stack. @param folder The clone that knows their commits. */
export async function diffReleases(
  storage: BackendStorage,
  before: Release,
  after: Release,
  folder = projectFolder,
): Promise<ReleaseDiff> {
  return {
    before,
    after,
    commits: await commitsBetween(before.commit.sha, after.commit.sha, folder),
    settings: await settingsDifferences(before, after, folder),
    images: keysOf(before.images, after.images).flatMap((workload) => {
      const [old, now] = [before.images[workload], after.images[workload]];
      const same = old?.digest === now?.digest && old?.repository === now?.repository;
      return same ? [] : [{ workload, before: old, after: now }];
    }),
    versions: keysOf(before.versions, after.versions).flatMap((path) => {
      const [old, now] = [before.versions[path], after.versions[path]];
      return old === now ? [] : [{ path, before: old, after: now }];
    }),
    records: recordDifferences(before.records, after.records),
    resources: await resourceDifferences(storage, before, after),
    readable: after.migrations.readableSince <= before.migrations.latest,
  };
}

async function commitsBetween(
  before: string,
  after: string,
  folder: string,
): Promise<ReleaseDiff["commits"]> {
  const format = "--format=%m%x09%H%x09%s";
  const range = `${before}...${after}`;
  const args = ["log", "--left-right", format, "--end-of-options", range, "--"];
  const { exitCode, stdout } = await tryGit(args, folder);
  if (exitCode !== 0) {
    return { cannotTell: `this clone doesn't have both ${short(before)} and ${short(after)}` };
  }
  const lines = stdout.split("\n").flatMap((line) => {
    const [side, sha, title] = line.split("\t");
    return sha === undefined || title === undefined ? [] : [{ side, commit: { sha, title } }];
  });
  const of = (side: string) =>
    lines.filter((line) => line.side === side).map(({ commit }) => commit);
  return { added: of(">"), gone: of("<") };
}

/** Settings of the stack files as they were committed; of a secret only that it differs. */
async function settingsDifferences(
  before: Release,
  after: Release,
  folder: string,
): Promise<ReleaseDiff["settings"]> {
  if (before.settingsHash === after.settingsHash) return [];
  const [old, now] = await Promise.all([settingsOf(before, folder), settingsOf(after, folder)]);
  if (old === undefined || now === undefined) {
    const missing = old === undefined ? before : after;
    return {
      cannotTell: `this clone doesn't have Pulumi.${missing.stack}.yaml of ${short(missing.commit.sha)}`,
    };
  }
  return differences(old, now).map((one) =>
    one.path.endsWith(".secure")
      ? { ...one, before: mark(one.before), after: mark(one.after) }
      : one,
  );
}

function mark(secret: unknown): string | undefined {
  return secret === undefined ? undefined : secretMark;
}

async function settingsOf(
  { commit, stack }: Release,
  folder: string,
): Promise<Record<string, unknown> | undefined> {
  const { exitCode, stdout } = await tryGit(
    ["show", "--end-of-options", `${commit.sha}:Pulumi.${stack}.yaml`],
    folder,
  );
  if (exitCode !== 0) return undefined;
  const { config = {} } = (parse(stdout, { merge: true }) ?? {}) as {
    config?: Record<string, unknown>;
  };
  return config;
}

function recordDifferences(
  before: readonly RecordOutput[],
  after: readonly RecordOutput[],
): RecordDifference[] {
  const [old, now] = [byName(before), byName(after)];
  return [...new Set([...old.keys(), ...now.keys()])].sort().flatMap((key) => {
    const [one, other] = [old.get(key) ?? [], now.get(key) ?? []];
    const length = Math.max(one.length, other.length);
    return Array.from({ length }, (_, index) => ({ before: one[index], after: other[index] }))
      .filter((pair) => textOf(pair.before) !== textOf(pair.after))
      .map((pair) => {
        const { type, name } = (pair.after ?? pair.before)!;
        return { type, name, ...pair };
      });
  });
}

/** Records of the same type and name, in the order of what they say. */
function byName(records: readonly RecordOutput[]): Map<string, RecordOutput[]> {
  const found = new Map<string, RecordOutput[]>();
  for (const record of records.toSorted((one, other) => (textOf(one) < textOf(other) ? -1 : 1))) {
    const key = `${record.name} ${record.type}`;
    found.set(key, [...(found.get(key) ?? []), record]);
  }
  return found;
}

function textOf(record: RecordOutput | undefined): string {
  return record === undefined ? "" : JSON.stringify([record.content, record.proxied, record.ttl]);
}

async function resourceDifferences(
  storage: BackendStorage,
  before: Release,
  after: Release,
): Promise<ReleaseDiff["resources"]> {
  const texts = await Promise.all(
    [before, after].map(({ checkpoint }) => storage.read(checkpoint)),
  );
  const [old, now] = texts;
  if (old === undefined || now === undefined) {
    const { number, checkpoint } = old === undefined ? before : after;
    return { cannotTell: `the state that release ${number} left is gone: ${checkpoint}` };
  }
  return compareStates(
    stateOf(old, before.checkpoint).resources,
    stateOf(now, after.checkpoint).resources,
  );
}

function keysOf(...groups: readonly object[]): string[] {
  return [...new Set(groups.flatMap((group) => Object.keys(group)))].sort();
}

function short(sha: string): string {
  return sha.slice(0, 8);
}
