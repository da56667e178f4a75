import fs from "node:fs";
import path from "node:path";
import type { Client } from "pg";
import type { ServerFolder } from "./dataFolder";
import { superuser } from "./dataFolder";
import type { DeclaredDatabase, DeclaredServer } from "./declaredServer";
import type { RunningServer } from "./runningServer";

/** Group of the administrators. @see https://learn.microsoft.com/azure/postgresql/flexible-server/how-to-create-users */
const administrators = "azure_pg_admin";

/** Parameters that say how large the machine is, and which ports and files there are: those are this machine's. */
const machineParameters = new Set([
  "max_connections",
  "max_worker_processes",
  "shared_buffers",
  "shared_preload_libraries",
  "ssl",
]);
/** Parameters that are the service's, with what answers for them here. */
const servedParameters = new Set(["require_secure_transport"]);

/** Brings roles, databases and parameters of a server into agreement with what is declared. */
export async function writeContent(
  server: RunningServer,
  folder: ServerFolder,
  declared: DeclaredServer,
  say: (line: string) => void,
): Promise<void> {
  await server.asSuperuser(async (client) => {
    await writeAdministrator(client, declared);
    await writeParameters(client, declared, say);
    await writeDatabases(client, folder, declared.databases, say);
  });
  await server.reload();
}

async function exists(client: Client, query: string, name: string): Promise<boolean> {
  const { rowCount } = await client.query(query, [name]);
  return (rowCount ?? 0) > 0;
}

/**
 * The administrator signs in, makes databases and roles, and is no superuser.
 *
 * @see https://learn.microsoft.com/azure/postgresql/flexible-server/how-to-create-users
 */
async function writeAdministrator(client: Client, declared: DeclaredServer): Promise<void> {
  const roleExists = (name: string) =>
    exists(client, "SELECT FROM pg_roles WHERE rolname = $1", name);
  if (!(await roleExists(administrators))) {
    await client.query(`CREATE ROLE ${administrators} NOLOGIN`);
    await client.query(`GRANT pg_monitor, pg_signal_backend TO ${administrators}`);
    await client.query(`ALTER DATABASE postgres OWNER TO ${administrators}`);
  }
  if (declared.administrator === undefined) return;
  const { login, password } = declared.administrator;
  if (login === superuser) throw new Error(`the login ${superuser} is the service's own`);
  const role = client.escapeIdentifier(login);
  if (!(await roleExists(login))) {
    await client.query(`CREATE ROLE ${role} LOGIN CREATEDB CREATEROLE`);
    await client.query(`GRANT ${administrators} TO ${role} WITH ADMIN OPTION`);
  }
  await client.query(`ALTER ROLE ${role} PASSWORD ${client.escapeLiteral(password)}`);
}

/** A parameter that takes effect at a start waits for the next one, as the service's does. */
async function writeParameters(
  client: Client,
  { name: serverName, parameters }: DeclaredServer,
  say: (line: string) => void,
): Promise<void> {
  const ignored: string[] = [];
  for (const [name, value] of parameters) {
    if (servedParameters.has(name)) continue;
    const isKnown =
      !machineParameters.has(name) &&
      (await exists(client, "SELECT FROM pg_settings WHERE name = lower($1)", name));
    if (!isKnown) {
      ignored.push(name);
      continue;
    }
    try {
      await client.query(
        `ALTER SYSTEM SET ${client.escapeIdentifier(name)} = ${client.escapeLiteral(value)}`,
      );
    } catch (error) {
      say(`PostgreSQL server ${serverName}: parameter ${name}: ${(error as Error).message}`);
    }
  }
  if (ignored.length === 0) return;
  say(`PostgreSQL server ${serverName}: without effect here: ${ignored.sort().join(", ")}.`);
}

/**
 * Makes the databases that are new and drops those whose resource is gone; others, made by a client or by a restore,
 * stay. Who owns a database that is made as a resource is not documented; the administrators are given it.
 */
async function writeDatabases(
  client: Client,
  folder: ServerFolder,
  databases: readonly DeclaredDatabase[],
  say: (line: string) => void,
): Promise<void> {
  const file = path.join(folder.path, "databases.json");
  const before = fs.existsSync(file)
    ? (JSON.parse(fs.readFileSync(file, "utf8")) as readonly string[])
    : [];
  const names = databases.map(({ name }) => name);
  for (const name of before) {
    if (names.includes(name) || name === "postgres") continue;
    await client.query(`DROP DATABASE IF EXISTS ${client.escapeIdentifier(name)} WITH (FORCE)`);
  }
  for (const database of databases) {
    if (await exists(client, "SELECT FROM pg_database WHERE datname = $1", database.name)) continue;
    try {
      await createDatabase(client, database, say);
    } catch (error) {
      say(`PostgreSQL database ${database.name}: ${(error as Error).message}`);
    }
  }
  fs.writeFileSync(file, JSON.stringify(names));
}

/** Names of the plain order of characters, where the machine doesn't have the wanted one. */
const plainCollations = ["C.UTF-8", "C"];

async function createDatabase(
  client: Client,
  { name, charset, collation }: DeclaredDatabase,
  say: (line: string) => void,
): Promise<void> {
  for (const locale of [collation, ...plainCollations]) {
    try {
      await client.query(
        `CREATE DATABASE ${client.escapeIdentifier(name)} OWNER ${administrators} TEMPLATE template0 ` +
          `ENCODING ${client.escapeLiteral(charset)} LOCALE ${client.escapeLiteral(locale)}`,
      );
    } catch (error) {
      if (!isUnknownLocale(error)) throw error;
      continue;
    }
    if (locale !== collation) {
      say(`This machine has no collation ${collation}: databases that want it sort by ${locale}.`);
    }
    return;
  }
}

function isUnknownLocale(error: unknown): boolean {
  return error instanceof Error && /invalid (?:LC_\w+ )?locale name/i.test(error.message);
}
