import assert from "node:assert/strict";
import path from "node:path";
import { Redis } from "ioredis";
import { Client } from "pg";
import { environmentType } from "../../../../local-cloud/arm/types/app/environmentFacts";
import { secretType } from "../../../../local-cloud/arm/types/keyVault/secretNames";
import { newestVersion } from "../../../../local-cloud/arm/types/keyVault/secrets";
import { PublicResolver } from "../../../../local-cloud/data-plane/dns/publicResolver";
import { Network } from "../../../../local-cloud/data-plane/network/network";
import type { Ground, NamedServers } from "../../../../local-cloud/data-plane/part";
import { PostgresServers } from "../../../../local-cloud/data-plane/postgres/postgresServers";
import { RedisServers } from "../../../../local-cloud/data-plane/redis/redisServers";
import { PublicAuthority } from "../../../../local-cloud/trust/authority";
import { CloudInMemory, StackInProcess } from "../../../support/inProcess";
import { stackSettings } from "../../../support/stackSettings";
import { temporaryFolder } from "../../../support/temporaryFolder";

for (const stack of ["stg", "prd"] as const) {
  describe(`the stores of ${stack}, as the program declares them`, function () {
    this.timeout(60_000);
    let ground: Ground;
    let postgres: PostgresServers;
    let redis: RedisServers;
    const said: string[] = [];

    before(async () => {
      const cloud = await CloudInMemory.withZone("ftljeta.cloud");
      const { refused } = await new StackInProcess(cloud, stack).up(stackSettings(stack));
      assert.equal(refused, undefined);
      const folder = temporaryFolder();
      ground = {
        resourceManager: cloud.resourceManager,
        cloudflare: cloud.cloudflare,
        clock: cloud.clock,
        authority: await PublicAuthority.open(path.join(folder, "https")),
        resolver: new PublicResolver(() => []),
        network: new Network(),
        folder,
        say: (line) => said.push(line),
      };
      postgres = new PostgresServers(ground);
      redis = new RedisServers(ground);
      await Promise.all([postgres.reconcile(), redis.reconcile()]);
    });
    after(() => Promise.all([postgres.close(), redis.close()]));

    /** The URL that an app is given, and the port of 127.0.0.1 that it leads to from the stack's environment. */
    function given(
      scheme: RegExp,
      servers: NamedServers,
    ): { readonly url: URL; readonly port: number } {
      const { resourceManager } = ground;
      const values = resourceManager
        .list(secretType)
        .flatMap((secret) => newestVersion(secret)?.value ?? []);
      const url = new URL(values.find((value) => scheme.test(value))!);
      const [environment] = resourceManager.list(environmentType);
      const reached = servers.reach(url.hostname, Number(url.port), environment!);
      assert.ok(reached !== undefined && "port" in reached, JSON.stringify(reached));
      return { url, port: reached.port };
    }

    it("have the database that the apps' secret names", async () => {
      const { url, port } = given(/^postgres(?:ql)?:/, postgres);
      const client = new Client({
        host: "127.0.0.1",
        port,
        user: decodeURIComponent(url.username),
        password: decodeURIComponent(url.password),
        database: url.pathname.slice(1),
        ssl: { ca: ground.authority.root, servername: url.hostname },
      });
      await client.connect();
      const { rows } = await client.query<{ name: string }>("SELECT current_database() AS name");
      await client.end();
      assert.equal(rows[0]!.name, stackSettings(stack).postgres.database);
    });

    it("have the cache that the apps' secret names", async () => {
      const { url, port } = given(/^rediss:/, redis);
      const client = new Redis({
        host: "127.0.0.1",
        port,
        password: decodeURIComponent(url.password),
        tls: { ca: ground.authority.root, servername: url.hostname },
      });
      const answer = await client.ping();
      client.disconnect();
      assert.equal(answer, "PONG");
    });

    it("fail at nothing", () => {
      assert.deepEqual(
        said.filter((line) => !/collation|in memory|is of version/.test(line)),
        [],
      );
    });
  });
}
