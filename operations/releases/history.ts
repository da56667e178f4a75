import type { BackendStorage } from "../backend/backendStorage";
import { projectName } from "../project";
import { Refusal } from "../refusal";
import type { Release } from "./release";
import { ReleaseStore } from "./releaseStore";

/** An update as Pulumi itself keeps it: `up`, `refresh`, `destroy`, `import`, whoever ran it. */
export interface PulumiUpdate {
  /** Key of the state that it left. */
  readonly checkpoint: string;
  /** `update`, `refresh`, `destroy`, … */
  readonly kind: string;
  /** `succeeded`, `failed`, `in-progress`. */
  readonly result: string;
  readonly message: string;
  /** ISO 8601, to the second. */
  readonly startedAt: string;
  readonly endedAt: string;
  /** Full hash; undefined outside a git tree. */
  readonly commit: string | undefined;
  /** Whether there was something uncommitted. */
  readonly dirty: boolean;
  readonly author: string | undefined;
  /** The engine's version. */
  readonly version: string | undefined;
  /** Resources by what happened to them. */
  readonly tally: Readonly<Record<string, number>>;
}

/** One line of a stack's history: an update, and the release that it was, as far as they are known. */
export interface HistoryEntry {
  /** Undefined for a release whose update Pulumi has not kept: it was killed, or its history is gone. */
  readonly update: PulumiUpdate | undefined;
  /** Undefined for an update that was no release: a plain `pulumi up`. */
  readonly release: Release | undefined;
}

/** What Pulumi writes; times are in seconds. */
interface HistoryFile {
  readonly kind: string;
  readonly startTime: number;
  readonly endTime: number;
  readonly message?: string;
  readonly result: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly resourceChanges?: Readonly<Record<string, number>>;
}

/**
 * The updates of a stack that Pulumi has kept, the first one first.
 *
 * @param limit How many of the last ones. @default all
 * @throws Refusal when one of them can't be read.
 * @see https://github.com/pulumi/pulumi/blob/master/pkg/backend/diy/state.go
 */
export async function pulumiUpdates(
  storage: BackendStorage,
  stack: string,
  limit = Infinity,
): Promise<PulumiUpdate[]> {
  const folder = `.pulumi/history/${projectName}/${stack}/`;
  const found = (await storage.list(folder)).flatMap((key) => {
    // The number is the time in nanoseconds, so that all have as many digits and sort as they should.
    const base = /^(.*-\d+)\.history\.json(\.gz)?$/.exec(key);
    return base?.[1] === undefined ? [] : [{ key, base: base[1], packed: base[2] !== undefined }];
  });
  const packed = found.find((one) => one.packed);
  if (packed !== undefined) {
    throw new Refusal(
      `${packed.key} in ${storage.url} is compressed, and ftl reads plain files. ` +
        "Deploy without PULUMI_DIY_BACKEND_GZIP, and unpack what is there.",
    );
  }
  const wanted = found.slice(Math.max(0, found.length - limit));
  return Promise.all(
    wanted.map(async ({ key, base }) =>
      fromFile(await readHistory(storage, key), `${base}.checkpoint.json`),
    ),
  );
}

/** Key of the state that the last update of a stack left; undefined when there was none. */
export async function latestCheckpoint(
  storage: BackendStorage,
  stack: string,
): Promise<string | undefined> {
  return (await pulumiUpdates(storage, stack, 1)).at(-1)?.checkpoint;
}

/**
 * A stack's history: what Pulumi has kept, and the release records, joined by the state that both name.
 *
 * @param limit How many of the last entries. @default all
 * @throws Refusal when one of the files can't be read.
 */
export async function stackHistory(
  storage: BackendStorage,
  stack: string,
  limit = Infinity,
): Promise<HistoryEntry[]> {
  const [updates, releases] = await Promise.all([
    pulumiUpdates(storage, stack, limit),
    new ReleaseStore(storage, stack).list(limit),
  ]);
  const entries: HistoryEntry[] = updates.map((update) => {
    // A later one with the same state is a deployment that ended before it left one.
    const at = releases.findIndex(({ checkpoint }) => checkpoint === update.checkpoint);
    return { update, release: at === -1 ? undefined : releases.splice(at, 1)[0] };
  });
  entries.push(...releases.map((release) => ({ update: undefined, release })));
  entries.sort((one, other) => endOf(one) - endOf(other));
  return entries.slice(Math.max(0, entries.length - limit));
}

/** Pulumi's times have no fractions of a second: both are compared by the whole second. */
function endOf({ update, release }: HistoryEntry): number {
  return Math.floor(Date.parse(update?.endedAt ?? release!.endedAt) / 1000);
}

async function readHistory(storage: BackendStorage, key: string): Promise<HistoryFile> {
  const text = await storage.read(key);
  try {
    const content = JSON.parse(text ?? "") as Partial<HistoryFile> | null;
    if (typeof content?.startTime === "number" && typeof content.endTime === "number") {
      return content as HistoryFile;
    }
  } catch {
    // Said below.
  }
  throw new Refusal(
    `Pulumi's history file ${key} in ${storage.url} is ${text === undefined ? "gone" : "damaged"}. ` +
      "No stack needs it; restore it from the storage's earlier versions, or remove it.",
    2,
  );
}

function fromFile(file: HistoryFile, checkpoint: string): PulumiUpdate {
  const { kind, result, message = "", environment = {}, resourceChanges = {} } = file;
  return {
    checkpoint,
    kind,
    result,
    message,
    startedAt: new Date(file.startTime * 1000).toISOString(),
    endedAt: new Date(file.endTime * 1000).toISOString(),
    commit: environment["git.head"],
    dirty: environment["git.dirty"] === "true",
    author: environment["git.author"],
    version: environment["pulumi.version"],
    tally: resourceChanges,
  };
}
