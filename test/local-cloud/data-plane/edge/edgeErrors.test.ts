import assert from "node:assert/strict";
import { once } from "node:events";
import http from "node:http";
import https from "node:https";
import net from "node:net";
import { dayMs, EdgeWorld, originAddress } from "./edgeWorld";

describe("The edge, when an origin doesn't serve", () => {
  let world: EdgeWorld;
  beforeEach(async () => {
    world = await EdgeWorld.open({ connectMs: 100, readMs: 100 });
  });
  afterEach(() => world.close());

  const visit = () => world.visit("https://api.example.com/health");
  /** An origin that does this to each connection, on HTTPS's port. */
  const onConnection = (act: (socket: net.Socket) => void) =>
    world.origin(net.createServer(act), 443);

  const cases: readonly [number, string, () => Promise<unknown>][] = [
    [
      520,
      "goes away without an answer",
      () => world.httpsOrigin((request) => request.socket.destroy()),
    ],
    [
      520,
      "answers what is no HTTP",
      () => world.httpsOrigin((request) => request.socket.end("nonsense\r\n\r\n")),
    ],
    [521, "listens nowhere", async () => undefined],
    [
      521,
      "refuses connections",
      async () => world.network.listen(originAddress, 443, await closedPort()),
    ],
    [522, "doesn't get on with the connection", () => onConnection(() => undefined)],
    [524, "begins no answer", () => world.httpsOrigin(() => undefined)],
    [525, "cuts the TLS handshake", () => onConnection((socket) => socket.destroy())],
    [525, "speaks no TLS", () => world.origin(http.createServer(), 443)],
    [
      526,
      "has a certificate for another name",
      async () => {
        const credentials = await world.certificate({ names: ["other.example.com"] });
        await world.httpsOrigin(undefined, credentials);
      },
    ],
  ];
  for (const [status, what, arrange] of cases) {
    it(`answers ${status} for one that ${what}`, async () => {
      await arrange();

      const { status: got, headers, body } = await visit();

      assert.equal(got, status, body);
      assert.match(body, new RegExp(`Error code ${status}`));
      assert.equal(headers.server, "cloudflare");
      assert.match(body, new RegExp(`Ray ID: ${headers["cf-ray"] as string}`));
      assert.equal(headers["cf-cache-status"], undefined);
    });
  }

  it("answers 530 with error 1016 where the origin's name doesn't resolve", async () => {
    await world.record("CNAME", "gone", "nowhere.example.com", { proxied: true });

    const { status, body } = await world.visit("https://gone.example.com/");

    assert.equal(status, 530);
    assert.match(body, /Error code 1016.*nowhere\.example\.com has no address/s);
  });

  it("answers 530 with error 1016 where proxied names lead to each other in a circle", async () => {
    await world.record("CNAME", "one", "two.example.com", { proxied: true });
    await world.record("CNAME", "two", "one.example.com", { proxied: true });

    assert.equal((await world.visit("https://one.example.com/")).status, 530);
  });

  for (const [type, address] of [
    ["A", "192.0.2.11"],
    ["AAAA", "2001:db8::10"],
  ] as const) {
    it(`answers 403 with error 1000 where the record is the edge's own address ${address}`, async () => {
      await world.record(type, "loop", address, { proxied: true });

      const { status, body } = await world.visit("https://loop.example.com/");

      assert.equal(status, 403);
      assert.match(body, /Error code 1000/);
    });
  }

  for (const [what, hostname] of [
    ["somebody else's name", "www.example.org"],
    ["a name that isn't proxied", "ws.example.com"],
  ] as const) {
    it(`answers 409 with error 1001 for ${what}`, async () => {
      await world.record("A", "ws", originAddress);

      const { status, body } = await world.visit(`http://${hostname}/`);

      assert.equal(status, 409);
      assert.match(body, /Error code 1001/);
    });
  }

  it("answers 403 where the host isn't the one of the TLS handshake", async () => {
    await world.httpsOrigin();

    const answer = await world.visit("https://api.example.com/", {
      headers: { host: "www.example.com" },
    });

    assert.equal(answer.status, 403);
  });

  it("asks the same origin again once it is there", async () => {
    assert.equal((await visit()).status, 521);
    await world.httpsOrigin();

    assert.deepEqual(pick(await visit()), [200, "hello"]);
  });

  it("lets go of an origin that it still connects to when the visitor goes away", async () => {
    await world.edge.close();
    world = await EdgeWorld.open({ connectMs: 3_600_000 });
    const silent = net.createServer((socket) => socket.resume());
    await world.origin(silent, 443);
    const connected = once(silent, "connection");
    const request = https.get({
      ...world.connection("api.example.com"),
      headers: { host: "api.example.com" },
    });
    request.on("error", () => undefined);
    const [atOrigin] = (await connected) as [net.Socket];
    const closed = once(atOrigin, "close");

    request.destroy();

    await closed;
    assert.ok(atOrigin.destroyed);
  });

  it("tells the person what keeps it from its work, and goes on", async () => {
    world.authority.issue = () => Promise.reject(new Error("no ink"));
    await world.clock.advance(80 * dayMs);

    await world.edge.reconcile();

    assert.equal(world.said.length, 1);
    assert.match(world.said[0]!, /^edge: Error: no ink/);
  });

  it("says nothing to the person about what origins do", async () => {
    await visit();

    assert.deepEqual(world.said, []);
  });
});

function pick({ status, body }: { status: number; body: string }): [number, string] {
  return [status, body];
}

/** A port of loopback at which nobody listens any more. */
async function closedPort(): Promise<number> {
  const server = net.createServer();
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as net.AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
