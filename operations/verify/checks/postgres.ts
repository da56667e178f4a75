import { type Check, fail, Inconclusive, inconclusive, pass, type Verdict } from "../check";
import { deployAgain } from "../mends";
import { apiVersions } from "../resources";
import type { VerifyContext } from "../verifyContext";

/** @see https://learn.microsoft.com/rest/api/postgresql/servers/get */
interface ServerProperties {
  readonly state?: string;
  readonly backup?: {
    readonly backupRetentionDays?: number;
    readonly geoRedundantBackup?: string;
  };
}

/** While they last, the engine may answer or not. @see https://learn.microsoft.com/rest/api/postgresql/servers/get (ServerState) */
const passingStates: ReadonlySet<string> = new Set([
  "Provisioning",
  "Restarting",
  "Starting",
  "Updating",
]);

/** `postgres state`, `postgres tls`, `postgres retention` */
export function postgresChecks(context: VerifyContext): Check[] {
  return [
    {
      name: "postgres state",
      about: "the database server is there and ready",
      run: () => postgresState(context),
    },
    {
      name: "postgres tls",
      about: "the server takes connections over TLS 1.2 or newer only",
      run: () => judgeTls(context),
    },
    {
      name: "postgres retention",
      about: "backups are kept as long, and as far away, as the settings say",
      run: () => judgeRetention(context),
    },
  ];
}

/** What `postgres state` comes to. */
export function postgresState(context: VerifyContext): Promise<Verdict> {
  return context.verdict("postgres state", async () => {
    const server = await read(context);
    const { postgres: name, resourceGroup } = context.target.outputs.resourceNames;
    if (server === undefined) {
      return fail(
        `${name} is not there`,
        "npx ftl restore makes a new server from a backup, if one is left.",
      );
    }
    const { state = "no state" } = server.properties;
    if (passingStates.has(state)) return inconclusive(state, "Wait until that has ended.");
    return state === "Ready"
      ? pass(state)
      : fail(
          `${state}; wanted Ready`,
          `az postgres flexible-server start --name ${name} --resource-group ${resourceGroup}, if it was stopped.`,
        );
  });
}

function read({ target: { azure, outputs } }: VerifyContext) {
  return azure.get<ServerProperties>(outputs.resourceIds.postgres, apiVersions.postgres);
}

/** @see https://learn.microsoft.com/azure/postgresql/security/security-tls */
async function judgeTls(context: VerifyContext): Promise<Verdict> {
  const [required, oldest] = await Promise.all([
    parameter(context, "require_secure_transport"),
    parameter(context, "ssl_min_protocol_version"),
  ]);
  const saw = `require_secure_transport ${required}, ssl_min_protocol_version ${oldest}`;
  const isNew = oldest === "TLSv1.2" || oldest === "TLSv1.3";
  if (required.toLowerCase() === "on" && isNew) return pass(saw);
  return fail(`${saw}; wanted on, and TLSv1.2 or newer`, deployAgain(context.target));
}

async function parameter(context: VerifyContext, name: string): Promise<string> {
  const { azure, outputs } = context.target;
  const found = await azure.get<{ value?: string }>(
    `${outputs.resourceIds.postgres}/configurations/${name}`,
    apiVersions.postgres,
  );
  if (found === undefined) throw new Inconclusive(`there is no ${name}: see postgres state`);
  return found.properties.value ?? "(no value)";
}

async function judgeRetention(context: VerifyContext): Promise<Verdict> {
  const server = await read(context);
  if (server === undefined) throw new Inconclusive("see postgres state");
  const { backupRetentionDays = 0, geoRedundantBackup = "Disabled" } =
    server.properties.backup ?? {};
  const { settings } = context.target;
  const wantedGeo = settings.postgres.geoRedundantBackup ? "Enabled" : "Disabled";
  const saw = `${backupRetentionDays} days, geo-redundant ${geoRedundantBackup}`;
  const isLong = backupRetentionDays >= settings.postgres.backupRetentionDays;
  if (isLong && geoRedundantBackup === wantedGeo) return pass(saw);
  return fail(
    `${saw}; wanted ${settings.postgres.backupRetentionDays} days, ${wantedGeo}`,
    `${deployAgain(context.target)} Geo-redundancy is decided when the server is created.`,
  );
}
