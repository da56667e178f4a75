import { setTimeout as pause } from "node:timers/promises";
import { ContainerAppsAPIClient, type JobExecution } from "@azure/arm-appcontainers";
import { requireStanding } from "../local/standing";
import { printJson } from "../printJson";
import { inAzure } from "./azureRefusal";
import { parseResourceId } from "./resourceId";
import { openStackInAzure, type StackInAzure } from "./stackInAzure";

/** What `ftl migrate` is told. */
export interface MigrateOptions {
  readonly local?: true;
  readonly json?: true;
}

/** How an execution of the migrate job ended. */
export interface Migration {
  readonly kind: "ftl-migration";
  readonly version: 1;
  readonly stack: string;
  /** Name of the execution. */
  readonly execution: string;
  /** Name of the container that ran. */
  readonly container: string;
  /** Image that ran, with its tag and digest. */
  readonly image: string;
  /** The service's word. */
  readonly status: string;
}

/** How often the execution is asked after, in milliseconds. */
const pollMs = { local: 200, real: 5_000 };

/** @see https://learn.microsoft.com/rest/api/containerapps/jobs-executions/list (JobExecutionRunningState) */
const underWay: readonly string[] = ["Running", "Processing", "Unknown"];

/**
 * `ftl migrate <stack>`: runs the stack's migrate job, and waits until it has ended.
 *
 * @returns 0 when the database is migrated, 1 when the job failed.
 */
export async function migrateCommand(stack: string, options: MigrateOptions): Promise<number> {
  const command = `ftl migrate ${stack}`;
  const open = await openStackInAzure(stack, options.local === true, command, { dataPlane: true });
  try {
    if (open.place.local !== undefined) await requireStanding(open.place.local);
    const migration = await migrate(open);
    const succeeded = migration.status === "Succeeded";
    if (options.json) printJson(migration);
    else process.stdout.write(sentence(migration, open));
    return succeeded ? 0 : 1;
  } finally {
    await open.close();
  }
}

/** {@link migrateCommand} on a stack that is open. */
export async function migrate({ stack, local, access, outputs }: StackInAzure): Promise<Migration> {
  const { subscriptionId, resourceGroup, name } = parseResourceId(outputs.resourceIds.migrate);
  const client = new ContainerAppsAPIClient(
    access.credential,
    subscriptionId,
    access.clientOptions,
  );
  const started = await inAzure(`start the job ${name}`, () =>
    client.jobs.beginStartAndWait(resourceGroup, name, {
      updateIntervalInMs: local ? pollMs.local : pollMs.real,
    }),
  );
  const execution = started.name!;
  for (;;) {
    const found = await inAzure(`look after ${execution}`, () =>
      client.jobExecution(resourceGroup, name, execution),
    );
    const status = found.status ?? "Unknown";
    if (!underWay.includes(status)) {
      const image = imageOf(found);
      const container = found.template?.containers?.[0]?.name ?? "";
      return { kind: "ftl-migration", version: 1, stack, execution, container, image, status };
    }
    await pause(local ? pollMs.local : pollMs.real);
  }
}

/** Image that an execution ran. */
export function imageOf({ template }: Pick<JobExecution, "template">): string {
  return template?.containers?.[0]?.image ?? "";
}

/** What it came to, and where to read why. @see https://learn.microsoft.com/cli/azure/containerapp/job/logs */
export function sentence(
  { stack, execution, container, image, status }: Migration,
  open: Pick<StackInAzure, "local" | "outputs">,
): string {
  if (status === "Succeeded") return `${stack} is migrated: ${execution} ran ${image}.\n`;
  const logs = open.local
    ? "Its log is in the local cloud's folder, logs/."
    : `Its log: az containerapp job logs show -n ${open.outputs.resourceNames.migrate} -g ${open.outputs.resourceNames.resourceGroup} --container ${container} --execution ${execution}`;
  return `${stack} is not migrated: ${execution} ended as ${status}, with ${image}.\n${logs}\n`;
}
