import type { StateStore } from "../state/stateStore";
import { Network } from "./network/network";
import type { DataPlanePart, Ground } from "./part";

export interface DataPlaneOptions {
  /** Tells the person, in a line. */
  readonly say: (line: string) => void;
}

/**
 * What a client of the deployed platform meets: databases, workloads, ingress, edge and the frontend, driven by what is
 * in the cloud's state and nothing else.
 */
export class DataPlane {
  readonly network: Network;
  private readonly parts: readonly DataPlanePart[];
  private readonly stopListening: () => void;
  /** The round that is under way. */
  private round: Promise<void> | undefined;
  private isStale = false;
  private isClosed = false;

  private constructor(network: Network, parts: readonly DataPlanePart[], store: StateStore) {
    this.network = network;
    this.parts = parts;
    this.stopListening = store.onCommit(() => this.touch());
  }

  static async start(
    ground: Omit<Ground, "network" | "say">,
    store: StateStore,
    options: DataPlaneOptions,
  ): Promise<DataPlane> {
    const network = new Network();
    const parts: DataPlanePart[] = [];
    void ground;
    void options;
    const plane = new DataPlane(network, parts, store);
    plane.touch();
    return plane;
  }

  /** Has every part look at the state again, soon. */
  touch(): void {
    this.isStale = true;
    this.round ??= this.reconcile().finally(() => (this.round = undefined));
  }

  async close(): Promise<void> {
    this.stopListening();
    this.isClosed = true;
    await this.round;
    for (const part of this.parts.toReversed()) await part.close();
  }

  private async reconcile(): Promise<void> {
    while (this.isStale && !this.isClosed) {
      this.isStale = false;
      for (const part of this.parts) await part.reconcile();
    }
  }
}
