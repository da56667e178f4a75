import type { StateStore } from "../state/stateStore";
import { Edge } from "./edge/edge";
import { Gateway } from "./gateway/gateway";
import { Ingress } from "./ingress/ingress";
import { Network } from "./network/network";
import { databasesPath, pendingPath, problemsPath } from "./ownAnswers";
import type { DataPlanePart, Ground } from "./part";
import { PostgresServers } from "./postgres/postgresServers";
import { RedisServers } from "./redis/redisServers";
import { StaticSites } from "./staticSites/staticSites";
import { type Images, Workloads } from "./workloads/workloads";

export interface DataPlaneOptions {
  /** What runs in place of an image. */
  readonly images: Images;
  /** Tells the person, in a line. */
  readonly say: (line: string) => void;
}

/**
 * What a client of the deployed platform meets: databases, workloads, ingress, frontend and edge, and a way in. It is
 * driven by what is in the cloud's state and by nothing else.
 */
export class DataPlane {
  readonly network: Network;
  readonly edge: Edge;
  readonly postgres: PostgresServers;
  private readonly parts: readonly DataPlanePart[];
  private readonly say: (line: string) => void;
  private readonly stopListening: () => void;
  /** The rounds that are under way, one after the other. */
  private rounds: Promise<void> | undefined;
  private isStale = false;
  private isClosed = false;

  private gateway!: Gateway;

  private constructor(ground: Ground, { images }: DataPlaneOptions, store: StateStore) {
    const postgres = new PostgresServers(ground);
    const redis = new RedisServers(ground);
    const workloads = new Workloads(ground, { images, servers: [postgres, redis] });
    const edge = new Edge(ground);
    // What is needed to start comes before what starts, and what is behind before what is in front.
    this.parts = [
      postgres,
      redis,
      workloads,
      new Ingress(ground, workloads),
      new StaticSites(ground),
      edge,
    ];
    this.say = ground.say;
    this.network = ground.network;
    this.edge = edge;
    this.postgres = postgres;
    ground.resourceManager.runtime = workloads;
    this.stopListening = store.onCommit(() => this.touch());
  }

  static async start(
    base: Omit<Ground, "network" | "say">,
    store: StateStore,
    options: DataPlaneOptions,
  ): Promise<DataPlane> {
    const ground = { ...base, network: new Network(), say: options.say };
    const plane = new DataPlane(ground, options, store);
    plane.gateway = await Gateway.start(ground, {
      [pendingPath]: () => plane.settling(),
      [problemsPath]: () => plane.parts.flatMap((part) => [...(part.problems?.() ?? [])]),
      [databasesPath]: () => plane.postgres.states(),
    });
    plane.touch();
    return plane;
  }

  /** Port of the HTTP proxy that leads to the deployed names. */
  get gatewayPort(): number {
    return this.gateway.port;
  }

  /**
   * Looks at the state once more.
   *
   * @returns What is still on its way up, by name; empty when everything that the state wants runs, or has failed for good.
   */
  async settling(): Promise<string[]> {
    this.touch();
    await this.rounds;
    return this.parts.flatMap((part) => [...(part.pending?.() ?? [])]);
  }

  async close(): Promise<void> {
    this.stopListening();
    this.isClosed = true;
    await this.gateway.close();
    await this.rounds;
    // A part that can't be closed keeps no other one running.
    for (const part of this.parts.toReversed()) await this.attempt(() => part.close());
  }

  /** Has every part look at the state again, soon. */
  private touch(): void {
    this.isStale = true;
    this.rounds ??= this.reconcile();
  }

  private async reconcile(): Promise<void> {
    while (this.isStale && !this.isClosed) {
      this.isStale = false;
      for (const part of this.parts) await this.attempt(() => part.reconcile());
    }
    // In the same turn as the last look at isStale: a change after it begins rounds of its own.
    this.rounds = undefined;
  }

  /** What a part throws is its own fault, said, and no other part's end. */
  private async attempt(action: () => Promise<void>): Promise<void> {
    try {
      await action();
    } catch (error) {
      this.say(`The data plane: ${error instanceof Error ? error.stack : String(error)}`);
    }
  }
}
