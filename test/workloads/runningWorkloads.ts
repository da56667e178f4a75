import fs from "node:fs";
import path from "node:path";
import { Redis } from "ioredis";
import { ContainerLog } from "../../local-cloud/data-plane/workloads/containerLog";
import { ContainerProcess } from "../../local-cloud/data-plane/workloads/containerProcess";
import { EnvironmentNetwork } from "../../local-cloud/data-plane/workloads/environmentNetwork";
import { PostgresServers } from "../../local-cloud/data-plane/postgres/postgresServers";
import { RedisServers } from "../../local-cloud/data-plane/redis/redisServers";
import { imagesOf, type Images } from "../../operations/local/images";
import { workloadsFolder } from "../../workloads";
import { resourceId } from "../local-cloud/arm/cloud";
import { cluster, clusterId, server, serverType } from "../local-cloud/arm/samples";
import { testGround, type TestGround } from "../local-cloud/data-plane/postgres/ground";

export const frontend = "https://frontend.example";
const redisHost = "ftl-cache.centralindia.redis.azure.net";
const listeningPort = 8080;
const databaseId = `${clusterId}/databases/default`;
const postgresId = resourceId(serverType, "ftl-pg");

/** Postgres and Redis of the local cloud, and the reference workloads before them, in containers of their own. */
export class RunningWorkloads {
  readonly postgres: PostgresServers;
  readonly redis: RedisServers;
  private readonly ground: TestGround;
  private readonly images: Images;
  private readonly containers: ContainerProcess[] = [];
  private readonly clients: Redis[] = [];
  private readonly latest = new Map<string, ContainerProcess>();

  private constructor(ground: TestGround, images: Images) {
    this.ground = ground;
    this.images = images;
    this.postgres = new PostgresServers(ground);
    this.redis = new RedisServers(ground, () => undefined);
  }

  static async start(): Promise<RunningWorkloads> {
    const ground = await testGround();
    const workloads = new RunningWorkloads(ground, await imagesOf(workloadsFolder));
    const { resourceManager } = ground;
    await resourceManager.put(clusterId, cluster);
    await resourceManager.put(databaseId, {
      properties: { clusteringPolicy: "NoCluster", accessKeysAuthentication: "Enabled" },
    });
    await resourceManager.put(postgresId, server);
    await resourceManager.put(`${postgresId}/firewallRules/azure`, {
      properties: { startIpAddress: "0.0.0.0", endIpAddress: "0.0.0.0" },
    });
    await Promise.all([workloads.postgres.reconcile(), workloads.redis.reconcile()]);
    return workloads;
  }

  /** Starts an image as a container would run it. */
  run(
    image: string,
    args: readonly string[] = [],
    change: Record<string, string> = {},
  ): ContainerProcess {
    const [, ...argv] = this.images(image)!.command;
    const { ground } = this;
    const network = new EnvironmentNetwork(ground, [this.postgres, this.redis], {
      id: resourceId("Microsoft.App/managedEnvironments", "env"),
      type: "Microsoft.App/managedEnvironments",
      name: "env",
      created: "2026-11-20T12:00:00.000Z",
      desired: {},
      kept: {},
    });
    const container = new ContainerProcess({
      argv: [...argv, ...args],
      variables: { ...this.variables(), ...change },
      folder: ground.folder,
      authorityFile: ground.authority.file,
      log: new ContainerLog(this.logFile(image)),
      answer: (question) => network.answer(question),
      say: ground.say,
    });
    this.containers.push(container);
    this.latest.set(image, container);
    return container;
  }

  /** Starts an image that listens. @returns Where it does, on 127.0.0.1. */
  async serve(image: string, change: Record<string, string> = {}): Promise<number> {
    const container = this.run(image, [], change);
    await Promise.race([
      container.listening,
      container.exited.then(({ code }) => Promise.reject(new Error(`${image} ended with ${code}`))),
    ]);
    return container.portOf(listeningPort)!;
  }

  /** A client of Redis, which is closed with them. */
  openRedis(): Redis {
    const client = new Redis({
      host: "127.0.0.1",
      port: this.redis.states()[0]!.port!,
      password: this.redisKey(),
      tls: { ca: this.ground.authority.root, servername: redisHost },
    });
    client.on("error", () => undefined);
    this.clients.push(client);
    return client;
  }

  /** Ends the container of an image that was started last, as the platform ends one. */
  async stop(image: string): Promise<void> {
    await this.latest.get(image)?.stop(5_000);
  }

  /** What an image's containers wrote. */
  log(image: string): string {
    return fs.readFileSync(this.logFile(image), "utf8");
  }

  async close(): Promise<void> {
    for (const client of this.clients) client.disconnect();
    await Promise.all(this.containers.map((container) => container.stop(5_000)));
    await Promise.all([this.postgres.close(), this.redis.close()]);
  }

  private redisKey(): string {
    return this.ground.resourceManager.find(databaseId)!.kept["primaryKey"] as string;
  }

  private logFile(image: string): string {
    return path.join(this.ground.folder, "logs", `${image}.log`);
  }

  private variables(): Record<string, string> {
    const key = encodeURIComponent(this.redisKey());
    return {
      PORT: String(listeningPort),
      CORS_ORIGINS: frontend,
      COOKIE_DOMAIN: ".example",
      PUBLIC_API_URL: "https://api.example",
      PUBLIC_WS_URL: "wss://ws.example",
      PUBLIC_FRONTEND_URL: frontend,
      FEATURE_FUTURES: "false",
      DATABASE_URL:
        "postgres://ftladmin:Tr4d1ng-platf0rm@ftl-pg.postgres.database.azure.com:5432/postgres?sslmode=require",
      REDIS_URL: `rediss://:${key}@${redisHost}:10000`,
      JWT_SECRET: "a secret for tokens",
      REFRESH_TOKEN_SECRET: "a secret for refreshing",
      APPLICATIONINSIGHTS_CONNECTION_STRING: "InstrumentationKey=0",
    };
  }
}
