import { Redis } from "ioredis";

/** Longest pause before the next try to connect, in milliseconds. */
const longestPauseMs = 2_000;

/**
 * A connection to Redis, which comes back by itself.
 *
 * @param url `rediss://:key@host:port`; `rediss` is TLS.
 */
export function openRedis(url: string): Redis {
  const redis = new Redis(url, {
    // A command fails after a while and doesn't wait for ever: whoever asked wants an answer.
    maxRetriesPerRequest: 2,
    retryStrategy: (times) => Math.min(times * 100, longestPauseMs),
  });
  // It goes on trying; what needs it meanwhile is told by its own command.
  redis.on("error", () => undefined);
  return redis;
}
