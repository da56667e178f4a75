import fs from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { baseBackups, copyTree } from "./baseBackups";
import type { ServerFolder } from "./dataFolder";
import type { RunningServer } from "./runningServer";

/** How long a server may take to archive what it has written; it tries again a second after a failure. */
const patienceMs = 30_000;

/**
 * Makes a server's folder out of another one's backups. The settings that it answers are for the first start, which
 * reads the archived write-ahead log up to the moment; a server that answers connections after that has read it all.
 *
 * @param moment By the machine's clock, ms since 1970.
 * @see https://www.postgresql.org/docs/16/continuous-archiving.html#BACKUP-PITR-RECOVERY
 */
export async function prepareRestore(
  source: { readonly server: RunningServer; readonly folder: ServerFolder },
  target: ServerFolder,
  moment: number,
): Promise<Readonly<Record<string, string>>> {
  await archiveUntil(source.server, source.folder, moment);
  const backups = baseBackups(source.folder);
  const usable = backups.findLast(({ completed }) => completed <= moment);
  const backup = usable ?? backups[0];
  if (backup === undefined) throw new Error("its source has no base backup");

  await target.begin(source.folder.superuserPassword);
  await copyTree(backup.folder, target.data);
  fs.mkdirSync(path.join(target.data, "pg_wal", "archive_status"), { recursive: true });
  // The server's own parameters are not restored.
  target.write("postgresql.auto.conf", "");
  target.write("recovery.signal", "");
  const archive = path.relative(target.data, source.folder.archive);
  return {
    restore_command: `cp ${archive}/%f %p`,
    // Before the first base backup was complete nobody had been let in: then it has all that there was.
    ...(usable === undefined
      ? { recovery_target: "immediate" }
      : { recovery_target_time: endOfMillisecond(moment) }),
    recovery_target_action: "promote",
    // No connections before the moment is reached.
    hot_standby: "off",
  };
}

/**
 * Waits until the archive has everything up to the moment, and a commit after it: without one, a recovery would not
 * know that it has arrived.
 */
async function archiveUntil(
  server: RunningServer,
  { archive }: ServerFolder,
  moment: number,
): Promise<void> {
  while (Date.now() <= moment + 1) await sleep(1);
  const segment = await server.asSuperuser(async (client) => {
    await client.query("SELECT pg_current_xact_id()");
    const { rows } = await client.query<{ name: string }>(
      "SELECT pg_walfile_name(pg_switch_wal()) AS name",
    );
    return rows[0]!.name;
  });
  const deadline = Date.now() + patienceMs;
  while (!fs.existsSync(path.join(archive, segment))) {
    if (Date.now() > deadline) throw new Error(`its source did not archive ${segment}`);
    await sleep(10);
  }
}

/** Commits are dated to the microsecond, and people note milliseconds, rounded down. */
function endOfMillisecond(moment: number): string {
  return new Date(moment).toISOString().replace("T", " ").replace("Z", "999+00");
}
