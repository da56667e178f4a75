import { Client } from "pg";
import { PostgresServers } from "../../../../local-cloud/data-plane/postgres/postgresServers";
import { overlay, type JsonObject } from "../../../../local-cloud/json";
import { resourceId } from "../../arm/cloud";
import { server, serverType } from "../../arm/samples";
import { testGround, type TestGround } from "./ground";

/** The PostgreSQL servers of a cloud of a test's own. */
export class PostgresWorld {
  readonly ground: TestGround;
  readonly servers: PostgresServers;

  private constructor(ground: TestGround) {
    this.ground = ground;
    this.servers = new PostgresServers(ground);
  }

  static async open(folder?: string): Promise<PostgresWorld> {
    return new PostgresWorld(await testGround(folder));
  }

  /** Writes a resource, and has the servers follow. */
  async put(id: string, body: JsonObject): Promise<void> {
    await this.ground.resourceManager.put(id, body);
    await this.servers.reconcile();
  }

  async delete(id: string): Promise<void> {
    await this.ground.resourceManager.delete(id);
    await this.servers.reconcile();
  }

  /** Moves the clock forward, and has the servers follow. */
  async advance(milliseconds: number): Promise<void> {
    await this.ground.clock.advance(milliseconds);
    await this.servers.reconcile();
  }

  /** Makes a public server that is like the sample, but for what `change` says. */
  async putServer(name: string, change: JsonObject = {}): Promise<void> {
    await this.put(resourceId(serverType, name), overlay(server, change));
  }

  /** Makes a server out of another one's backups. */
  async restore(name: string, source: string, moment: Date): Promise<void> {
    await this.put(resourceId(serverType, name), {
      location: "centralindia",
      properties: {
        createMode: "PointInTimeRestore",
        sourceServerResourceId: resourceId(serverType, source),
        pointInTimeUTC: moment.toISOString(),
      },
    });
  }

  /** Does something as a client of the server: over TLS, by the server's name. */
  async connected<T>(
    name: string,
    action: (client: Client) => Promise<T>,
    change: Partial<{ user: string; password: string; database: string; ssl: false }> = {},
  ): Promise<T> {
    const state = this.servers.states().find((one) => one.name === name);
    const client = new Client({
      host: "127.0.0.1",
      port: state?.port,
      user: "ftladmin",
      password: "Tr4d1ng-platf0rm",
      database: "postgres",
      ssl: { ca: this.ground.authority.root, servername: state?.host },
      ...change,
    });
    client.on("error", () => undefined);
    await client.connect();
    try {
      return await action(client);
    } finally {
      await client.end();
    }
  }

  /** First column of a query's rows. */
  async values(name: string, query: string, database = "postgres"): Promise<unknown[]> {
    const { rows } = await this.connected(
      name,
      (client) => client.query<unknown[]>({ text: query, rowMode: "array" }),
      { database },
    );
    return rows.map(([value]) => value);
  }

  close(): Promise<void> {
    return this.servers.close();
  }
}
