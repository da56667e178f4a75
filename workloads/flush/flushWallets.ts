import type { Redis } from "ioredis";
import type { Pool } from "pg";
import { dirtyWallets, walletKey } from "../wallet/balance";

/** What is being flushed: a set of its own, which is still there when the flusher ended in the middle. */
const flushing = "wallets:flushing";

/**
 * Writes the balances that changed in Redis to Postgres.
 *
 * @returns How many wallets were looked at.
 */
export async function flushWallets(redis: Redis, postgres: Pool): Promise<number> {
  // What an earlier round left is done first; marks that are made meanwhile are for the next round.
  if ((await redis.exists(flushing)) === 0) {
    if ((await redis.exists(dirtyWallets)) === 0) return 0;
    await redis.rename(dirtyWallets, flushing);
  }
  const users = await redis.smembers(flushing);
  for (const userId of users) {
    const balance = await redis.hget(walletKey(userId), "balance");
    if (balance === null) continue;
    await postgres.query(
      "UPDATE wallets SET balance = $2 WHERE user_id = $1 AND balance IS DISTINCT FROM $2",
      [userId, balance],
    );
  }
  await redis.del(flushing);
  return users.length;
}
