import http, { type IncomingMessage, type ServerResponse } from "node:http";
import https from "node:https";
import { constants } from "node:crypto";
import type { Server } from "node:net";
import type { Duplex } from "node:stream";
import { idKey } from "../../arm/resourceId";
import type { StoredResource } from "../../arm/resourceType";
import {
  appType,
  environmentType,
  isInternal,
  residents,
  staticIpOf,
} from "../../arm/types/app/environmentFacts";
import { listenOnLoopback, type LoopbackServer } from "../http/loopbackServer";
import type { Backends, DataPlanePart, Ground } from "../part";
import type { Client } from "./forwardedHeaders";
import { ingressLimits, IngressRequests, type IngressLimits } from "./requests";
import { ServedContexts } from "./servedContexts";
import { unmodelled } from "./unmodelled";

const ports = { https: 443, http: 80 } as const;

/** An environment whose ingress listens. */
interface Listening {
  readonly address: string;
  readonly servers: readonly LoopbackServer[];
  readonly leave: readonly (() => void)[];
}

/**
 * The ingress of Container Apps: of every managed environment that the internet reaches, HTTPS and HTTP at its address.
 * It terminates TLS with the certificate that is bound to the name, finds the app by the host, and spreads requests
 * over its revisions by weight and over their replicas in turn. To clients and to replicas it speaks HTTP/1.1, and
 * WebSocket; Container Apps speaks HTTP/2 and gRPC too.
 *
 * @see https://learn.microsoft.com/azure/container-apps/ingress-overview
 */
export class Ingress implements DataPlanePart {
  private readonly ground: Ground;
  private readonly requests: IngressRequests;
  private readonly contexts: ServedContexts;
  private readonly limits: IngressLimits;
  /** By the environment's id. */
  private readonly listening = new Map<string, Listening>();
  private readonly said = new Set<string>();

  constructor(ground: Ground, backends: Backends, limits: Partial<IngressLimits> = {}) {
    this.ground = ground;
    this.limits = { ...ingressLimits, ...limits };
    this.requests = new IngressRequests(ground, backends, this.limits);
    this.contexts = new ServedContexts(ground);
  }

  async reconcile(): Promise<void> {
    const { resourceManager } = this.ground;
    const environments = new Map(
      resourceManager
        .list(environmentType)
        .filter((environment) => !isInternal(environment))
        .map((environment) => [idKey(environment.id), environment]),
    );
    for (const [key, { address }] of this.listening) {
      const environment = environments.get(key);
      if (environment === undefined || staticIpOf(environment) !== address) await this.stop(key);
    }
    for (const [key, environment] of environments) {
      if (!this.listening.has(key)) await this.start(key, environment);
      for (const app of residents(resourceManager, environment.id, appType)) {
        for (const line of unmodelled(app)) this.sayOnce(line);
      }
    }
  }

  async close(): Promise<void> {
    for (const key of this.listening.keys()) await this.stop(key);
  }

  private async start(key: string, environment: StoredResource): Promise<void> {
    const address = staticIpOf(environment);
    const servers: LoopbackServer[] = [];
    const leave: (() => void)[] = [];
    this.listening.set(key, { address, servers, leave });
    try {
      for (const protocol of ["https", "http"] as const) {
        const server = await listenOnLoopback(this.serverFor(environment.id, protocol));
        servers.push(server);
        leave.push(this.ground.network.listen(address, ports[protocol], server.port));
      }
    } catch (error) {
      this.ground.say(
        `The ingress of ${environment.name} can't listen: ${(error as Error).message}`,
      );
      await this.stop(key);
    }
  }

  private async stop(key: string): Promise<void> {
    const { servers, leave } = this.listening.get(key)!;
    this.listening.delete(key);
    for (const go of leave) go();
    await Promise.all(servers.map((server) => server.close()));
  }

  private serverFor(environmentId: string, protocol: Client["protocol"]): Server {
    const serve = (incoming: IncomingMessage, outgoing: ServerResponse) => {
      this.requests
        .request(environmentId, protocol, incoming, outgoing)
        .catch((error: unknown) => this.giveUp(outgoing, error));
    };
    const server =
      protocol === "http" ? http.createServer(serve) : this.secureServer(environmentId, serve);
    server.on("upgrade", (incoming: IncomingMessage, socket: Duplex, head: Buffer) => {
      this.requests
        .upgrade(environmentId, protocol, incoming, socket, head)
        .catch((error: unknown) => this.giveUp(socket, error));
    });
    server.keepAliveTimeout = this.limits.idleMs;
    // How long a request may take as a whole is not limited, only how long nothing of it may come.
    server.requestTimeout = 0;
    return server;
  }

  private secureServer(
    environmentId: string,
    serve: (incoming: IncomingMessage, outgoing: ServerResponse) => void,
  ): https.Server {
    return https.createServer(
      {
        // A session that is taken up again would not ask which certificate is bound now.
        secureOptions: constants.SSL_OP_NO_TICKET,
        SNICallback: (hostname, done) => {
          this.contextFor(environmentId, hostname.toLowerCase()).then(
            // No certificate cuts the handshake, without an alert:
            // https://github.com/microsoft/azure-container-apps/issues/1275
            (context) =>
              context === undefined
                ? done(new Error(`no certificate for ${hostname}`))
                : done(null, context),
            done,
          );
        },
      },
      serve,
    );
  }

  private async contextFor(environmentId: string, hostname: string) {
    const environment = this.ground.resourceManager.find(environmentId);
    return environment && this.contexts.contextFor(environment, hostname);
  }

  /** A fault of the ingress's own ends one exchange, and nothing else. */
  private giveUp(exchange: { destroy(): void }, error: unknown): void {
    this.ground.say(`The ingress failed: ${error instanceof Error ? error.stack : String(error)}`);
    exchange.destroy();
  }

  private sayOnce(line: string): void {
    if (this.said.has(line)) return;
    this.said.add(line);
    this.ground.say(line);
  }
}
