import type { Server } from "@azure/arm-postgresql-flexible";
import { confirm } from "../confirm";
import { printJson } from "../printJson";
import { Refusal } from "../refusal";
import { azureRefusal, inAzure } from "./azureRefusal";
import { type PostgresServer, postgresServer } from "./postgresServer";
import { restoredText } from "./restoreText";
import { parseRestoreTime, requireRestorable } from "./restoreTime";
import { openStackInAzure, type StackInAzure } from "./stackInAzure";

/** What `ftl restore` is told. */
export interface RestoreOptions {
  /** Point in time, as {@link parseRestoreTime} reads it. */
  readonly at: string;
  /** Name of the new server. @default `ftl-<stack>-pg-rolled-back` */
  readonly as?: string;
  readonly local?: true;
  readonly json?: true;
  readonly yes?: true;
}

/** A server that was restored. */
export interface RestoredServer {
  readonly kind: "ftl-restore";
  readonly version: 1;
  readonly stack: string;
  /** The stack's own server, which stays as it is. */
  readonly source: string;
  readonly name: string;
  /** Resource Manager id. */
  readonly id: string;
  /** Where clients reach it, port 5432. */
  readonly host: string;
  /** ISO 8601. */
  readonly at: string;
}

const toPerson = (text: string) => void process.stderr.write(text);

/**
 * `ftl restore <stack> --at TIME`: makes a new server out of the backups of the stack's own, as it was at a point in time.
 * The stack's own server is never touched.
 *
 * @returns 0 when it is made, 1 when the person says no.
 */
export async function restoreCommand(stack: string, options: RestoreOptions): Promise<number> {
  const open = await openStackInAzure(stack, options.local === true, `ftl restore ${stack}`);
  try {
    return await restore(open, options);
  } finally {
    await open.close();
  }
}

/** {@link restoreCommand} on a stack that is open. */
export async function restore(
  target: StackInAzure,
  { at, as, yes, json }: RestoreOptions,
): Promise<number> {
  const { stack, access, outputs } = target;
  const now = access.now();
  const time = parseRestoreTime(at, now);
  const server = postgresServer(target);
  const source = await server.get();
  const earliest = source.backup?.earliestRestoreDate;
  if (earliest === undefined) throw new Refusal(`${server.name} has no backup yet.`);
  requireRestorable(time, earliest, now);
  const name = as ?? `${server.name}-rolled-back`;
  await requireFree(server, name);

  const moment = time.toISOString();
  toPerson(
    `${server.name} as it was at ${moment} becomes a new server, ${name} (${source.sku?.name}, ` +
      `${source.storage?.storageSizeGB} GiB), which costs as much. ${server.name} stays as it is.\n`,
  );
  if (!yes && !(await confirm(`Make ${name}?`))) return 1;
  const restored = await made(server, name, restoredServer(server.id, source, time));
  const result: RestoredServer = {
    kind: "ftl-restore",
    version: 1,
    stack,
    source: server.name,
    name,
    id: restored.id!,
    host: restored.fullyQualifiedDomainName!,
    at: moment,
  };
  toPerson(
    restoredText(result, {
      sourceHost: source.fullyQualifiedDomainName!,
      resourceGroup: server.resourceGroup,
      isPrivate: isPrivate(source),
      names: outputs.resourceNames,
    }),
  );
  if (json) printJson(result);
  return 0;
}

/**
 * What a restore asks for. A private server is restored into the same subnet and DNS zone; one with public access can't
 * become private, nor the other way round.
 *
 * @see https://learn.microsoft.com/azure/postgresql/flexible-server/concepts-backup-restore
 * @see https://techcommunity.microsoft.com/blog/azuredbsupport/azure-postgresql-lesson-learned-10-why-pitr-networking-rules-matter/4474914
 */
export function restoredServer(sourceId: string, source: Server, time: Date): Server {
  const { delegatedSubnetResourceId, privateDnsZoneArmResourceId } = source.network ?? {};
  // No program manages it: what says so would mislead.
  const { "managed-by": _, ...tags } = source.tags ?? {};
  return {
    location: source.location,
    tags,
    createMode: "PointInTimeRestore",
    sourceServerResourceId: sourceId,
    pointInTimeUTC: time,
    ...(isPrivate(source) && {
      network: { delegatedSubnetResourceId, privateDnsZoneArmResourceId },
    }),
  };
}

function isPrivate({ network }: Server): boolean {
  return network?.delegatedSubnetResourceId !== undefined;
}

/** @throws Refusal when the group has a server of this name, the stack's own one included. */
async function requireFree(server: PostgresServer, name: string): Promise<void> {
  const { client, resourceGroup } = server;
  const found = await client.servers.get(resourceGroup, name).catch((error: unknown) => {
    if ((error as { statusCode?: number }).statusCode === 404) return undefined;
    throw azureRefusal(`look for a server ${name}`, error);
  });
  if (found === undefined) return;
  throw new Refusal(
    `There is a server ${name} already (${found.state}). Name another one with --as, or throw that one away: ` +
      `az postgres flexible-server delete --resource-group ${resourceGroup} --name ${name}`,
  );
}

/** Makes the server, and says every half a minute that it still waits. */
async function made(server: PostgresServer, name: string, body: Server): Promise<Server> {
  const { client, resourceGroup } = server;
  const begun = performance.now();
  const seconds = () => Math.round((performance.now() - begun) / 1000);
  const timer = setInterval(() => toPerson(`  restoring, ${seconds()} s\n`), 30_000);
  try {
    const restored = await inAzure(`restore ${server.name} as ${name}`, () =>
      client.servers.beginCreateOrUpdateAndWait(resourceGroup, name, body),
    );
    toPerson(`  restored after ${seconds()} s\n`);
    return restored;
  } finally {
    clearInterval(timer);
  }
}
