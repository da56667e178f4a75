import type { IncomingMessage, ServerResponse } from "node:http";
import net, { type Socket } from "node:net";
import type { Duplex } from "node:stream";
import { idKey } from "../../arm/resourceId";
import type { StoredResource } from "../../arm/resourceType";
import { ForwardError, forwardRequest, forwardUpgrade, type Forwarding } from "../http/forward";
import { cutWhenIdle } from "../http/idleLimit";
import type { Backends, Ground } from "../part";
import { isAllowed } from "./addressRules";
import { forwardedHeaders, type Client } from "./forwardedHeaders";
import {
  accessDenied,
  answerRequest,
  answerUpgrade,
  connectionFailure,
  connectionTermination,
  noHealthyUpstream,
  noSuchApp,
  streamTimeout,
  toHttps,
  type IngressAnswer,
} from "./ingressAnswer";
import { routeOf } from "./route";
import { Turns } from "./turns";

/** Limits of the ingress. */
export interface IngressLimits {
  /**
   * How long nothing may pass before a request, or a WebSocket, is cut; milliseconds.
   *
   * @default 240 s
   * @see https://learn.microsoft.com/azure/container-apps/ingress-overview (a request's timeout)
   * @see https://github.com/microsoft/azure-container-apps/issues/597 (the limit is one of idleness)
   */
  readonly idleMs: number;
}

export const ingressLimits: IngressLimits = { idleMs: 240_000 };

/** What the ingress does with requests, whichever listener they came by. */
export class IngressRequests {
  private readonly ground: Pick<Ground, "resourceManager" | "network">;
  private readonly backends: Backends;
  private readonly limits: IngressLimits;
  private readonly turns = new Turns();

  constructor(
    ground: Pick<Ground, "resourceManager" | "network">,
    backends: Backends,
    limits: IngressLimits,
  ) {
    this.ground = ground;
    this.backends = backends;
    this.limits = limits;
  }

  /** @param environmentId The environment whose ingress was asked. */
  async request(
    environmentId: string,
    protocol: Client["protocol"],
    incoming: IncomingMessage,
    outgoing: ServerResponse,
  ): Promise<void> {
    outgoing.setTimeout(this.limits.idleMs, () => {
      // Before the answer begins its own limit counts, and the client is told.
      if (outgoing.headersSent || !incoming.complete) outgoing.destroy();
    });
    await this.pass(environmentId, protocol, incoming, {
      forward: (forwarding) => forwardRequest(incoming, outgoing, forwarding),
      answer: (answer) => answerRequest(outgoing, answer),
    });
  }

  /** As `request`, for one that asks for another protocol. */
  async upgrade(
    environmentId: string,
    protocol: Client["protocol"],
    incoming: IncomingMessage,
    socket: Duplex,
    head: Buffer,
  ): Promise<void> {
    socket.on("error", () => socket.destroy());
    await this.pass(environmentId, protocol, incoming, {
      forward: async (forwarding) => {
        const tunnel = await forwardUpgrade(incoming, socket, head, forwarding);
        cutWhenIdle(tunnel, this.limits.idleMs);
      },
      answer: (answer) => answerUpgrade(socket, answer),
    });
  }

  private async pass(
    environmentId: string,
    protocol: Client["protocol"],
    incoming: IncomingMessage,
    exchange: {
      readonly forward: (forwarding: Forwarding) => Promise<void>;
      readonly answer: (answer: IngressAnswer) => void;
    },
  ): Promise<void> {
    const environment = this.ground.resourceManager.find(environmentId);
    const client = { address: this.ground.network.sourceOf(incoming.socket), protocol };
    const replicas =
      environment === undefined ? noSuchApp : this.replicasFor(environment, incoming, client);
    if ("status" in replicas) return exchange.answer(replicas);
    const connection = await connectToFirst(replicas);
    if (connection === undefined) return exchange.answer(connectionFailure);
    try {
      await exchange.forward({
        connection,
        headers: forwardedHeaders(incoming, client),
        answerTimeoutMs: this.limits.idleMs,
      });
    } catch (error) {
      if (!(error instanceof ForwardError)) throw error;
      exchange.answer(error.reason === "timeout" ? streamTimeout : connectionTermination);
    }
  }

  /** Ports of the replicas that are to be tried, one after the other; or what the ingress says itself. */
  private replicasFor(
    environment: StoredResource,
    { headers, url = "/" }: IncomingMessage,
    client: Client,
  ): readonly number[] | IngressAnswer {
    const hostname = (headers.host ?? "").replace(/:\d+$/, "").toLowerCase();
    const route = routeOf(this.ground.resourceManager, environment, hostname);
    if (route === undefined) return noSuchApp;
    const { app, ingress, revisionName } = route;
    if (!isAllowed(ingress, client.address)) return accessDenied;
    if (client.protocol === "http" && ingress["allowInsecure"] !== true) {
      return toHttps(hostname, url);
    }
    const key = idKey(app.id);
    const backends = this.backends.of(app);
    const backend =
      revisionName === undefined
        ? this.turns.revision(key, backends)
        : backends.find((one) => one.revisionName === revisionName);
    if (backend === undefined) return noSuchApp;
    const ports = this.turns.replicas(key, backend);
    return ports.length === 0 ? noHealthyUpstream : ports;
  }
}

/** The first of the ports that takes a connection. */
async function connectToFirst(ports: readonly number[]): Promise<Socket | undefined> {
  for (const port of ports) {
    const socket = net.connect({ host: "127.0.0.1", port, noDelay: true });
    const isOpen = await new Promise<boolean>((resolve) => {
      // It stays: a connection may fail at any time, and whoever uses it sees it closed.
      socket.on("error", () => resolve(false)).once("connect", () => resolve(true));
    });
    if (isOpen) return socket;
  }
  return undefined;
}
