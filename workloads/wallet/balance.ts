import type { Redis } from "ioredis";
import type { Pool, PoolClient } from "pg";

/** What a new user has. */
export const startingBalance = "100000.00";

/** The Redis set of users whose balance in Postgres may be behind. */
export const dirtyWallets = "wallets:dirty";

/** The Redis hash of a user's wallet, whose field `balance` wins over Postgres while it exists. */
export function walletKey(userId: string): string {
  return `wallet:${userId}`;
}

/** A user's balance: what Redis has, or else what Postgres has, which Redis has from then on. */
export async function readBalance(
  redis: Redis,
  postgres: Pool | PoolClient,
  userId: string,
): Promise<string> {
  const cached = await redis.hget(walletKey(userId), "balance");
  if (cached !== null) return cached;
  const { rows } = await postgres.query<{ balance: string }>(
    "SELECT balance FROM wallets WHERE user_id = $1",
    [userId],
  );
  const balance = rows[0]?.balance ?? "0.00";
  // Somebody may have written meanwhile: theirs wins.
  await redis.hsetnx(walletKey(userId), "balance", balance);
  return (await redis.hget(walletKey(userId), "balance")) ?? balance;
}

/**
 * Adds an amount to a user's balance, in the transaction of `client` and in Redis. The wallet's row is locked meanwhile, so
 * that two changes of it come one after the other.
 *
 * @param amount Decimal text.
 * @returns The balance then.
 */
export async function addToBalance(
  redis: Redis,
  client: PoolClient,
  userId: string,
  amount: string,
): Promise<string> {
  await client.query("SELECT 1 FROM wallets WHERE user_id = $1 FOR UPDATE", [userId]);
  const before = await readBalance(redis, client, userId);
  const { rows } = await client.query<{ balance: string }>(
    "UPDATE wallets SET balance = $2::numeric + $3::numeric WHERE user_id = $1 RETURNING balance",
    [userId, before, amount],
  );
  const { balance } = rows[0]!;
  await redis.hset(walletKey(userId), "balance", balance);
  await redis.sadd(dirtyWallets, userId);
  return balance;
}

/** Has the next look at a user's balance take Postgres's: what Redis has may be of a transaction that was taken back. */
export async function forgetBalance(redis: Redis, userId: string): Promise<void> {
  await redis.del(walletKey(userId));
}
