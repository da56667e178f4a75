import assert from "node:assert/strict";
import { once } from "node:events";
import http, { type IncomingMessage } from "node:http";
import net from "node:net";
import { forwardUpgrade } from "../../../../local-cloud/data-plane/http/forward";
import type { Tunnel } from "../../../../local-cloud/data-plane/http/tunnel";
import { exchange } from "./exchange";
import { closeServers, echoSockets, listen, openSocket } from "./servers";

describe("passing on requests for another protocol", () => {
  let tunnels: Tunnel[];
  beforeEach(() => (tunnels = []));
  afterEach(closeServers);

  async function proxyTo(behind: number): Promise<number> {
    const proxy = http.createServer();
    proxy.on("upgrade", (incoming: IncomingMessage, socket: net.Socket, head: Buffer) => {
      const connection = net.connect(behind, "127.0.0.1").on("error", () => undefined);
      forwardUpgrade(incoming, socket, head, { connection, headers: incoming.headers }).then(
        (tunnel) => tunnels.push(tunnel),
        () => socket.end("HTTP/1.1 502 Bad Gateway\r\n\r\n"),
      );
    });
    return listen(proxy);
  }

  it("echoes through a WebSocket", async () => {
    const port = await proxyTo(await echoSockets());
    const socket = await openSocket(`ws://127.0.0.1:${port}/ws?token=t`);

    socket.send("hello");
    const [message] = (await once(socket, "message")) as [Buffer];

    assert.equal(message.toString(), "hello");
    assert.equal(tunnels.length, 1);
  });

  it("closes both ends when one closes", async () => {
    const port = await proxyTo(await echoSockets());
    const socket = await openSocket(`ws://127.0.0.1:${port}/`);

    socket.close(4001, "enough");
    const [code] = (await once(socket, "close")) as [number];
    await tunnels[0]!.closed;

    assert.equal(code, 4001);
  });

  it("cuts both ends when it is told to", async () => {
    const port = await proxyTo(await echoSockets());
    const socket = await openSocket(`ws://127.0.0.1:${port}/`);

    tunnels[0]!.destroy();
    const [code] = (await once(socket, "close")) as [number];

    assert.equal(code, 1006);
  });

  it("knows when something last passed", async () => {
    const port = await proxyTo(await echoSockets());
    const socket = await openSocket(`ws://127.0.0.1:${port}/`);
    const opened = tunnels[0]!.lastActivity();
    await new Promise((resolve) => setTimeout(resolve, 5));

    socket.send("hello");
    await once(socket, "message");

    assert.ok(tunnels[0]!.lastActivity() > opened);
  });

  it("passes on an answer that refuses, and closes behind it", async () => {
    const behind = http.createServer();
    behind.on("upgrade", (_request, socket) => {
      socket.end("HTTP/1.1 401 Unauthorized\r\ncontent-length: 7\r\nx-why: token\r\n\r\nno, no!");
    });
    const port = await proxyTo(await listen(behind));

    const answer = await exchange({
      port,
      headers: { connection: "Upgrade", upgrade: "websocket" },
    });

    assert.deepEqual(
      [answer.status, answer.headers["x-why"], answer.body.toString()],
      [401, "token", "no, no!"],
    );
  });

  it("rejects where the server behind goes away", async () => {
    const behind = net.createServer((socket) => void socket.once("data", () => socket.destroy()));
    const port = await proxyTo(await listen(behind));

    await assert.rejects(openSocket(`ws://127.0.0.1:${port}/`), /502/);
  });

  it("holds a thousand WebSockets at once", async () => {
    const port = await proxyTo(await echoSockets());
    const sockets = await Promise.all(
      Array.from({ length: 1000 }, () => openSocket(`ws://127.0.0.1:${port}/`)),
    );

    const echoes = sockets.map(async (socket, index) => {
      socket.send(String(index));
      const [message] = (await once(socket, "message")) as [Buffer];
      return message.toString();
    });

    assert.deepEqual(
      await Promise.all(echoes),
      sockets.map((_, index) => String(index)),
    );
  });
});
