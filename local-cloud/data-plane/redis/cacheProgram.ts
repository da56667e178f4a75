/** What holds a cache's keys and answers on a port of 127.0.0.1, without TLS. */
export interface CacheProgram {
  readonly port: number;
  readonly isRunning: boolean;
  /** Resolves when it has ended, by itself or not. */
  readonly ended: Promise<void>;
  /** Has it take these passwords and no others. */
  allow(accessKeys: readonly string[]): Promise<void>;
  end(): Promise<void>;
}

/**
 * Commands that the service keeps to itself.
 *
 * @see https://learn.microsoft.com/azure/azure-cache-for-redis/cache-configure#redis-commands-not-supported-in-azure-cache-for-redis
 */
export const blockedCommands: readonly string[] = [
  "acl",
  "bgrewriteaof",
  "bgsave",
  "config",
  "debug",
  "migrate",
  "psync",
  "replicaof",
  "save",
  "shutdown",
  "slaveof",
  "sync",
];
