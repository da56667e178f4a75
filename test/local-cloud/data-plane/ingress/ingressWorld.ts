import { once } from "node:events";
import http, { type IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import tls from "node:tls";
import { WebSocketServer, type WebSocket } from "ws";
import type { Clock } from "../../../../local-cloud/clock";
import { Ingress } from "../../../../local-cloud/data-plane/ingress/ingress";
import type { IngressLimits } from "../../../../local-cloud/data-plane/ingress/requests";
import { Network } from "../../../../local-cloud/data-plane/network/network";
import type { Backend, Ground } from "../../../../local-cloud/data-plane/part";
import { overlay, type JsonObject } from "../../../../local-cloud/json";
import { PublicAuthority } from "../../../../local-cloud/trust/authority";
import { temporaryFolder } from "../../../support/temporaryFolder";
import { appBody, environmentId, openPlatform, textIn } from "../../arm/app/platform";
import type { TestCloud } from "../../arm/cloud";
import { closeServers, listen, openSocket } from "../http/servers";

/** Address of the client of these tests. */
export const clientAddress = "192.0.2.200";

/** A request to the ingress. */
export interface Asking {
  /** What the client calls the server, in TLS and as the host. */
  readonly hostname: string;
  /** @default the hostname */
  readonly host?: string;
  /** @default "https" */
  readonly protocol?: "http" | "https";
  /** @default "/" */
  readonly path?: string;
  readonly headers?: http.OutgoingHttpHeaders;
}

export interface Answer {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: string;
}

/** What a replica says it has received. */
export interface Received {
  readonly replica: string;
  readonly headers: http.IncomingHttpHeaders;
}

/** The ingress of an environment `env`, with replicas that a test makes. Close it after the test. */
export class IngressWorld {
  readonly cloud: TestCloud;
  readonly authority: PublicAuthority;
  readonly network = new Network();
  readonly ingress: Ingress;
  /** Revisions of an app that take requests, by its name. */
  readonly backends = new Map<string, Backend[]>();
  /** What the person was told. */
  readonly said: string[] = [];

  private constructor(
    cloud: TestCloud,
    authority: PublicAuthority,
    limits: Partial<IngressLimits> | undefined,
  ) {
    this.cloud = cloud;
    this.authority = authority;
    const ground: Pick<Ground, "resourceManager" | "authority" | "clock" | "network" | "say"> = {
      resourceManager: cloud.resourceManager,
      authority,
      clock: { now: () => cloud.now() } as Clock,
      network: this.network,
      say: (line) => this.said.push(line),
    };
    const backends = { of: ({ name }: { name: string }) => this.backends.get(name) ?? [] };
    this.ingress = new Ingress(ground as Ground, backends, limits);
  }

  static async open(limits?: Partial<IngressLimits>): Promise<IngressWorld> {
    const authority = await PublicAuthority.open(temporaryFolder());
    const world = new IngressWorld(await openPlatform(), authority, limits);
    await world.ingress.reconcile();
    return world;
  }

  async close(): Promise<void> {
    await this.ingress.close();
    await closeServers();
    this.cloud.close();
  }

  get address(): string {
    return textIn(this.cloud.get(environmentId), "properties.staticIp");
  }

  /** Sends a request; its body is sent at once, and the answer read whole. */
  async ask(asking: Asking): Promise<Answer> {
    const { protocol = "https", hostname, host = hostname, path = "/", headers } = asking;
    const request = http.request({
      createConnection: () => this.connect(hostname, protocol) as Socket,
      path,
      headers: { ...headers, host },
    });
    request.end();
    const [answer] = (await once(request, "response")) as [IncomingMessage];
    const chunks: Buffer[] = [];
    for await (const chunk of answer) chunks.push(chunk as Buffer);
    return {
      status: answer.statusCode!,
      headers: answer.headers,
      body: Buffer.concat(chunks).toString(),
    };
  }

  /** What the replica that a request comes to says it has received. */
  async received(asking: Asking): Promise<Received> {
    return JSON.parse((await this.ask(asking)).body) as Received;
  }

  /** A WebSocket through the ingress. */
  openSocket(hostname: string, protocol: "http" | "https" = "https"): Promise<WebSocket> {
    const scheme = protocol === "https" ? "wss" : "ws";
    return openSocket(`${scheme}://${hostname}/`, {
      createConnection: () => this.connect(hostname, protocol) as Socket,
    });
  }

  /** The connection of a client that looks at certificates itself. */
  connect(servername: string, protocol: "http" | "https" = "https"): Duplex {
    const socket = this.network.connect(
      this.address,
      protocol === "https" ? 443 : 80,
      clientAddress,
    )!;
    // The certificate is valid by the cloud's clock, which is not the machine's.
    return protocol === "http"
      ? socket
      : tls.connect({ socket, servername, rejectUnauthorized: false });
  }
}

/** A replica: says what it has received, and again what it hears by WebSocket. @returns Its port. */
export async function replica(name: string): Promise<number> {
  const server = http.createServer((request, response) => {
    response.end(JSON.stringify({ replica: name, headers: request.headers } satisfies Received));
  });
  const sockets = new WebSocketServer({ server });
  sockets.on("connection", (socket) => {
    socket.on("error", () => undefined);
    socket.on("message", (data, isBinary) => socket.send(data, { binary: isBinary }));
  });
  return listen(server);
}

/** The body of an app with an ingress that says so. */
export function withIngress(ingress: JsonObject): JsonObject {
  return overlay(appBody(), { properties: { configuration: { ingress } } });
}
