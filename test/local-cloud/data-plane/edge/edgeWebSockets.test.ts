import assert from "node:assert/strict";
import { once } from "node:events";
import type http from "node:http";
import tls from "node:tls";
import { WebSocketServer, type WebSocket } from "ws";
import { EdgeWorld } from "./edgeWorld";

describe("The edge's WebSockets", () => {
  let world: EdgeWorld;
  const open = async (limits = {}) => {
    world = await EdgeWorld.open(limits);
  };
  afterEach(() => world.close());

  /** An origin that says again what it hears. */
  async function echoOrigin(): Promise<WebSocketServer> {
    const server = await world.httpsOrigin((_request, response) =>
      response.writeHead(426, { "content-length": 16 }).end("Upgrade Required"),
    );
    const sockets = new WebSocketServer({ server });
    sockets.on("connection", (socket) => {
      socket.on("error", () => undefined);
      socket.on("message", (data, isBinary) => socket.send(data, { binary: isBinary }));
    });
    return sockets;
  }

  async function echo(socket: WebSocket, text: string): Promise<string> {
    socket.send(text);
    const [data] = (await once(socket, "message")) as [Buffer];
    return data.toString();
  }

  /** Asks for a WebSocket, gets an ordinary answer, and waits until the edge closes the connection behind it. */
  async function refusedUpgrade(): Promise<{ head: string; body: string }> {
    const socket = tls.connect(world.connection("api.example.com"));
    socket.write(
      "GET / HTTP/1.1\r\nHost: api.example.com\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n" +
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n",
    );
    const [head = "", body = ""] = (await socket.toArray()).join("").split("\r\n\r\n");
    return { head, body };
  }

  it("reach the origin and back", async () => {
    await open();
    await echoOrigin();
    const socket = await world.openSocket();

    assert.equal(await echo(socket, "hello"), "hello");
  });

  it("bring the origin the visitor's headers", async () => {
    await open();
    const connected = once(await echoOrigin(), "connection");
    await world.openSocket();

    const [, request] = (await connected) as [WebSocket, http.IncomingMessage];
    assert.equal(request.headers["x-forwarded-for"], "127.0.0.1");
    assert.equal(request.headers["cf-visitor"], '{"scheme":"https"}');
  });

  it("end when the edge restarts, and can be opened again", async () => {
    await open();
    await echoOrigin();
    const sockets = await Promise.all([1, 2, 3].map(() => world.openSocket()));
    const codes = sockets.map(async (socket) => (await once(socket, "close"))[0] as number);

    world.edge.restart();

    assert.deepEqual(await Promise.all(codes), [1006, 1006, 1006]);
    assert.equal(await echo(await world.openSocket(), "again"), "again");
  });

  it("leave other requests alone when the edge restarts", async () => {
    await open();
    const server = await world.httpsOrigin(() => undefined);
    const arrived = once(server, "request");
    const visit = world.visit("https://api.example.com/");
    const [, answer] = (await arrived) as [http.IncomingMessage, http.ServerResponse];

    world.edge.restart();
    answer.end("late");

    assert.equal((await visit).body, "late");
  });

  it("end when nothing passes for too long", async () => {
    await open({ webSocketIdleMs: 50 });
    await echoOrigin();
    const socket = await world.openSocket();

    const [code] = (await once(socket, "close")) as [number];

    assert.equal(code, 1006);
  });

  it("end at the origin when the visitor goes away", async () => {
    await open();
    const connected = once(await echoOrigin(), "connection");
    const socket = await world.openSocket();
    const [atOrigin] = (await connected) as [WebSocket];
    const closed = once(atOrigin, "close");

    socket.terminate();

    await closed;
    assert.equal(atOrigin.readyState, atOrigin.CLOSED);
  });

  it("are ordinary requests to the origin where the zone's setting is off", async () => {
    await open();
    await echoOrigin();
    await world.set("websockets", "off");

    const { head, body } = await refusedUpgrade();

    assert.match(head, /^HTTP\/1\.1 426 .*^server: cloudflare$/ms);
    assert.equal(body, "Upgrade Required");
  });

  it("get a long answer whole where the zone's setting is off", async () => {
    await open();
    const long = "long".repeat(1_000_000);
    await world.httpsOrigin((_request, response) => {
      response.writeHead(200, { "content-length": long.length }).end(long);
    });
    await world.set("websockets", "off");

    const { body } = await refusedUpgrade();

    assert.ok(body === long, `${body.length} of ${long.length} characters`);
  });

  it("get the origin's refusal", async () => {
    await open();
    const server = await world.httpsOrigin();
    server.on("upgrade", (_request, socket) =>
      socket.end("HTTP/1.1 401 Unauthorized\r\nContent-Length: 8\r\n\r\nno token"),
    );

    const { head, body } = await refusedUpgrade();

    assert.match(head, /^HTTP\/1\.1 401 /);
    assert.equal(body, "no token");
  });

  it("get an error page where the origin isn't there", async () => {
    await open();

    const { head, body } = await refusedUpgrade();

    assert.match(head, /^HTTP\/1\.1 521 /);
    assert.match(body, /Error code 521/);
  });

  it("get an error page where the origin begins no answer", async () => {
    await open({ readMs: 50 });
    const server = await world.httpsOrigin();
    server.on("upgrade", (_request, socket) => socket.on("error", () => undefined));

    assert.match((await refusedUpgrade()).head, /^HTTP\/1\.1 524 /);
  });

  it("are sent from HTTP to HTTPS as other requests are", async () => {
    await open();
    await world.set("always_use_https", "on");

    const { status } = await world.visit("http://api.example.com/", {
      headers: { connection: "Upgrade", upgrade: "websocket" },
    });

    assert.equal(status, 301);
  });
});
