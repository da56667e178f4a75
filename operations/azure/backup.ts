import type { BackupAutomaticAndOnDemand, Server } from "@azure/arm-postgresql-flexible";
import { printJson } from "../printJson";
import { Refusal } from "../refusal";
import { table } from "../table";
import { inAzure } from "./azureRefusal";
import { type PostgresServer, postgresServer } from "./postgresServer";
import { openStackInAzure, type StackInAzure } from "./stackInAzure";

/** What `ftl backup` is told. */
export interface BackupOptions {
  readonly local?: true;
  readonly json?: true;
  /** Shows the backups, and takes none. */
  readonly list?: true;
}

/** A backup that was taken. */
export interface TakenBackup {
  readonly kind: "ftl-backup";
  readonly version: 1;
  readonly stack: string;
  readonly server: string;
  readonly name: string;
  /** Resource Manager id. */
  readonly id: string;
  /** ISO 8601. */
  readonly completedAt: string;
}

/** What the service calls a backup that somebody asked for. @see https://learn.microsoft.com/rest/api/postgresql/backups-automatic-and-on-demand/create */
const onDemand = "Customer On-Demand";

/** On-demand backups that a server may have at a time. @see https://learn.microsoft.com/azure/postgresql/flexible-server/how-to-perform-fast-backup */
const mostOnDemand = 7;

const toPerson = (text: string) => void process.stderr.write(text);

/**
 * `ftl backup <stack>`: takes an on-demand backup of the stack's database server, or lists its backups.
 *
 * @returns 0 when it is taken.
 */
export async function backupCommand(stack: string, options: BackupOptions): Promise<number> {
  const open = await openStackInAzure(stack, options.local === true, `ftl backup ${stack}`);
  try {
    return await backup(open, options);
  } finally {
    await open.close();
  }
}

/** {@link backupCommand} on a stack that is open. */
export async function backup(target: StackInAzure, { json, list }: BackupOptions): Promise<number> {
  const server = postgresServer(target);
  const kept = await server.backups();
  if (list) {
    if (json) printJson({ stack: target.stack, server: server.name, backups: kept });
    else process.stdout.write(backupTable(server.name, kept));
    return 0;
  }
  requireOffered(target.stack, server, await server.get(), kept);
  const name = backupName(new Date());
  toPerson(`Backing up ${server.name} as ${name}. That takes minutes.\n`);
  const { resourceGroup, client } = server;
  const made = await inAzure(`back up ${server.name}`, () =>
    client.backupsAutomaticAndOnDemand.beginCreateAndWait(resourceGroup, server.name, name),
  );
  const taken: TakenBackup = {
    kind: "ftl-backup",
    version: 1,
    stack: target.stack,
    server: server.name,
    name,
    id: made.id ?? `${server.id}/backups/${name}`,
    completedAt: completed(made),
  };
  if (json) printJson(taken);
  else {
    const flag = target.local ? " --local" : "";
    process.stdout.write(
      `Backup:    ${taken.id}\nCompleted: ${taken.completedAt}\n` +
        `Restore:   npx ftl restore ${target.stack} --at ${taken.completedAt}${flag}\n`,
    );
  }
  return 0;
}

/**
 * Name of a backup taken now: letters, digits and hyphens, which sort by time.
 *
 * @see https://learn.microsoft.com/rest/api/postgresql/backups-automatic-and-on-demand/create
 */
export function backupName(now: Date): string {
  return `ftl-${now.toISOString().slice(0, 19).replaceAll(/[-:]/g, "")}Z`;
}

/** @throws Refusal where the service offers none: not for the Burstable tier, not on Premium SSD v2, not an eighth one. */
export function requireOffered(
  stack: string,
  { name, resourceGroup }: Pick<PostgresServer, "name" | "resourceGroup">,
  { sku, storage }: Pick<Server, "sku" | "storage">,
  kept: readonly BackupAutomaticAndOnDemand[],
): void {
  const instead = `The service's own backups cover every moment of the retention time: npx ftl restore ${stack} --at <time>`;
  if (sku?.tier === "Burstable") {
    throw new Refusal(
      `${name} is of the Burstable tier (${sku.name}), which has no on-demand backups. ${instead}`,
    );
  }
  if (storage?.type === "PremiumV2_LRS") {
    throw new Refusal(`${name} is on Premium SSD v2, which has no on-demand backups. ${instead}`);
  }
  const taken = kept
    .filter(({ backupType }) => backupType === onDemand)
    .toSorted((one, other) => completed(one).localeCompare(completed(other)));
  if (taken.length < mostOnDemand) return;
  const oldest = taken[0]!.name!;
  throw new Refusal(
    `${name} has ${taken.length} on-demand backups, and may have ${mostOnDemand}. Delete one first, for which a delete lock on ` +
      "the server has to be taken off meanwhile; the oldest: " +
      `az postgres flexible-server backup delete --resource-group ${resourceGroup} --server-name ${name} --name ${oldest}`,
  );
}

function backupTable(server: string, kept: readonly BackupAutomaticAndOnDemand[]): string {
  if (kept.length === 0) return `${server} has no backups yet.\n`;
  const rows = kept
    .toSorted((one, other) => completed(other).localeCompare(completed(one)))
    .map((one) => [one.name ?? "", completed(one), one.backupType ?? "", one.source ?? ""]);
  return `${table(rows, { heading: ["backup", "completed", "type", "source"] }).join("\n")}\n`;
}

function completed({ completedTime }: BackupAutomaticAndOnDemand): string {
  return completedTime?.toISOString() ?? "";
}
