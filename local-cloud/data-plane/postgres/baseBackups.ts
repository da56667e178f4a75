import fs from "node:fs";
import path from "node:path";
import type { ServerFolder } from "./dataFolder";
import type { RunningServer } from "./runningServer";

/** A copy of a server's files, from which the archived write-ahead log leads to any later moment. */
export interface BaseBackup {
  /** When it was complete, by the machine's clock, ms since 1970. */
  readonly completed: number;
  /** The same by the cloud's clock, ISO 8601. */
  readonly completedTime: string;
  /** First segment of the write-ahead log that it needs. */
  readonly firstSegment: string;
  readonly folder: string;
}

const description = "backup.json";

/**
 * Files that a base backup leaves out.
 *
 * @see https://www.postgresql.org/docs/16/continuous-archiving.html#BACKUP-LOWLEVEL-BASE-BACKUP-DATA
 */
const leftOut = new Set(["postmaster.pid", "postmaster.opts", "pg_internal.init"]);
/** Folders of which a base backup has only the name. */
const emptied = new Set([
  "pg_wal",
  "pg_replslot",
  "pg_dynshmem",
  "pg_notify",
  "pg_serial",
  "pg_snapshots",
  "pg_stat_tmp",
  "pg_subtrans",
]);

/** The base backups of a server, oldest first. */
export function baseBackups({ backups }: ServerFolder): BaseBackup[] {
  return fs
    .readdirSync(backups)
    .filter((name) => /^\d+$/.test(name))
    .map((name) => {
      const folder = path.join(backups, name);
      const text = fs.readFileSync(path.join(folder, description), "utf8");
      return { ...(JSON.parse(text) as Omit<BaseBackup, "folder">), folder };
    })
    .sort((a, b) => a.completed - b.completed);
}

/**
 * Takes a base backup while the server works.
 *
 * @param now The cloud's time.
 * @see https://www.postgresql.org/docs/16/continuous-archiving.html#BACKUP-LOWLEVEL-BASE-BACKUP
 */
export async function takeBaseBackup(
  server: RunningServer,
  files: ServerFolder,
  now: () => Date,
): Promise<void> {
  const unfinished = path.join(files.backups, "unfinished");
  fs.rmSync(unfinished, { recursive: true, force: true });
  const label = await server.asSuperuser(async (client) => {
    await client.query("SELECT pg_backup_start('local cloud', true)");
    await copyTree(files.data, unfinished);
    // Whoever restores waits for the archive; PostgreSQL would look at it once a second.
    const { rows } = await client.query<{ labelfile: string }>(
      "SELECT labelfile FROM pg_backup_stop(false)",
    );
    return rows[0]!.labelfile;
  });
  const completed = Date.now();
  const firstSegment = /START WAL LOCATION: \S+ \(file ([0-9A-F]{24})\)/.exec(label)?.[1] ?? "";
  const described: Omit<BaseBackup, "folder"> = {
    completed,
    completedTime: now().toISOString(),
    firstSegment,
  };
  fs.writeFileSync(path.join(unfinished, "backup_label"), label, { mode: 0o600 });
  fs.writeFileSync(path.join(unfinished, description), JSON.stringify(described));
  fs.renameSync(unfinished, path.join(files.backups, `${completed}`));
}

/**
 * Removes the base backups, and the archived segments, that no moment since `oldest` needs.
 *
 * @param oldest First moment that the server can be restored to, by the cloud's clock.
 */
export function pruneBackups(files: ServerFolder, oldest: Date): void {
  const backups = baseBackups(files);
  const limit = oldest.toISOString();
  const firstNeeded = backups.findLastIndex(({ completedTime }) => completedTime <= limit);
  for (const { folder } of backups.slice(0, Math.max(0, firstNeeded))) {
    fs.rmSync(folder, { recursive: true, force: true });
  }
  const first = backups[Math.max(0, firstNeeded)];
  if (first === undefined) return;
  for (const name of fs.readdirSync(files.archive)) {
    // The first eight digits are the timeline; the others count through all of them.
    if (/^[0-9A-F]{24}$/.test(name) && name.slice(8) < first.firstSegment.slice(8)) {
      fs.rmSync(path.join(files.archive, name));
    }
  }
}

/** Copies the files of a base backup; what vanishes meanwhile, the write-ahead log knows of. */
export async function copyTree(from: string, to: string): Promise<void> {
  await fs.promises.mkdir(to, { recursive: true, mode: 0o700 });
  const entries = await fs.promises.readdir(from, { withFileTypes: true });
  await Promise.all(
    entries
      .filter(({ name }) => !leftOut.has(name) && name !== description && !isTemporary(name))
      .map(async (entry) => {
        const [source, target] = [path.join(from, entry.name), path.join(to, entry.name)];
        if (!entry.isDirectory()) return copyFile(source, target);
        if (emptied.has(entry.name)) await fs.promises.mkdir(target, { mode: 0o700 });
        else await copyTree(source, target);
      }),
  );
}

function isTemporary(name: string): boolean {
  return name.startsWith("pgsql_tmp");
}

async function copyFile(source: string, target: string): Promise<void> {
  try {
    await fs.promises.copyFile(source, target, fs.constants.COPYFILE_FICLONE);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
  }
}
