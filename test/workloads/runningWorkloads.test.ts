import assert from "node:assert/strict";
import { once } from "node:events";
import { setTimeout } from "node:timers/promises";
import type { Redis } from "ioredis";
import { Client } from "pg";
import { WebSocket } from "ws";
import { frontend, RunningWorkloads } from "./runningWorkloads";

interface Position {
  readonly id: string;
  readonly status: string;
  readonly entryPrice: string;
  readonly realisedPnl: string;
  readonly closedBy: string;
}

const json = { "content-type": "application/json" };

describe("the reference workloads before the local cloud's Postgres and Redis", function () {
  this.timeout(60_000);
  let workloads: RunningWorkloads;
  let api: string;
  let ws: number;
  let redis: Redis;

  before(async () => {
    workloads = await RunningWorkloads.start();
    const { code } = await workloads.run("ftl-api", ["migrate", "up"]).exited;
    assert.equal(code, 0, workloads.log("ftl-api"));
    const ports = await Promise.all([
      workloads.serve("ftl-api"),
      workloads.serve("ftl-ws"),
      workloads.serve("ftl-flusher"),
    ]);
    api = `http://127.0.0.1:${ports[0]}`;
    ws = ports[1];
    redis = workloads.openRedis();
  });
  after(() => workloads?.close());

  /** Signs in. @returns The session's cookies. */
  async function signIn(): Promise<string> {
    const answer = await fetch(`${api}/api/auth/guest`, {
      method: "POST",
      headers: { origin: frontend },
    });
    assert.equal(answer.status, 201);
    return answer.headers
      .getSetCookie()
      .map((cookie) => cookie.split(";")[0])
      .join("; ");
  }

  const get = async <T>(path: string, cookie: string): Promise<T> =>
    (await (await fetch(`${api}${path}`, { headers: { cookie } })).json()) as T;

  const open = (cookie: string, key: string, lotSize: number) =>
    fetch(`${api}/api/positions/open`, {
      method: "POST",
      headers: { ...json, cookie, "idempotency-key": key },
      body: JSON.stringify({ instrumentId: "player-1003", direction: "short", lotSize }),
    });

  const close = (cookie: string, id: string, clientRequestId: string) =>
    fetch(`${api}/api/positions/${id}/close`, {
      method: "POST",
      headers: { ...json, cookie },
      body: JSON.stringify({ clientRequestId }),
    });

  /** First column of what the database answers. */
  async function values(query: string, ...parameters: unknown[]): Promise<unknown[]> {
    const { port } = workloads.postgres.states()[0]!;
    const client = new Client({
      host: "127.0.0.1",
      port: port!,
      user: "ftladmin",
      password: "Tr4d1ng-platf0rm",
      database: "postgres",
      ssl: { rejectUnauthorized: false },
    });
    await client.connect();
    try {
      const { rows } = await client.query<unknown[]>({
        text: query,
        values: parameters,
        rowMode: "array",
      });
      return rows.map(([value]) => value);
    } finally {
      await client.end();
    }
  }

  it("are well", async () => {
    for (const base of [api, `http://127.0.0.1:${ws}`]) {
      const answer = await fetch(`${base}/health`);
      assert.deepEqual(await answer.json(), {
        status: "ok",
        checks: { postgres: "ok", redis: "ok" },
      });
    }
  });

  it("migrate again without doing anything", async () => {
    const { code } = await workloads.run("ftl-api", ["migrate", "up"]).exited;
    assert.equal(code, 0);
    assert.deepEqual(await values("SELECT version || ' ' || dirty FROM schema_migrations"), [
      "26 false",
    ]);
  });

  it("open a position once for a key, however often and however fast it is sent", async () => {
    const cookie = await signIn();
    const answers = await Promise.all([1, 2, 3].map(() => open(cookie, "key", 2)));
    const bodies = await Promise.all(answers.map((answer) => answer.text()));
    assert.deepEqual(
      answers.map(({ status }) => status),
      [201, 201, 201],
    );
    assert.equal(new Set(bodies).size, 1);
    const { positions } = await get<{ positions: Position[] }>(
      "/api/positions?status=open",
      cookie,
    );
    assert.equal(positions.length, 1);
  });

  it("reject a key that stands for another request", async () => {
    const cookie = await signIn();
    await open(cookie, "key", 2);
    assert.equal((await open(cookie, "key", 3)).status, 422);
  });

  it("close a position with what it made in the wallet, once", async () => {
    const cookie = await signIn();
    const position = (await (await open(cookie, "key", 2)).json()) as Position;
    await redis.hset("instrument:player-1003", "price", Number(position.entryPrice) - 6.25);
    const before = await get<{ balance: string }>("/api/wallet", cookie);
    const closings = await Promise.all(
      ["one", "one"].map(async (id) => (await close(cookie, position.id, id)).json()),
    );
    const [closed] = closings as Position[];
    assert.deepEqual(closings[0], closings[1]);
    assert.deepEqual([closed!.closedBy, closed!.realisedPnl], ["user", "12.50"]);
    const after = await get<{ balance: string }>("/api/wallet", cookie);
    assert.equal(Number(after.balance), Number(before.balance) + Number(closed!.realisedPnl));
    assert.equal((await close(cookie, position.id, "two")).status, 409);
  });

  it("show the balance that Redis has, whatever somebody writes into Postgres", async () => {
    const cookie = await signIn();
    const { id } = await get<{ id: string }>("/api/me", cookie);
    const before = await get<{ balance: string }>("/api/wallet", cookie);
    await values("UPDATE wallets SET balance = 1 WHERE user_id = $1", id);
    assert.deepEqual(await get("/api/wallet", cookie), before);
    await redis.del(`wallet:${id}`);
    assert.deepEqual(await get("/api/wallet", cookie), { balance: "1.00" });
  });

  it("show nobody somebody else's positions", async () => {
    const position = (await (await open(await signIn(), "key", 2)).json()) as Position;
    const other = await signIn();
    assert.equal((await close(other, position.id, "one")).status, 404);
  });

  it("ask who it is before they tell anything", async () => {
    for (const path of ["/api/me", "/api/wallet", "/api/positions", "/api/ws-token"]) {
      assert.equal((await fetch(`${api}${path}`)).status, 401, path);
    }
  });

  it("take what changes something from no page of another site", async () => {
    const headers = { origin: "https://evil.example" };
    const answer = await fetch(`${api}/api/auth/guest`, { method: "POST", headers });
    assert.equal(answer.status, 403);
    assert.equal(answer.headers.get("access-control-allow-origin"), null);
  });

  it("say that futures are disabled while their flag is off", async () => {
    const answer = await fetch(`${api}/api/futures/orders`, { method: "POST" });
    assert.equal(answer.status, 404);
    assert.deepEqual(await answer.json(), { error: "Futures trading is disabled" });
  });

  it("have futures when their flag is on", async () => {
    const on = `http://127.0.0.1:${await workloads.serve("ftl-api", { FEATURE_FUTURES: "true" })}`;
    const cookie = await signIn();
    const order = (qty: number) =>
      fetch(`${on}/api/futures/orders`, {
        method: "POST",
        headers: { cookie },
        body: JSON.stringify({ qty }),
      });
    const positions = await fetch(`${on}/api/futures/positions`, { headers: { cookie } });
    assert.deepEqual(await positions.json(), []);
    assert.equal((await order(0)).status, 400);
  });

  it("say which store they can't have, and go on", async () => {
    const DATABASE_URL = "postgres://u:p@gone.postgres.database.azure.com:5432/d?sslmode=require";
    const base = `http://127.0.0.1:${await workloads.serve("ftl-api", { DATABASE_URL })}`;
    const health = await fetch(`${base}/health`);
    const { checks } = (await health.json()) as { checks: Record<string, string> };
    assert.equal(health.status, 503);
    assert.match(checks["postgres"]!, /ENOTFOUND/);
    assert.equal(checks["redis"], "ok");
    assert.equal((await fetch(`${base}/api/auth/guest`, { method: "POST" })).status, 503);
  });

  const refusals: readonly (readonly [
    what: string,
    status: number,
    path: string,
    init: RequestInit,
  ])[] = [
    ["no JSON", 400, "/api/auth/guest", { method: "POST", body: "{" }],
    ["an unknown path", 404, "/api/nothing", {}],
    ["a method that there is not", 405, "/api/me", { method: "DELETE" }],
    ["too large a body", 413, "/api/auth/guest", { method: "POST", body: "x".repeat(70_000) }],
  ];
  for (const [what, status, path, init] of refusals) {
    it(`answer ${what} with ${status}, and with the request's id`, async () => {
      const answer = await fetch(`${api}${path}`, { ...init, headers: { "x-request-id": "id-1" } });
      assert.equal(answer.status, status);
      assert.equal(answer.headers.get("x-request-id"), "id-1");
    });
  }

  it("write balances that changed in Redis to Postgres", async () => {
    const { id } = await get<{ id: string }>("/api/me", await signIn());
    await redis.hset(`wallet:${id}`, "balance", "5.25");
    await redis.sadd("wallets:dirty", id);
    const written = async () =>
      (await values("SELECT balance FROM wallets WHERE user_id = $1", id))[0] === "5.25";
    while (!(await written())) await setTimeout(100);
  });

  it("send prices to whoever is connected", async () => {
    const { token } = await get<{ token: string }>("/api/ws-token", await signIn());
    const socket = new WebSocket(`ws://127.0.0.1:${ws}/?token=${token}`, { origin: frontend });
    await once(socket, "message");
    const heard = once(socket, "message");
    // Nobody hears what is published before ws listens.
    while ((await redis.publish("prices", '{"price":1}')) === 0) await setTimeout(50);
    const [message] = (await heard) as [Buffer];
    assert.equal(message.toString(), '{"price":1}');
    socket.close();
  });

  it("open a WebSocket with a token, and say that they restart when they do", async () => {
    const port = await workloads.serve("ftl-ws");
    const { token } = await get<{ token: string }>("/api/ws-token", await signIn());
    const socket = new WebSocket(`ws://127.0.0.1:${port}/ws?token=${token}`, { origin: frontend });
    const [message] = (await once(socket, "message")) as [Buffer];
    assert.deepEqual(JSON.parse(message.toString()), { type: "connected" });
    const closed = once(socket, "close");
    await workloads.stop("ftl-ws");
    const [code] = (await closed) as [number];
    assert.equal(code, 1012);
  });
});
