import {
  type BackupAutomaticAndOnDemand,
  PostgreSQLManagementFlexibleServerClient,
  type Server,
} from "@azure/arm-postgresql-flexible";
import { inAzure } from "./azureRefusal";
import { parseResourceId } from "./resourceId";
import type { StackInAzure } from "./stackInAzure";

/** The stack's Flexible Server, and the clients of it. */
export interface PostgresServer {
  readonly id: string;
  readonly name: string;
  readonly resourceGroup: string;
  readonly client: PostgreSQLManagementFlexibleServerClient;
  /** @throws Refusal when it isn't there. */
  get(): Promise<Server>;
  /** Backups that the service keeps now: the daily ones and those on demand. */
  backups(): Promise<BackupAutomaticAndOnDemand[]>;
}

/** The stack's Flexible Server. */
export function postgresServer({ access, outputs }: StackInAzure): PostgresServer {
  const { id, subscriptionId, resourceGroup, name } = parseResourceId(outputs.resourceIds.postgres);
  const { credential, clientOptions } = access;
  const client = new PostgreSQLManagementFlexibleServerClient(
    credential,
    subscriptionId,
    clientOptions,
  );
  return {
    id,
    name,
    resourceGroup,
    client,
    get: () => inAzure(`read the server ${name}`, () => client.servers.get(resourceGroup, name)),
    backups: () =>
      inAzure(`list the backups of ${name}`, async () => {
        const found: BackupAutomaticAndOnDemand[] = [];
        const listed = client.backupsAutomaticAndOnDemand.listByServer(resourceGroup, name);
        for await (const one of listed) found.push(one);
        return found;
      }),
  };
}
