import type { Redis } from "ioredis";
import type { Pool, PoolClient } from "pg";

/** The Redis channel on which prices are published. */
export const priceChannel = "prices";

/** The Redis hash of an instrument, whose field `price` is its latest. */
export function instrumentKey(instrumentId: string): string {
  return `instrument:${instrumentId}`;
}

/** An instrument's price, decimal text: the latest in Redis, or else the one in Postgres. */
export async function priceOf(
  redis: Redis,
  postgres: Pool | PoolClient,
  instrumentId: string,
): Promise<string | undefined> {
  const latest = await redis.hget(instrumentKey(instrumentId), "price");
  if (latest !== null) return latest;
  const { rows } = await postgres.query<{ price: string }>(
    "SELECT price FROM instruments WHERE id = $1",
    [instrumentId],
  );
  return rows[0]?.price;
}

/**
 * Puts every instrument that Redis doesn't have into it, as api does when it starts.
 *
 * @returns How many instruments there are.
 */
export async function hydratePrices(redis: Redis, postgres: Pool): Promise<number> {
  const { rows } = await postgres.query<{ id: string; price: string }>(
    "SELECT id, price FROM instruments",
  );
  for (const { id, price } of rows) await redis.hsetnx(instrumentKey(id), "price", price);
  return rows.length;
}
