import { Pool, type PoolClient } from "pg";

/** How long a connection may take to come about, in milliseconds. */
const connectTimeoutMs = 5_000;
/** Connections of a replica: the smallest server takes 35 from its users. @see https://learn.microsoft.com/azure/postgresql/flexible-server/concepts-limits */
const mostConnections = 5;

/**
 * A pool of connections to the database.
 *
 * `sslmode` has libpq's meaning, which is the one of the platform's own driver too: `require` encrypts and does not look
 * at who the server is.
 *
 * @param url `postgres://user:password@host:5432/database?sslmode=require`
 * @see https://www.postgresql.org/docs/16/libpq-ssl.html#LIBPQ-SSL-PROTECTION
 */
export function openPostgres(url: string): Pool {
  const pool = new Pool({
    ...connectionOptions(url),
    max: mostConnections,
    connectionTimeoutMillis: connectTimeoutMs,
  });
  // The server may end an idle connection at any time; the next query opens another.
  pool.on("error", () => undefined);
  return pool;
}

/** What the driver connects with: the URL without its `sslmode`, which the driver would read in its own way. */
export function connectionOptions(url: string): {
  connectionString: string;
  ssl: false | { rejectUnauthorized: boolean };
} {
  const address = new URL(url);
  const mode = address.searchParams.get("sslmode") ?? "not given";
  address.searchParams.delete("sslmode");
  const connectionString = address.toString();
  switch (mode) {
    case "disable":
      return { connectionString, ssl: false };
    case "require":
      return { connectionString, ssl: { rejectUnauthorized: false } };
    case "verify-full":
      return { connectionString, ssl: { rejectUnauthorized: true } };
    default:
      throw new Error(`DATABASE_URL: sslmode is ${mode}; give disable, require or verify-full`);
  }
}

/** Does work in one transaction, which is taken back when the work throws. */
export async function inTransaction<T>(
  pool: Pool,
  work: (client: PoolClient) => Promise<T>,
): Promise<T> {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    await client.query("BEGIN");
    const result = await work(client);
    await client.query("COMMIT");
    return result;
  } catch (error) {
    await client.query("ROLLBACK").catch((failure: Error) => (broken = failure));
    throw error;
  } finally {
    client.release(broken);
  }
}
