import assert from "node:assert/strict";
import fs from "node:fs";
import net from "node:net";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import tls from "node:tls";
import { once } from "node:events";
import { Redis, type RedisOptions } from "ioredis";
import { RedisServers } from "../../../../local-cloud/data-plane/redis/redisServers";
import { findRedisServer } from "../../../../local-cloud/data-plane/redis/findRedisServer";
import { overlay, type JsonObject } from "../../../../local-cloud/json";
import { resourceId } from "../../arm/cloud";
import { cluster, clusterId } from "../../arm/samples";
import { testGround, type TestGround } from "../postgres/ground";

const databaseId = `${clusterId}/databases/default`;
const database: JsonObject = {
  properties: { clusteringPolicy: "NoCluster", accessKeysAuthentication: "Enabled" },
};
const host = "ftl-cache.centralindia.redis.azure.net";

const programs = [
  { title: "of the machine's own server", find: findRedisServer, outlives: true },
  { title: "in memory", find: () => undefined, outlives: false },
];

for (const { title, find, outlives } of programs) {
  describe(`a Redis cache ${title}`, () => {
    let ground: TestGround;
    let servers: RedisServers;
    const clients: Redis[] = [];

    before(async function () {
      if (outlives && find() === undefined) {
        process.stderr.write("skipped: there is no redis-server or valkey-server on PATH\n");
        this.skip();
      }
      ground = await testGround();
      servers = new RedisServers(ground, find);
      await put(clusterId, cluster);
      await put(databaseId, database);
    });
    afterEach(async () => {
      for (const client of clients.splice(0)) client.disconnect();
    });
    after(() => servers?.close());

    async function put(id: string, body: JsonObject): Promise<void> {
      await ground.resourceManager.put(id, body);
      await servers.reconcile();
    }

    function keys(): { readonly primary: string; readonly secondary: string } {
      const { kept } = ground.resourceManager.find(databaseId)!;
      return { primary: kept.primaryKey as string, secondary: kept.secondaryKey as string };
    }

    /** A client as a workload has one, that tells how it fails. */
    async function connect(options: RedisOptions = {}): Promise<Redis> {
      const client = new Redis({
        host: "127.0.0.1",
        port: servers.states()[0]!.port!,
        password: keys().primary,
        tls: { ca: ground.authority.root, servername: host },
        lazyConnect: true,
        retryStrategy: () => null,
        ...options,
      });
      clients.push(client);
      const failed = once(client, "error");
      const connected = client.connect().then(
        () => undefined,
        async () => (await failed)[0] as Error,
      );
      const error = await Promise.race([connected, failed.then(([reason]) => reason as Error)]);
      if (error !== undefined) throw error;
      client.on("error", () => undefined);
      return client;
    }

    it("keeps strings, hashes, lists, sets and sorted sets", async () => {
      const client = await connect();
      await client.set("text", "value");
      await client.hset("hash", { a: "1", b: "2" });
      await client.rpush("list", "one", "two");
      await client.sadd("set", "member");
      await client.zadd("board", 10, "ten", 2.5, "less");
      assert.deepEqual(
        {
          text: await client.get("text"),
          hash: await client.hgetall("hash"),
          list: await client.lrange("list", 0, -1),
          set: await client.smembers("set"),
          board: await client.zrange("board", 0, -1, "WITHSCORES"),
        },
        {
          text: "value",
          hash: { a: "1", b: "2" },
          list: ["one", "two"],
          set: ["member"],
          board: ["less", "2.5", "ten", "10"],
        },
      );
    });

    it("keeps values that are no text", async () => {
      const client = await connect();
      await client.set("bytes", Buffer.from([0xff, 0x00, 0x0d, 0x0a]));
      assert.deepEqual(await client.getBuffer("bytes"), Buffer.from([0xff, 0x00, 0x0d, 0x0a]));
    });

    it("sets a key once, for a time, as locks and idempotency keys are", async () => {
      const client = await connect();
      const first = await client.set("lock", "mine", "EX", 100, "NX");
      const second = await client.set("lock", "yours", "EX", 100, "NX");
      const left = await client.ttl("lock");
      assert.deepEqual([first, second, left > 90 && left <= 100], ["OK", null, true]);
    });

    it("runs a transaction, and none when a watched key has changed", async () => {
      const [client, other] = [await connect(), await connect()];
      const done = await client.multi().set("counter", "1").incr("counter").get("counter").exec();
      await client.watch("counter");
      await other.set("counter", "5");
      const refused = await client.multi().incr("counter").exec();
      assert.deepEqual(
        [done, refused, await client.get("counter")],
        [
          [
            [null, "OK"],
            [null, 2],
            [null, "2"],
          ],
          null,
          "5",
        ],
      );
    });

    it("tells subscribers what is published", async () => {
      const [subscriber, publisher] = [await connect(), await connect()];
      await subscriber.subscribe("prices");
      const message = once(subscriber, "message");
      await publisher.publish("prices", "42");
      assert.deepEqual(await message, ["prices", "42"]);
    });

    it("names its keys bit by bit", async () => {
      const client = await connect();
      await client.mset({ "scanned:a": "1", "scanned:b": "2", other: "3" });
      const found: string[] = [];
      let cursor = "0";
      do {
        const [next, some] = await client.scan(cursor, "MATCH", "scanned:*", "COUNT", 10);
        found.push(...some);
        cursor = next;
      } while (cursor !== "0");
      assert.deepEqual(found.sort(), ["scanned:a", "scanned:b"]);
    });

    it("rejects a command for another kind of value, in Redis's words", async () => {
      const client = await connect();
      await client.set("plain", "text");
      await assert.rejects(client.lpush("plain", "x"), /^ReplyError: WRONGTYPE Operation against/);
    });

    it("has one database", async () => {
      const client = await connect();
      assert.equal(await client.select(0), "OK");
      await assert.rejects(client.select(1), /DB index is out of range/);
    });

    it("rejects the service's own commands", async () => {
      const client = await connect();
      await assert.rejects(client.config("GET", "maxmemory"), /ERR unknown command|NOPERM/);
    });

    it("lets in with the secondary key, also when a user is named", async () => {
      const client = await connect({ username: "default", password: keys().secondary });
      assert.equal(await client.ping(), "PONG");
    });

    for (const [what, options, words] of [
      ["a wrong key", { password: "wrong" }, /WRONGPASS/],
      ["no key", { password: undefined }, /NOAUTH/],
      ["a name that isn't its own", { tls: { servername: "example.com" } }, /certificate/],
    ] as const) {
      it(`rejects a client with ${what}`, async () => {
        const { tls: names, ...others } = { tls: { servername: host }, ...options };
        const change = { ...others, tls: { ca: ground.authority.root, ...names } };
        await assert.rejects(
          connect(change).then((client) => client.ping()),
          words,
        );
      });
    }

    it("rejects a client without TLS", async () => {
      const socket = net.connect(servers.states()[0]!.port!, "127.0.0.1");
      const received: Buffer[] = [];
      socket.on("data", (data) => received.push(data));
      socket.on("error", () => undefined);
      socket.write("PING\r\n");
      await once(socket, "close");
      assert.doesNotMatch(Buffer.concat(received).toString(), /PONG|NOAUTH/);
    });

    it("shows a certificate of the cache's name that the authority of all clients has signed", async () => {
      const socket = tls.connect({
        host: "127.0.0.1",
        port: servers.states()[0]!.port!,
        servername: host,
        ca: ground.authority.root,
      });
      await once(socket, "secureConnect");
      const { subjectaltname } = socket.getPeerCertificate();
      socket.destroy();
      assert.equal(subjectaltname, `DNS:${host}`);
    });

    it("takes a rotated key, and the old one no more", async () => {
      const before = keys().primary;
      await ground.resourceManager.act(databaseId, "regenerateKey", { keyType: "Primary" });
      await servers.reconcile();
      await assert.rejects(connect({ password: before }), /WRONGPASS/);
      assert.equal(await (await connect({ password: keys().primary })).ping(), "PONG");
    });

    it("takes no key while access keys are disabled", async () => {
      const disabled = { properties: { accessKeysAuthentication: "Disabled" } };
      await put(databaseId, overlay(database, disabled));
      const attempt = connect();
      await assert.rejects(attempt, /WRONGPASS/);
      await put(databaseId, database);
    });

    it("says aloud that it is in memory, and only then", () => {
      const expected =
        "Redis cache ftl-cache: no redis-server on PATH, so it is in memory, gone when the local cloud ends.";
      assert.deepEqual(ground.said, outlives ? [] : [expected]);
    });

    it(`starts again ${outlives ? "with" : "without"} its keys when the local cloud does`, async () => {
      await (await connect()).set("kept", "yes");
      await servers.close();
      servers = new RedisServers(ground, find);
      await servers.reconcile();
      assert.equal(await (await connect()).get("kept"), outlives ? "yes" : null);
    });

    if (outlives) {
      it("starts again by itself when its process dies", async () => {
        const information = await (await connect()).info("server");
        process.kill(Number(/process_id:(\d+)/.exec(information)?.[1]), "SIGKILL");
        const line = "Redis cache ftl-cache has ended; starting it again.";
        while (!ground.said.includes(line) || servers.states()[0]!.port === undefined) {
          await sleep(20);
        }
        assert.equal(await (await connect()).ping(), "PONG");
      });
    }

    if (outlives) {
      it("is tried again until it starts, when it can't at first", async () => {
        await servers.close();
        const broken = path.join(ground.folder, "broken");
        const program = path.join(ground.folder, "redis.sh");
        fs.writeFileSync(program, `#!/bin/sh\ntest -f '${broken}' || exec '${find()}' "$@"\n`);
        fs.chmodSync(program, 0o755);
        fs.writeFileSync(broken, "");
        servers = new RedisServers(ground, () => program);
        await servers.reconcile();
        fs.rmSync(broken);
        while (servers.states()[0]!.port === undefined) await sleep(20);
        assert.equal(await (await connect()).ping(), "PONG");
      });
    }

    it("ends at once although a client has not got to the end of its TLS handshake", async () => {
      const client = net.connect(servers.states()[0]!.port!, "127.0.0.1");
      await once(client, "connect");
      const cut = once(client, "close");
      await servers.close();
      await cut;
      servers = new RedisServers(ground, find);
      await servers.reconcile();
    });

    it("is gone, and empty when it is made again, after its resource was deleted", async () => {
      await (await connect()).set("kept", "yes");
      const { port } = servers.states()[0]!;
      await ground.resourceManager.delete(databaseId);
      await servers.reconcile();
      await assert.rejects(once(net.connect(port!, "127.0.0.1"), "connect"), {
        code: "ECONNREFUSED",
      });
      await ground.resourceManager.delete(clusterId);
      await put(clusterId, cluster);
      await put(databaseId, database);
      assert.equal(await (await connect()).get("kept"), null);
    });
  });
}

describe("a cache of Azure Cache for Redis", () => {
  const name = "ftl-old";
  const keys = { primaryKey: "first=", secondaryKey: "second=" };
  let ground: TestGround;
  let servers: RedisServers;
  before(async () => {
    ground = await testGround();
    servers = new RedisServers(ground, () => undefined);
    // Placed, as nobody can make one any more.
    ground.resourceManager.place({
      id: resourceId("Microsoft.Cache/redis", name),
      type: "Microsoft.Cache/redis",
      name,
      desired: { location: "centralindia", properties: { enableNonSslPort: true } },
      kept: keys,
    });
    await servers.reconcile();
  });
  after(() => servers.close());

  const portOf = (port: number) => {
    const environment = ground.resourceManager.find(resourceId("Microsoft.Cache/redis", name))!;
    const reached = servers.reach(`${name}.redis.cache.windows.net`, port, environment);
    assert.ok(reached !== undefined && "port" in reached, JSON.stringify(reached));
    return reached.port;
  };

  it("has sixteen databases, over TLS and, where that is enabled, without", async () => {
    const common: RedisOptions = { db: 15, retryStrategy: () => null };
    const plain = new Redis({ ...common, port: portOf(6379), password: "first=" });
    const secured = new Redis({
      ...common,
      port: portOf(6380),
      password: "second=",
      tls: { ca: ground.authority.root, servername: `${name}.redis.cache.windows.net` },
    });
    try {
      await plain.set("shared", "yes");
      assert.equal(await secured.get("shared"), "yes");
      await assert.rejects(plain.select(16), /DB index is out of range/);
      await secured.select(0);
      assert.equal(await secured.get("shared"), null);
    } finally {
      for (const client of [plain, secured]) client.disconnect();
    }
  });
});
