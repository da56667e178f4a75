import http, { type IncomingMessage } from "node:http";
import net, { type Socket } from "node:net";
import { edgeAddresses } from "../../cloudflare/publicDns";
import { cutWhenIdle } from "../http/idleLimit";
import { listenOnLoopback } from "../http/loopbackServer";
import type { Tunnel } from "../http/tunnel";
import type { DataPlanePart, Ground } from "../part";
import { EdgeAnswer } from "./edgeAnswer";
import { cloudflareLimits, type EdgeLimits } from "./limits";
import { settingOf, proxiedHost } from "./proxiedHost";
import { hostnameOf, serve, type Upgrade } from "./reverseProxy";
import { keepAliveMs, TlsTermination } from "./tlsTermination";

/**
 * Cloudflare's edge: what answers at the addresses of the account's proxied names.
 *
 * Requests are answered by the records and settings as they are at that moment. Nothing is cached, challenged or
 * compressed, and no more than HTTP/1.1 is spoken, by both sides.
 */
export class Edge implements DataPlanePart {
  private readonly ground: Ground;
  private readonly limits: EdgeLimits;
  private readonly termination: TlsTermination;
  private readonly webSockets = new Set<Tunnel>();
  /** Ends what listens; undefined while nothing does. */
  private stop: (() => Promise<unknown>) | undefined;

  constructor(ground: Ground, limits: Partial<EdgeLimits> = {}) {
    this.ground = ground;
    this.limits = { ...cloudflareLimits, ...limits };
    this.termination = new TlsTermination(ground, {
      request: (incoming, answer) => this.answer(incoming, answer),
      upgrade: (incoming, socket, head) => void this.upgrade(incoming, socket as Socket, head),
    });
  }

  async reconcile(): Promise<void> {
    try {
      this.stop ??= await this.listen();
      await this.termination.reconcile();
    } catch (error) {
      this.ground.say(`edge: ${stackOf(error)}`);
    }
  }

  /**
   * A new version of Cloudflare's software: WebSockets are cut; everything else goes on.
   *
   * @see https://developers.cloudflare.com/network/websockets/#technical-note
   */
  restart(): void {
    for (const webSocket of this.webSockets) webSocket.destroy();
  }

  async close(): Promise<void> {
    await this.stop?.();
  }

  private answer(incoming: IncomingMessage, answer: EdgeAnswer): void {
    void this.serve(incoming, answer);
  }

  /**
   * A request for another protocol. Without the zone's setting `websockets` it goes to the origin as an ordinary one;
   * what Cloudflare does then is not documented.
   */
  private async upgrade(incoming: IncomingMessage, socket: Socket, head: Buffer): Promise<void> {
    // Node.js has let go of the connection.
    socket.on("error", () => undefined);
    const answer = new EdgeAnswer(incoming);
    answer.shouldKeepAlive = false;
    answer.assignSocket(socket);
    answer.once("finish", () => socket.end());
    socket.on("drain", () => answer.emit("drain"));
    const webSocket = await this.serve(
      incoming,
      answer,
      this.allowsWebSockets(incoming) ? { socket, head } : undefined,
    );
    if (webSocket !== undefined) {
      answer.detachSocket(socket);
      this.watch(webSocket);
    }
  }

  private allowsWebSockets(incoming: IncomingMessage): boolean {
    const { cloudflare } = this.ground;
    const host = proxiedHost(cloudflare, hostnameOf(incoming));
    const isAllowed = host === undefined || settingOf(cloudflare, host.zone, "websockets") === "on";
    return isAllowed && incoming.headers.upgrade?.toLowerCase() === "websocket";
  }

  private async serve(
    incoming: IncomingMessage,
    answer: EdgeAnswer,
    upgrade?: Upgrade,
  ): Promise<Tunnel | undefined> {
    try {
      return await serve(this.ground, this.limits, incoming, answer, upgrade);
    } catch (error) {
      // Nothing that a visitor or an origin does may get here: it is a fault of the edge's own, and it says so.
      this.ground.say(`edge: ${stackOf(error)}`);
      if (answer.headersSent) answer.destroy();
      else answer.writeHead(500).end();
      return undefined;
    }
  }

  private watch(webSocket: Tunnel): void {
    this.webSockets.add(webSocket);
    cutWhenIdle(webSocket, this.limits.webSocketIdleMs);
    void webSocket.closed.then(() => this.webSockets.delete(webSocket));
  }

  private async listen(): Promise<() => Promise<unknown>> {
    const plain = http.createServer({ ServerResponse: EdgeAnswer }, (incoming, answer) =>
      this.answer(incoming, answer),
    );
    plain.on("upgrade", (incoming, socket, head) => {
      void this.upgrade(incoming, socket as Socket, head);
    });
    plain.keepAliveTimeout = keepAliveMs;
    // The connections go on to servers of HTTP, which leave open what a client has only half closed.
    const secure = net.createServer({ allowHalfOpen: true }, (socket) => {
      void this.termination.take(socket);
    });
    const stops = await Promise.all([this.serveAt(80, plain), this.serveAt(443, secure)]);
    return () => Promise.all(stops.map((stop) => stop()));
  }

  /** Has a server listen at the edge's addresses. @returns Ends that. */
  private async serveAt(port: number, server: net.Server): Promise<() => Promise<void>> {
    const listening = await listenOnLoopback(server);
    const leave = Object.values(edgeAddresses)
      .flat()
      .map((address) => this.ground.network.listen(address, port, listening.port));
    return async () => {
      for (const one of leave) one();
      await listening.close();
    };
  }
}

function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
