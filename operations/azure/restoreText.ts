import type { StackOutputs } from "../../settings";
import type { RestoredServer } from "./restore";

/** What {@link restoredText} goes by. */
export interface RestoredContext {
  readonly sourceHost: string;
  readonly resourceGroup: string;
  readonly isPrivate: boolean;
  readonly names: StackOutputs["resourceNames"];
}

/**
 * What is to be done with a restored server: how to look into it, how to switch the apps to it, and how it ends.
 *
 * @see https://learn.microsoft.com/azure/postgresql/flexible-server/concepts-backup-restore (what is not copied)
 * @see https://learn.microsoft.com/azure/container-apps/manage-secrets (when an app sees another secret)
 */
export function restoredText(
  { stack, source, name, host }: RestoredServer,
  { sourceHost, resourceGroup, isPrivate, names }: RestoredContext,
): string {
  const group = `--resource-group ${resourceGroup}`;
  const secret = `--vault-name ${names.vault} --name database-url`;
  return `
${name} answers at ${host}:5432, with the login and the password that ${source} had.
High availability, server parameters${isPrivate ? "" : ", firewall rules"} and diagnostic settings are not copied.
The az commands below are those of version 2.86 or newer.
${
  isPrivate
    ? ""
    : `
0. Let the apps reach it, as the program does for ${source}:
   az postgres flexible-server firewall-rule create ${group} --server-name ${name} --name AllowAllAzureServicesAndResourcesWithinAzureIps --start-ip-address 0.0.0.0 --end-ip-address 0.0.0.0
`
}
1. Switch the apps to it. They read its address in the vault's secret database-url:
   az keyvault secret set ${secret} --value "$(az keyvault secret show ${secret} --query value --output tsv | sed 's/@${sourceHost}:/@${host}:/')"
   They see it within 30 minutes, or at once when their revisions are started again (api, ws, flusher):
   az containerapp revision restart ${group} --name ${names.api} --revision <of npx ftl rollback ${stack} --fast --list>
   Redis keeps what it was told since: empty what must not outlive the restored data.
2. Deploy nothing meanwhile: the program declares the secret, and the next ftl deploy leads the apps back to ${source}.
3. Make it lasting. ${name} is not in the state of ${stack}, and the program names its server ${source}; so bring the data home:
   pg_dump --format=custom of ${name}, pg_restore --clean into ${source}, then npx ftl deploy ${stack}.
   To keep ${name} itself instead, change the server's name in components/postgres.ts, and adopt it with pulumi import.
4. Throw it away when nobody needs it any more; it costs as much as ${source}:
   az postgres flexible-server delete ${group} --name ${name}
`;
}
