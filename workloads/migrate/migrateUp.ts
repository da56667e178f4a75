import type { Client } from "pg";
import { type Migration, obstacle } from "./migrations";

/** Of the advisory lock that keeps two migrations of a database apart: any number that is nobody else's. */
const lockId = 2_026_000_023;

/**
 * Applies the migrations that a database doesn't have yet, each in a transaction of its own together with the counter.
 * The counter is golang-migrate's: one row of `schema_migrations (version, dirty)`.
 *
 * @param say Told what is applied, in a line.
 * @returns The version that the database has then.
 * @throws Error when the counter doesn't tell the truth; nothing is applied.
 */
export async function migrateUp(
  client: Client,
  migrations: readonly Migration[],
  say: (line: string) => void,
): Promise<number> {
  await client.query("SELECT pg_advisory_lock($1)", [lockId]);
  try {
    await client.query(
      "CREATE TABLE IF NOT EXISTS schema_migrations (version bigint PRIMARY KEY, dirty boolean NOT NULL)",
    );
    const counter = await readCounter(client);
    const why = obstacle(migrations, counter, await tablesOf(client));
    if (why !== undefined) throw new Error(why);
    let version = counter?.version ?? 0;
    for (const migration of migrations.filter((one) => one.version > version)) {
      await apply(client, migration);
      version = migration.version;
      say(`applied ${migration.file}`);
    }
    return version;
  } finally {
    await client.query("SELECT pg_advisory_unlock($1)", [lockId]);
  }
}

async function apply(client: Client, { version, file, sql }: Migration): Promise<void> {
  try {
    await client.query("BEGIN");
    await client.query(sql);
    await client.query("DELETE FROM schema_migrations");
    await client.query("INSERT INTO schema_migrations (version, dirty) VALUES ($1, false)", [
      version,
    ]);
    await client.query("COMMIT");
  } catch (error) {
    await client.query("ROLLBACK");
    throw new Error(`${file}: ${(error as Error).message}`, { cause: error });
  }
}

async function readCounter(client: Client) {
  const { rows } = await client.query<{ version: string; dirty: boolean }>(
    "SELECT version, dirty FROM schema_migrations",
  );
  const [row] = rows;
  return row && { version: Number(row.version), dirty: row.dirty };
}

async function tablesOf(client: Client): Promise<string[]> {
  const { rows } = await client.query<{ tablename: string }>(
    "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()",
  );
  return rows.map(({ tablename }) => tablename);
}
