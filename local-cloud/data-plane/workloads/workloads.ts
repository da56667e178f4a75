import path from "node:path";
import { numberAt, objectsAt } from "../../arm/body";
import { idKey } from "../../arm/resourceId";
import type { StoredResource } from "../../arm/resourceType";
import { appType } from "../../arm/types/app/environmentFacts";
import { ingressOf } from "../../arm/types/app/ingress";
import {
  requestShare,
  revisionsToRun,
  withReadyRevision,
} from "../../arm/types/app/revisionTraffic";
import { type Revision, revisionsOf } from "../../arm/types/app/revisions";
import type { RevisionState, WorkloadRuntime } from "../../arm/workloadRuntime";
import { folders } from "../folders";
import { forgetOldLogs } from "../processes/logFile";
import type { Backend, Backends, DataPlanePart, Ground } from "../part";
import { ContainerHost, type ContainerHostOptions } from "./containerHost";
import { JobExecutions } from "./jobExecutions";
import { RunningRevision } from "./runningRevision";

export type { Images } from "./containerHost";

export interface WorkloadsOptions extends ContainerHostOptions {
  /** Time before a container that has ended is started for the second time in a row, seconds. @default 10 */
  readonly restartDelaySeconds?: number;
}

/** Longest time that a replica has to stop when the local cloud ends, seconds. */
const closingGrace = 2;

/** How often rotated secrets are looked for when nothing else happens, milliseconds. */
const rotationCheck = 60_000;

/**
 * Runs the containers of apps and jobs, each as a process of its own: for each revision that is to run, its least
 * number of replicas and no fewer than one. Workloads have the machine's clock, also where the cloud's is ahead.
 */
export class Workloads implements DataPlanePart, Backends, WorkloadRuntime {
  private readonly ground: Ground;
  private readonly options: WorkloadsOptions;
  private readonly host: ContainerHost;
  private readonly executions: JobExecutions;
  /** By id of the app, name and creation of the revision. */
  private readonly running = new Map<string, RunningRevision>();
  private readonly leaving = new Set<RunningRevision>();
  private readonly said = new Set<string>();
  private readonly rotation: NodeJS.Timeout;
  private isClosed = false;

  constructor(ground: Ground, options: WorkloadsOptions) {
    this.ground = ground;
    this.options = options;
    this.host = new ContainerHost(ground, options);
    this.executions = new JobExecutions(this.host);
    this.forgetOldLogs();
    this.rotation = setInterval(() => this.settle(), rotationCheck).unref();
  }

  async reconcile(): Promise<void> {
    try {
      await this.executions.settle();
    } catch (error) {
      this.ground.say(`Jobs: ${(error as Error).message}`);
    }
    this.settle();
  }

  /** Revisions whose replicas have not yet become ready, nor failed, and executions that run. */
  pending(): readonly string[] {
    const revisions = this.apps().flatMap((app) =>
      revisionsToRun(app)
        .filter(
          (revision) =>
            this.revisionState(app, revision.name).runningState === "Processing" ||
            this.running.get(keyOf(app, revision))?.isReplacing === true,
        )
        .map(({ name }) => name),
    );
    return [...revisions, ...this.executions.names];
  }

  of(app: StoredResource): readonly Backend[] {
    const port = numberAt(ingressOf(app.desired), "targetPort");
    if (port === undefined) return [];
    return revisionsToRun(app).flatMap((revision) => {
      const weight = requestShare(app, revision);
      const ports = this.running.get(keyOf(app, revision))?.portsOf(port) ?? [];
      return weight > 0 ? [{ revisionName: revision.name, weight, ports }] : [];
    });
  }

  revisionState(app: StoredResource, revisionName: string): RevisionState {
    const revision = revisionsOf(app).find(({ name }) => name === revisionName);
    const running = revision && this.running.get(keyOf(app, revision));
    if (running !== undefined) return running.state();
    const isToRun = revisionsToRun(app).some(({ name }) => name === revisionName);
    return isToRun
      ? { runningState: "Processing", healthState: "None", replicas: 0 }
      : { runningState: "Stopped", healthState: "None", replicas: 0 };
  }

  execute(job: StoredResource, executionName: string): void {
    if (!this.isClosed) this.executions.start(job, executionName);
  }

  async close(): Promise<void> {
    this.isClosed = true;
    clearInterval(this.rotation);
    const revisions = [...this.running.values(), ...this.leaving];
    this.running.clear();
    await Promise.all([
      this.executions.close(closingGrace),
      ...revisions.map((revision) => revision.stop(closingGrace)),
    ]);
  }

  /** Starts and stops what the state says. */
  private settle(): void {
    if (this.isClosed) return;
    const wanted = new Set<string>();
    for (const app of this.apps()) {
      this.sayWhatIsLeftOut(app);
      for (const revision of revisionsToRun(app)) {
        const key = keyOf(app, revision);
        wanted.add(key);
        const running = this.running.get(key) ?? this.runningRevision(app, revision);
        this.running.set(key, running);
        try {
          running.update(app, revision);
          // One that was on its way out may be wanted again.
          if (running.isReady) void this.recordReady(app.id, revision.name);
        } catch (error) {
          this.ground.say(`${revision.name}: ${(error as Error).message}`);
        }
      }
    }
    for (const [key, running] of this.running) {
      if (wanted.has(key)) continue;
      this.running.delete(key);
      this.leaving.add(running);
      void running.stop().then(() => this.leaving.delete(running));
    }
  }

  private runningRevision(app: StoredResource, revision: Revision): RunningRevision {
    const running: RunningRevision = new RunningRevision(
      {
        host: this.host,
        restartDelaySeconds: this.options.restartDelaySeconds ?? 10,
        onChange: () => {
          if (running.isReady) void this.recordReady(app.id, revision.name);
        },
      },
      app,
      revision,
    );
    return running;
  }

  /** Keeps that an active revision is ready: in single revision mode the one before is stopped then. */
  private async recordReady(appId: string, name: string): Promise<void> {
    const { resourceManager, say } = this.ground;
    const app = resourceManager.find(appId);
    const isActive = app && revisionsOf(app).some((one) => one.name === name && one.active);
    if (this.isClosed || isActive !== true) return;
    const kept = withReadyRevision(app!, name);
    if (kept === app!.kept) return;
    try {
      await resourceManager.keep(() => (app!.kept = kept));
    } catch (error) {
      say(`${name}: that it is ready can't be written: ${(error as Error).message}`);
    }
    this.settle();
  }

  private apps(): StoredResource[] {
    return this.ground.resourceManager.list(appType);
  }

  private forgetOldLogs(): void {
    try {
      forgetOldLogs(path.join(this.ground.folder, folders.logs));
    } catch (error) {
      this.ground.say(`Old logs can't be removed: ${(error as Error).message}`);
    }
  }

  private sayWhatIsLeftOut(app: StoredResource): void {
    this.sayOnce(
      "Apps run with their least number of replicas, one at least: nothing scales them.",
    );
    const template = app.desired.properties ?? null;
    const containers = [
      ...objectsAt(template, "template.containers"),
      ...objectsAt(template, "template.initContainers"),
    ];
    if (containers.length > 1) {
      this.sayOnce(`${app.name}: only the first container of a replica runs.`);
    }
  }

  private sayOnce(line: string): void {
    if (this.said.has(line)) return;
    this.said.add(line);
    this.ground.say(line);
  }
}

function keyOf(app: StoredResource, revision: Revision): string {
  return `${idKey(app.id)}|${revision.name}|${revision.created}`;
}
