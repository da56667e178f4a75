import type { WebSocket } from "ws";

/** How often a connection is asked whether it is still there, in milliseconds: no path between lets one idle longer than 4 minutes. */
const pingEveryMs = 30_000;
/** Why a connection ends when its server does. @see https://www.iana.org/assignments/websocket/websocket.xhtml#close-code-number */
const serviceRestart = 1012;
/** Over how long the ends of all connections are spread, and how many parts they go in: nobody's clients come back all at once. */
const farewell = { milliseconds: 5_000, parts: 50, fewest: 20 };

/** Everybody who is connected. */
export class Clients {
  private readonly sockets = new Set<WebSocket>();
  private readonly silent = new WeakSet<WebSocket>();
  private readonly timer = setInterval(() => this.ping(), pingEveryMs);

  add(socket: WebSocket): void {
    this.sockets.add(socket);
    socket.on("pong", () => this.silent.delete(socket));
    socket.on("close", () => this.sockets.delete(socket));
    socket.on("error", () => socket.terminate());
  }

  get size(): number {
    return this.sockets.size;
  }

  send(text: string): void {
    for (const socket of this.sockets) socket.send(text, () => undefined);
  }

  /** Tells everybody that the service restarts, a few at a time. */
  async close(): Promise<void> {
    clearInterval(this.timer);
    const all = [...this.sockets];
    const part = Math.max(farewell.fewest, Math.ceil(all.length / farewell.parts));
    for (let first = 0; first < all.length; first += part) {
      for (const socket of all.slice(first, first + part)) {
        socket.close(serviceRestart, "service restart");
      }
      if (first + part < all.length) {
        await new Promise((resolve) => setTimeout(resolve, farewell.milliseconds / farewell.parts));
      }
    }
  }

  /** Ends the connections that did not answer the last time. */
  private ping(): void {
    for (const socket of this.sockets) {
      if (this.silent.has(socket)) socket.terminate();
      else {
        this.silent.add(socket);
        socket.ping();
      }
    }
  }
}
