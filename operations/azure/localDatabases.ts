import { ContainerAppsAPIClient } from "@azure/arm-appcontainers";
import { databasesPath, type PostgresServerState } from "../../local-cloud";
import { askGateway } from "../local/askGateway";
import { openLocal } from "../local/session";
import { printJson } from "../printJson";
import { Refusal } from "../refusal";
import { parseResourceId } from "./resourceId";
import { localAccess, type ResourceManagerAccess } from "./resourceManagerAccess";

/** What `ftl local databases` is told. */
export interface DatabasesOptions {
  readonly json?: true;
}

/** A database server of a served local cloud, for a person's own client. */
export interface LocalDatabase {
  readonly name: string;
  /** `postgresql://…`, with the administrator's password where an app of the same group knows it. */
  readonly url: string;
}

/**
 * `ftl local databases`: how `psql` gets at the database servers of the local cloud that is served, restored ones among them.
 * Their passwords are made up, and worth nothing outside this machine.
 *
 * @throws Refusal, exit code 2, when no local cloud is served, or nothing of what is deployed runs on it.
 */
export async function localDatabases({ json }: DatabasesOptions): Promise<number> {
  const session = await openLocal({ command: "ftl local databases" });
  try {
    if (session.cloud !== undefined || session.dataPlane === undefined) {
      throw new Refusal(
        "No database runs. Start the local cloud in another terminal: npx ftl local serve",
        2,
      );
    }
    const { gatewayPort } = session.dataPlane;
    const servers = await askGateway<PostgresServerState[]>(gatewayPort, databasesPath);
    const access = await localAccess(session);
    const databases = (
      await Promise.all(servers.map((server) => databaseOf(server, access)))
    ).flat();
    if (json) printJson({ kind: "ftl-local-databases", version: 1, databases });
    else process.stdout.write(textOf(databases));
    return 0;
  } finally {
    await session.close();
  }
}

async function databaseOf(
  { id, name, url }: PostgresServerState,
  access: ResourceManagerAccess,
): Promise<LocalDatabase[]> {
  if (url === undefined) return [];
  const withPassword = new URL(url);
  withPassword.password = (await passwordOf(id, access)) ?? "";
  return [{ name, url: withPassword.href }];
}

/** The administrator's password, which a restored server has from its source, as an app of the group reads it. */
async function passwordOf(
  serverId: string,
  { credential, clientOptions }: ResourceManagerAccess,
): Promise<string | undefined> {
  const { subscriptionId, resourceGroup } = parseResourceId(serverId);
  const { containerApps } = new ContainerAppsAPIClient(credential, subscriptionId, clientOptions);
  for await (const { name } of containerApps.listByResourceGroup(resourceGroup)) {
    const { value } = await containerApps.listSecrets(resourceGroup, name!);
    const found = value.find((secret) => secret.value?.startsWith("postgres"));
    if (found !== undefined) return new URL(found.value!).password;
  }
  return undefined;
}

function textOf(databases: readonly LocalDatabase[]): string {
  if (databases.length === 0) return "No database server runs: deploy a stack first.\n";
  return databases.map(({ name, url }) => `${name}\n  psql "${url}"\n`).join("");
}
