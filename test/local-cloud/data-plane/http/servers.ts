/** Servers that stand behind what is tested, all on loopback, and WebSockets to them. */

import { once } from "node:events";
import http from "node:http";
import type { AddressInfo, Server, Socket } from "node:net";
import { WebSocket, WebSocketServer, type ClientOptions } from "ws";

const closings: (() => Promise<unknown>)[] = [];
const listening = new Map<number, () => Promise<unknown>>();

/** Closes everything that was opened with this file's functions. */
export async function closeServers(): Promise<void> {
  await Promise.all(closings.splice(0).map((close) => close()));
}

/** Closes the server that {@link listen} gave this port. */
export async function closeServer(port: number): Promise<void> {
  await listening.get(port)!();
}

/** Has a server listen on any free port, until {@link closeServers}. @returns The port. */
export async function listen(server: Server): Promise<number> {
  const sockets = new Set<Socket>();
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.on("error", () => undefined).once("close", () => sockets.delete(socket));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const close = async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  };
  closings.push(close);
  listening.set(port, close);
  return port;
}

/** A WebSocket server that says again what it hears. @returns Its port. */
export async function echoSockets(): Promise<number> {
  const server = http.createServer();
  const sockets = new WebSocketServer({ server });
  sockets.on("connection", (socket) => {
    socket.on("error", () => undefined);
    socket.on("message", (data, isBinary) => socket.send(data, { binary: isBinary }));
  });
  return listen(server);
}

/** An open WebSocket, closed at the latest by {@link closeServers}. */
export async function openSocket(url: string, options?: ClientOptions): Promise<WebSocket> {
  const socket = new WebSocket(url, options);
  closings.push(async () => socket.terminate());
  await once(socket, "open");
  socket.on("error", () => undefined);
  return socket;
}
