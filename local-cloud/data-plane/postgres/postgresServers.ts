import fs from "node:fs";
import path from "node:path";
import type { StoredResource } from "../../arm/resourceType";
import { idKey } from "../../arm/resourceId";
import { folders } from "../folders";
import type { DataPlanePart, Ground, NamedServers, Reached } from "../part";
import { ClockLog } from "./clockLog";
import { ServerFolder } from "./dataFolder";
import { declaredServers, hostSuffix, type DeclaredServer } from "./declaredServer";
import { FlexibleServer } from "./flexibleServer";
import { obstacle } from "./serverReach";

/** A server as a person, or a test, gets at it. */
export interface PostgresServerState {
  /** Resource Manager id. */
  readonly id: string;
  readonly name: string;
  readonly host: string;
  /** Port of 127.0.0.1; undefined while it doesn't take connections. */
  readonly port: number | undefined;
  /** For `psql` on this machine, without the password. */
  readonly url: string | undefined;
}

const clientPort = 5432;

/** How often the cloud's clock is looked at. */
const observationMs = 250;

/**
 * A PostgreSQL process for each flexible server, with backups from which another one is restored.
 *
 * @see https://learn.microsoft.com/azure/postgresql/flexible-server/overview
 */
export class PostgresServers implements DataPlanePart, NamedServers {
  private readonly ground: Ground;
  private readonly folder: string;
  private readonly clockLog: ClockLog;
  private readonly servers = new Map<string, FlexibleServer>();
  private readonly said = new Set<string>();
  /** The work under way: a server that ends asks for some too. */
  private round = Promise.resolve();
  private isClosed = false;
  private readonly observation: NodeJS.Timeout;

  constructor(ground: Ground) {
    this.folder = path.join(ground.folder, folders.postgres);
    this.clockLog = new ClockLog(ground.clock, path.join(this.folder, "clock.json"));
    // A round takes as long as a restore does, and the clock may be moved twice meanwhile.
    this.observation = setInterval(() => this.observe(), observationMs).unref();
    this.ground = { ...ground, say: (line) => this.sayOnce(ground.say, line) };
  }

  reconcile(): Promise<void> {
    this.round = this.round
      .then(() => this.follow())
      .catch((error: unknown) => {
        this.ground.say(`PostgreSQL: ${error instanceof Error ? error.message : String(error)}`);
      });
    return this.round;
  }

  pending(): readonly string[] {
    return declaredServers(this.ground.resourceManager)
      .filter(({ resource }) => this.serverOf(resource.id)?.isPending !== false)
      .map(({ name }) => name);
  }

  problems(): readonly string[] {
    return [...this.servers.values()].flatMap(({ problem }) => problem ?? []);
  }

  async close(): Promise<void> {
    this.isClosed = true;
    clearInterval(this.observation);
    await this.round;
    await Promise.all([...this.servers.values()].map((server) => server.end()));
    this.servers.clear();
  }

  reach(host: string, port: number, environment: StoredResource): Reached | undefined {
    const wanted = host.toLowerCase();
    if (!wanted.endsWith(hostSuffix)) return undefined;
    const { resourceManager } = this.ground;
    const declared = declaredServers(resourceManager).find((server) => server.host === wanted);
    if (declared === undefined) return { code: "ENOTFOUND" };
    const code = obstacle(resourceManager, declared.resource, environment);
    if (code !== undefined) return { code };
    const server = port === clientPort ? this.serverOf(declared.resource.id) : undefined;
    return server?.port === undefined ? { code: "ECONNREFUSED" } : { port: server.port };
  }

  /** What runs, by name. */
  states(): PostgresServerState[] {
    return declaredServers(this.ground.resourceManager).map(({ resource, name, host, ...rest }) => {
      const port = this.serverOf(resource.id)?.port;
      const user = encodeURIComponent(rest.administrator?.login ?? "");
      const url =
        port === undefined
          ? undefined
          : `postgresql://${user}@127.0.0.1:${port}/${rest.databases[0]?.name ?? "postgres"}?sslmode=require`;
      return { id: resource.id, name, host, port, url };
    });
  }

  /** That it can't be kept is no reason for anything to end. */
  private observe(): void {
    try {
      this.clockLog.observe();
    } catch (error) {
      this.ground.say(`PostgreSQL: restores may miss their moment: ${(error as Error).message}`);
    }
  }

  private async follow(): Promise<void> {
    if (this.isClosed) return;
    this.observe();
    const declared = declaredServers(this.ground.resourceManager);
    await this.endOthers(declared);
    const restored = declared.filter(({ restore }) => restore !== undefined);
    const plain = declared.filter(({ restore }) => restore === undefined);
    await Promise.all(plain.map((server) => this.bring(server)));
    // One after the other, as each may be made out of the one before.
    for (const server of restored) await this.bring(server);
  }

  private async bring(declared: DeclaredServer): Promise<void> {
    const key = idKey(declared.resource.id);
    const server =
      this.servers.get(key) ??
      new FlexibleServer(path.join(this.folder, declared.name), this.ground, {
        restoreSource: (sourceId, moment) => {
          const source = this.serverOf(sourceId);
          return source && { source, moment: this.clockLog.machineTime(moment) };
        },
        hasEnded: () => void this.reconcile(),
      });
    this.servers.set(key, server);
    await server.bring(declared);
  }

  private serverOf(id: string): FlexibleServer | undefined {
    return this.servers.get(idKey(id));
  }

  /** Ends the servers that are no longer declared, and removes their files: they go with the server, backups and all. */
  private async endOthers(declared: readonly DeclaredServer[]): Promise<void> {
    const keys = new Set(declared.map(({ resource }) => idKey(resource.id)));
    for (const [key, server] of this.servers) {
      if (keys.has(key)) continue;
      this.servers.delete(key);
      await server.end();
    }
    if (!fs.existsSync(this.folder)) return;
    const names = new Set(declared.map(({ name }) => name));
    for (const entry of fs.readdirSync(this.folder, { withFileTypes: true })) {
      if (!entry.isDirectory() || names.has(entry.name)) continue;
      await new ServerFolder(path.join(this.folder, entry.name)).remove();
    }
  }

  private sayOnce(say: (line: string) => void, line: string): void {
    if (this.said.has(line)) return;
    this.said.add(line);
    say(line);
  }
}
