import { randomUUID } from "node:crypto";
import net from "node:net";
import type { Redis } from "ioredis";
import type { CacheProgram } from "../cacheProgram";
import { MemoryConnection, type MemoryKeys } from "./memoryConnection";

/**
 * A cache in this process, for machines without a Redis server: the common commands, by ioredis-mock, behind the Redis
 * protocol.
 *
 * @see https://github.com/stipsan/ioredis-mock
 */
export class MemoryCache implements CacheProgram {
  readonly port: number;
  readonly ended: Promise<void>;
  private readonly server: net.Server;
  private readonly sockets: Set<net.Socket>;
  private accessKeys: readonly string[];

  private constructor(server: net.Server, sockets: Set<net.Socket>, accessKeys: readonly string[]) {
    this.server = server;
    this.sockets = sockets;
    this.accessKeys = accessKeys;
    const address = server.address();
    this.port = typeof address === "object" && address !== null ? address.port : 0;
    this.ended = new Promise((resolve) => server.once("close", resolve));
  }

  static async start(databases: number, accessKeys: readonly string[]): Promise<MemoryCache> {
    const { default: RedisMock } = await import("ioredis-mock");
    // Clients of the same host share their keys.
    const host = randomUUID();
    let last: Promise<unknown> = Promise.resolve();
    const keys: MemoryKeys = {
      databases,
      accessKeys: () => cache.accessKeys,
      open: (database): Redis => new RedisMock({ host: `${host}-${database}`, port: 1 }) as Redis,
      inTurn: (action) => {
        const result = last.then(action);
        last = result.catch(() => undefined);
        return result;
      },
    };
    const sockets = new Set<net.Socket>();
    const server = net.createServer((socket) => {
      sockets.add(socket);
      socket.on("close", () => sockets.delete(socket));
      new MemoryConnection(socket, keys);
    });
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen(0, "127.0.0.1", () => {
        server.off("error", reject);
        resolve();
      });
    });
    // Who can't be taken, as for want of file descriptors, is not; that is no reason to end the process.
    server.on("error", () => undefined);
    const cache = new MemoryCache(server, sockets, accessKeys);
    return cache;
  }

  get isRunning(): boolean {
    return this.server.listening;
  }

  async allow(accessKeys: readonly string[]): Promise<void> {
    this.accessKeys = accessKeys;
  }

  async end(): Promise<void> {
    this.server.close();
    for (const socket of this.sockets) socket.destroy();
    await this.ended;
  }
}
