import { numberAt, objectsAt } from "../../arm/body";
import type { ArmCloud } from "../../arm/armCloud";
import type { StoredResource } from "../../arm/resourceType";
import { isConsumption } from "../../arm/types/app/containerTemplate";
import { environmentOf } from "../../arm/types/app/environmentFacts";
import { ingressOf } from "../../arm/types/app/ingress";
import type { Revision } from "../../arm/types/app/revisions";
import { workloadProfileOf } from "../../arm/types/app/workloadPlace";
import type { RevisionState } from "../../arm/workloadRuntime";
import type { JsonObject } from "../../json";
import { type ContainerHost, mainContainer } from "./containerHost";
import {
  appVariables,
  declaredVariables,
  isOutdated,
  type ReadSecrets,
  readSecrets,
} from "./containerVariables";
import { probesOf } from "./probe";
import { Replica } from "./replica";

/** Replicas that were made together, with what they read. */
interface Generation {
  readonly replicas: readonly Replica[];
  readonly secrets: ReadSecrets;
  /** When the revision was last restarted by hand by then. */
  readonly restarted: string | undefined;
}

export interface RunningRevisionOptions {
  readonly host: ContainerHost;
  readonly restartDelaySeconds: number;
  /** Called when a replica has become ready, or has failed. */
  readonly onChange: () => void;
}

/** Seconds that a replica has to stop where its template doesn't say. @see https://learn.microsoft.com/azure/container-apps/application-lifecycle-management */
const defaultGrace = 30;

/**
 * A revision whose replicas run. Replicas that are to be replaced (restarted by hand, a secret rotated) go on until the
 * new ones are ready.
 */
export class RunningRevision {
  private readonly options: RunningRevisionOptions;
  private app: StoredResource;
  private revision: Revision;
  private current: Generation | undefined;
  private next: Generation | undefined;
  /** Why no new replica can be made. */
  private problem: string | undefined;
  private generations = 0;
  private readonly leaving = new Set<Replica>();

  constructor(options: RunningRevisionOptions, app: StoredResource, revision: Revision) {
    this.options = options;
    this.app = app;
    this.revision = revision;
  }

  /** Whether all of its replicas are ready. */
  get isReady(): boolean {
    const { replicas = [] } = this.current ?? {};
    return replicas.length > 0 && replicas.every((replica) => replica.isReady);
  }

  /** Whether new replicas are on their way up beside the ones that are to go, and none of them has failed. */
  get isReplacing(): boolean {
    return this.next?.replicas.every((replica) => replica.failure === undefined) ?? false;
  }

  /** Brings the replicas into agreement with the state. */
  update(app: StoredResource, revision: Revision): void {
    this.app = app;
    this.revision = revision;
    const newest = this.next ?? this.current;
    if (newest !== undefined && !this.isStale(newest)) {
      this.problem = undefined;
      this.handOver();
      return;
    }
    const made = this.make();
    if ("refused" in made) {
      if (this.problem !== made.refused) {
        this.options.host.ground.say(`${revision.name}: ${made.refused}`);
      }
      this.problem = made.refused;
      return;
    }
    this.problem = undefined;
    if (this.next !== undefined) this.leave(this.next);
    if (this.current === undefined) this.current = made;
    else this.next = made;
  }

  /** Lets the former replicas go once all of the new ones are ready. */
  handOver(): void {
    const { current, next } = this;
    if (current === undefined || !next?.replicas.every((replica) => replica.isReady)) return;
    this.current = next;
    this.next = undefined;
    this.leave(current);
  }

  /** Ports of 127.0.0.1 behind a port of the ready replicas. */
  portsOf(port: number): number[] {
    return this.replicas()
      .filter((replica) => replica.isReady)
      .flatMap((replica) => replica.portOf(port) ?? []);
  }

  /** @see https://learn.microsoft.com/azure/container-apps/revisions#running-status */
  state(): RevisionState {
    const replicas = this.replicas();
    const failed = replicas.find((replica) => replica.failure !== undefined);
    const details = this.problem ?? failed?.failure;
    const told = {
      replicas: replicas.filter((replica) => replica.isRunning).length,
      ...(details === undefined ? {} : { details }),
    };
    const isAnyReady = replicas.some((replica) => replica.isReady);
    if (this.problem !== undefined || (failed?.isCrashing === true && !isAnyReady)) {
      const healthState = this.isReady ? "Healthy" : "Unhealthy";
      return { runningState: "Failed", healthState, ...told };
    }
    if (failed !== undefined && (isAnyReady || failed.hasBeenReady)) {
      return { runningState: "Degraded", healthState: "Unhealthy", ...told };
    }
    return this.isReady
      ? { runningState: "Running", healthState: "Healthy", ...told }
      : { runningState: "Processing", healthState: "None", ...told };
  }

  /**
   * Ends all replicas, also those that are on their way out already.
   *
   * @param graceSeconds They have no longer than this. @default what the template says
   */
  async stop(graceSeconds = this.grace()): Promise<void> {
    const replicas = new Set([...this.replicas(), ...this.leaving]);
    const seconds = Math.min(this.grace(), graceSeconds);
    for (const replica of replicas) this.leaving.add(replica);
    this.current = undefined;
    this.next = undefined;
    await Promise.all([...replicas].map((replica) => replica.stop(seconds)));
    this.leaving.clear();
  }

  private replicas(): Replica[] {
    return [...(this.current?.replicas ?? []), ...(this.next?.replicas ?? [])];
  }

  private isStale({ secrets, restarted }: Generation): boolean {
    if (restarted !== this.revision.restarted) return true;
    return isOutdated(this.cloud(), this.app, this.declared(), secrets);
  }

  private make(): Generation | { readonly refused: string } {
    const { host, restartDelaySeconds, onChange } = this.options;
    const { app, revision } = this;
    const declared = this.declared();
    const argv = host.argumentsOf(declared);
    if ("refused" in argv) return argv;
    const secrets = readSecrets(this.cloud(), app, declared);
    if ("refused" in secrets) return secrets;

    const generation = this.generations++;
    const probes = probesOf(declared, this.defaultProbePort());
    // There is no load to scale by: the least number runs, and one where that is none.
    const count = Math.max(1, numberAt(revision.template, "scale.minReplicas") ?? 0);
    const replicas = Array.from({ length: count }, (_, index) => {
      const replicaName = this.replicaName(generation, index);
      return new Replica({
        host,
        app,
        declared,
        container: {
          argv,
          variables: {
            ...appVariables(this.cloud(), app, revision, replicaName),
            ...declaredVariables(declared, secrets),
          },
          owner: revision.name,
          replicaName,
        },
        probes,
        graceSeconds: this.grace(),
        restartDelaySeconds,
        onChange: () => {
          this.handOver();
          onChange();
        },
      });
    });
    return { replicas, secrets, restarted: revision.restarted };
  }

  private leave({ replicas }: Generation): void {
    for (const replica of replicas) {
      this.leaving.add(replica);
      void replica.stop().then(() => this.leaving.delete(replica));
    }
  }

  private cloud(): ArmCloud {
    return this.options.host.ground.resourceManager;
  }

  private declared(): JsonObject {
    return mainContainer(this.revision.template);
  }

  /** The port of probes that the platform adds; undefined where it adds none. */
  private defaultProbePort(): number | undefined {
    const environment = environmentOf(this.cloud(), this.app);
    if (environment === undefined) return undefined;
    const hasProfiles = objectsAt(environment.desired, "properties.workloadProfiles").length > 0;
    if (hasProfiles && isConsumption(environment, workloadProfileOf(this.app.desired))) {
      return undefined;
    }
    return numberAt(ingressOf(this.app.desired), "targetPort");
  }

  private grace(): number {
    return numberAt(this.revision.template, "terminationGracePeriodSeconds") ?? defaultGrace;
  }

  /** `<revision>-<10 characters>-<5 characters>`; the same again when the local cloud is started again. */
  private replicaName(generation: number, index: number): string {
    const hex = this.cloud().guid(`${this.app.id}|${this.revision.name}|${generation}|${index}`);
    const digits = hex.replaceAll("-", "");
    return `${this.revision.name}-${digits.slice(0, 10)}-${digits.slice(-5)}`;
  }
}
