import fs from "node:fs";
import path from "node:path";
import type { StoredResource } from "../../arm/resourceType";
import { folders } from "../folders";
import type { DataPlanePart, Ground, NamedServers, Reached } from "../part";
import { Cache } from "./cache";
import { admits } from "./cacheReach";
import { declaredCaches, hostSuffixes, type DeclaredCache } from "./declaredCache";
import { findRedisServer } from "./findRedisServer";

/** A cache as a person, or a test, gets at it. */
export interface RedisServerState {
  readonly name: string;
  readonly host: string;
  /** Port of 127.0.0.1 that takes what clients send: TLS, unless the cache takes plain connections only. */
  readonly port: number | undefined;
}

/**
 * A Redis server for each cache: the machine's own where it has one, else one in memory.
 *
 * @see https://learn.microsoft.com/azure/redis/overview
 */
export class RedisServers implements DataPlanePart, NamedServers {
  private readonly ground: Ground;
  private readonly folder: string;
  private readonly findProgram: () => string | undefined;
  private readonly caches = new Map<string, Cache>();
  /** The work under way: a cache that ends asks for some too. */
  private round = Promise.resolve();
  private isClosed = false;

  /** @param findProgram Finds the Redis server to run. */
  constructor(ground: Ground, findProgram: () => string | undefined = findRedisServer) {
    this.ground = ground;
    this.findProgram = findProgram;
    this.folder = path.join(ground.folder, folders.redis);
  }

  reconcile(): Promise<void> {
    this.round = this.round
      .then(() => this.follow())
      .catch((error: unknown) => {
        this.ground.say(`Redis: ${error instanceof Error ? error.message : String(error)}`);
      });
    return this.round;
  }

  pending(): readonly string[] {
    return this.declared()
      .filter(({ resource }) => this.cacheOf(resource)?.isPending !== false)
      .map(({ name }) => name);
  }

  problems(): readonly string[] {
    return [...this.caches.values()].flatMap(({ problem }) => problem ?? []);
  }

  async close(): Promise<void> {
    this.isClosed = true;
    await this.round;
    await Promise.all([...this.caches.values()].map((cache) => cache.end()));
    this.caches.clear();
  }

  reach(host: string, port: number, environment: StoredResource): Reached | undefined {
    const wanted = host.toLowerCase();
    if (!hostSuffixes.some((suffix) => wanted.endsWith(suffix))) return undefined;
    const declared = this.declared().find((cache) => cache.host === wanted);
    if (declared === undefined) return { code: "ENOTFOUND" };
    if (!admits(this.ground.resourceManager, declared.resource, environment)) {
      return { code: "ETIMEDOUT" };
    }
    const found = this.portOf(declared, port);
    return found === undefined ? { code: "ECONNREFUSED" } : { port: found };
  }

  /** What runs, by name. */
  states(): RedisServerState[] {
    return this.declared().map((declared) => {
      const { name, host, tlsPort, plainPort } = declared;
      return { name, host, port: this.portOf(declared, tlsPort ?? plainPort) };
    });
  }

  private declared(): DeclaredCache[] {
    return declaredCaches(this.ground.resourceManager);
  }

  private cacheOf(resource: StoredResource): Cache | undefined {
    return this.caches.get(folderName(resource));
  }

  /** The port of 127.0.0.1 behind a port of the cache. */
  private portOf(declared: DeclaredCache, port: number | undefined): number | undefined {
    const cache = this.cacheOf(declared.resource);
    if (port === declared.tlsPort) return cache?.tlsPort;
    return port === declared.plainPort ? cache?.plainPort : undefined;
  }

  private async follow(): Promise<void> {
    if (this.isClosed) return;
    const declared = this.declared();
    await this.endOthers(new Set(declared.map(({ resource }) => folderName(resource))));
    await Promise.all(declared.map((cache) => this.bring(cache)));
  }

  /** Ends the caches that are no longer declared, and removes what they held. */
  private async endOthers(names: ReadonlySet<string>): Promise<void> {
    for (const [name, cache] of this.caches) {
      if (names.has(name)) continue;
      this.caches.delete(name);
      await cache.end();
    }
    if (!fs.existsSync(this.folder)) return;
    for (const name of fs.readdirSync(this.folder)) {
      if (names.has(name)) continue;
      await fs.promises.rm(path.join(this.folder, name), { recursive: true, force: true });
    }
  }

  private async bring(declared: DeclaredCache): Promise<void> {
    const name = folderName(declared.resource);
    const cache =
      this.caches.get(name) ??
      new Cache(path.join(this.folder, name), this.ground, this.findProgram(), () => {
        void this.reconcile();
      });
    this.caches.set(name, cache);
    await cache.bring(declared);
  }
}

/** What no other cache has, not even a later one of its name. */
function folderName({ name, created }: StoredResource): string {
  return `${name.toLowerCase()}-${Date.parse(created)}`;
}
