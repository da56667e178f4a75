import { WebSocket } from "ws";
import { webSocketToken } from "../../operations/verify/session";
import { openTls } from "../../operations/verify/tlsClient";
import type { Platform } from "./platform";
import type { StackName } from "./stackSettings";

/** How many handshakes are under way at once. */
const abreast = 20;

/** WebSockets that clients hold open. */
export class HeldWebSockets {
  private readonly sockets: readonly WebSocket[];
  /** How many have gone, by whoever's doing. */
  dropped = 0;

  private constructor(sockets: readonly WebSocket[]) {
    this.sockets = sockets;
    for (const socket of sockets) socket.once("close", () => this.dropped++);
  }

  /** Opens WebSockets to a hostname of ws, as so many pages of the frontend would, with one guest's token. */
  static async open(
    platform: Platform,
    stack: StackName,
    hostname: string,
    count: number,
  ): Promise<HeldWebSockets> {
    const context = platform.context(stack);
    const token = await webSocketToken(context);
    const origin = `https://${context.entry("frontend")}`;
    const sockets: WebSocket[] = [];
    let begun = 0;
    const openNext = async (): Promise<void> => {
      while (begun++ < count) {
        const connection = await openTls(platform.vantage(), hostname, hostname, 30_000);
        const address = `wss://${hostname}/ws?token=${encodeURIComponent(token)}`;
        const socket = new WebSocket(address, { origin, createConnection: () => connection });
        sockets.push(socket);
        await new Promise((resolve, reject) => socket.once("open", resolve).once("error", reject));
        socket.on("error", () => undefined);
      }
    };
    await Promise.all(Array.from({ length: Math.min(abreast, count) }, openNext));
    return new HeldWebSockets(sockets);
  }

  /** Resolves when none is open any more. */
  async allDropped(): Promise<void> {
    await Promise.all(
      this.sockets
        .filter(({ readyState }) => readyState !== WebSocket.CLOSED)
        .map((socket) => new Promise((resolve) => socket.once("close", resolve))),
    );
  }

  /** Closes those that are still open. */
  async close(): Promise<void> {
    for (const socket of this.sockets) socket.terminate();
    await this.allDropped();
  }
}
