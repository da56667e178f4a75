import type { StoredResource } from "../../arm/resourceType";
import type { JsonObject } from "../../json";
import { type Container, type ContainerHost, terminated } from "./containerHost";
import type { ContainerProcess } from "./containerProcess";
import { ask, type Probe, type Probes, verdicts, waited } from "./probe";

export interface ReplicaOptions {
  readonly host: ContainerHost;
  readonly app: StoredResource;
  /** Its declaration in the template. */
  readonly declared: JsonObject;
  readonly container: Container;
  readonly probes: Probes;
  /** How long it may take to stop, seconds. */
  readonly graceSeconds: number;
  /** Before the second restart in a row; twice as long before each further one. Seconds. */
  readonly restartDelaySeconds: number;
  /** Called when it has become ready, or has failed. */
  readonly onChange: () => void;
}

/** Longest time before a restart, and how long a container has to run to start from the beginning. Seconds. */
const longestDelay = 300;
const wellAfter = 600;

/**
 * A replica of a revision: a container that is started, probed, and started again when it ends.
 *
 * @see https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#restart-policy (the back-off)
 */
export class Replica {
  readonly name: string;
  private readonly options: ReplicaOptions;
  private readonly stopping = new AbortController();
  private readonly ended: Promise<void>;
  private process: ContainerProcess | undefined;
  private ready = false;
  private wasReady = false;
  /** Ends since it was last well. */
  private failures = 0;
  private reason: string | undefined;

  constructor(options: ReplicaOptions) {
    this.options = options;
    this.name = options.container.replicaName;
    this.ended = this.run();
  }

  get isReady(): boolean {
    return this.ready && !this.stopping.signal.aborted;
  }

  /** Whether it is ready, or was before what went wrong. */
  get hasBeenReady(): boolean {
    return this.wasReady;
  }

  /** Whether its process is there. */
  get isRunning(): boolean {
    return this.process !== undefined;
  }

  /** Whether it ends again and again. */
  get isCrashing(): boolean {
    return this.failures > 1;
  }

  /** Why it ended or isn't ready; undefined for one that is well. */
  get failure(): string | undefined {
    return this.reason;
  }

  /** Port of 127.0.0.1 behind one of its ports. */
  portOf(port: number): number | undefined {
    return this.process?.portOf(port);
  }

  /** Ends it, by force when it takes longer than `graceSeconds`. Called again, the shorter time counts. */
  async stop(graceSeconds = this.options.graceSeconds): Promise<void> {
    this.stopping.abort();
    await this.process?.stop(graceSeconds * 1000);
    await this.ended;
  }

  private async run(): Promise<void> {
    const { host, app, container, restartDelaySeconds, onChange } = this.options;
    const { signal } = this.stopping;
    while (!signal.aborted) {
      const began = Date.now();
      let why: string | undefined;
      try {
        const process = await host.start(container, app, signal);
        if (process === undefined) return;
        why = await this.accompany(process);
      } catch (error) {
        why = `it can't be started: ${(error as Error).message}`;
      }
      if (signal.aborted) return;
      this.reason = why;
      host.ground.say(`${this.name}: ${why}. It wrote ${host.logFile(container)}.`);
      this.failures = Date.now() - began > wellAfter * 1000 ? 1 : this.failures + 1;
      onChange();
      const delay = this.failures === 1 ? 0 : restartDelaySeconds * 2 ** (this.failures - 2);
      if (!(await waited(Math.min(delay, longestDelay), signal))) return;
    }
  }

  /** Lives with a process until it ends. @returns How it ended. */
  private async accompany(process: ContainerProcess): Promise<string> {
    this.process = process;
    // It may have been stopped while its process was made.
    if (this.stopping.signal.aborted) void process.stop(0);
    const ill = await this.attend(process);
    this.process = undefined;
    this.ready = false;
    const { code, signal } = await process.exited;
    const exitCode = code ?? (signal === "SIGKILL" ? 137 : 143);
    return terminated(this.options.declared, exitCode, ill ?? "ProcessExited");
  }

  /**
   * Probes a process until it ends.
   *
   * @returns The reason when a probe ended it.
   */
  private async attend(process: ContainerProcess): Promise<string | undefined> {
    const over = new AbortController();
    const watching = this.watch(process, over.signal);
    await process.exited;
    over.abort();
    return watching;
  }

  private async watch(process: ContainerProcess, over: AbortSignal): Promise<string | undefined> {
    const { probes } = this.options;
    const first = probes.Startup ?? probes.Readiness ?? probes.Liveness;
    // The first probe of a container that isn't there yet would cost it a whole period.
    if (first !== undefined) {
      await Promise.race([process.listening, waited(first.periodSeconds, over)]);
    }
    const ask = (probe: Probe) => this.verdicts(process, probe, over);
    if (probes.Startup !== undefined) {
      const { value: hasStarted } = await ask(probes.Startup).next();
      if (hasStarted === false) return this.end(process);
    }
    if (over.aborted) return undefined;
    const [ill] = await Promise.all([
      probes.Liveness === undefined
        ? undefined
        : this.watchLiveness(process, probes.Liveness, over),
      probes.Readiness === undefined ? this.becomeReady() : this.watchReadiness(process, over),
    ]);
    return ill;
  }

  private async watchLiveness(process: ContainerProcess, probe: Probe, over: AbortSignal) {
    for await (const isAlive of this.verdicts(process, probe, over)) {
      if (!isAlive) return this.end(process);
    }
    return undefined;
  }

  private async watchReadiness(process: ContainerProcess, over: AbortSignal): Promise<void> {
    const probe = this.options.probes.Readiness!;
    for await (const isReady of this.verdicts(process, probe, over)) {
      if (isReady === this.ready) continue;
      if (isReady) {
        this.becomeReady();
      } else {
        this.ready = false;
        this.reason = "The Readiness probe fails.";
        this.options.onChange();
      }
    }
  }

  private verdicts(process: ContainerProcess, probe: Probe, over: AbortSignal) {
    return verdicts(probe, () => ask(probe, process.portOf(probe.port)), over);
  }

  private becomeReady(): void {
    this.ready = true;
    this.wasReady = true;
    this.reason = undefined;
    this.options.onChange();
  }

  private async end(process: ContainerProcess): Promise<string> {
    this.ready = false;
    await process.stop(this.options.graceSeconds * 1000);
    return "ProbeFailure";
  }
}
