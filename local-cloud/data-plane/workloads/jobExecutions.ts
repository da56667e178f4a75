import { setTimeout as pause } from "node:timers/promises";
import { numberAt } from "../../arm/body";
import type { StoredResource } from "../../arm/resourceType";
import { jobType } from "../../arm/types/app/environmentFacts";
import { executionsOf, type JobExecution, withExecutionEnded } from "../../arm/types/app/jobs";
import { type ContainerHost, mainContainer } from "./containerHost";
import type { ContainerExit, ContainerProcess } from "./containerProcess";
import { declaredVariables, jobVariables, readSecrets } from "./containerVariables";

/** Seconds that a replica has to end after it was asked to. */
const graceSeconds = 30;

/**
 * Executions of jobs: one replica, which is tried again as often as the job says. Whether one that took too long is
 * tried again is not documented; here it is, as any that failed.
 *
 * @see https://learn.microsoft.com/azure/container-apps/jobs#job-settings
 */
export class JobExecutions {
  private readonly host: ContainerHost;
  private readonly running = new Map<string, Promise<void>>();
  private readonly processes = new Set<ContainerProcess>();
  private readonly closing = new AbortController();

  constructor(host: ContainerHost) {
    this.host = host;
  }

  /** Names of the executions that run. */
  get names(): string[] {
    return [...this.running.keys()];
  }

  /** Runs an execution that the job has recorded. */
  start(job: StoredResource, name: string): void {
    const execution = executionsOf(job).find((one) => one.name === name);
    if (execution === undefined || this.running.has(name)) return;
    const { say } = this.host.ground;
    const run = this.run(job, execution)
      .catch((error: Error): "Failed" => {
        say(`${name}: ${error.message}`);
        return "Failed";
      })
      .then((status) => this.record(job.id, name, status))
      .catch((error: Error) => say(`${name}: how it ended can't be written: ${error.message}`))
      .finally(() => this.running.delete(name));
    this.running.set(name, run);
  }

  /** Records as failed what an earlier local cloud left running. */
  async settle(): Promise<void> {
    for (const job of this.host.ground.resourceManager.list(jobType)) {
      for (const { name, status } of executionsOf(job)) {
        if (status !== "Running" || this.running.has(name)) continue;
        this.host.ground.say(`${name}: the local cloud ended before it did, it has failed.`);
        await this.record(job.id, name, "Failed");
      }
    }
  }

  /** Ends all of them. They stand as running, and as failed when the next local cloud starts. */
  async close(grace: number): Promise<void> {
    this.closing.abort();
    await Promise.all([...this.processes].map((process) => process.stop(grace * 1000)));
    await Promise.all(this.running.values());
  }

  private async run(
    job: StoredResource,
    execution: JobExecution,
  ): Promise<"Succeeded" | "Failed" | undefined> {
    const { ground } = this.host;
    const retries = numberAt(job.desired, "properties.configuration.replicaRetryLimit") ?? 0;
    for (let attempt = 0; attempt <= retries; attempt += 1) {
      const problem = await this.attempt(job, execution, attempt);
      if (this.closing.signal.aborted) return undefined;
      if (problem === undefined) return "Succeeded";
      ground.say(`${execution.name}: ${problem}`);
    }
    return "Failed";
  }

  /** Runs the container once. @returns Why it failed; undefined when it didn't. */
  private async attempt(
    job: StoredResource,
    { name, template }: JobExecution,
    attempt: number,
  ): Promise<string | undefined> {
    const { ground } = this.host;
    const container = mainContainer(template);
    const argv = this.host.argumentsOf(container);
    if ("refused" in argv) return argv.refused;
    const secrets = readSecrets(ground.resourceManager, job, container);
    if ("refused" in secrets) return secrets.refused;

    const digits = ground.resourceManager.guid(`${job.id}|${name}|${attempt}`).slice(-5);
    const replicaName = `${name}-${digits}`;
    const variables = {
      ...jobVariables(job, name, replicaName),
      ...declaredVariables(container, secrets),
    };
    const process = await this.host.start(
      { argv, variables, owner: name, replicaName },
      job,
      this.closing.signal,
    );
    if (process === undefined) return "its environment is gone.";
    this.processes.add(process);
    if (this.closing.signal.aborted) void process.stop(0);
    const timeout = numberAt(job.desired, "properties.configuration.replicaTimeout") ?? 1800;
    const exit = await exitWithin(process, timeout);
    this.processes.delete(process);
    if (exit === undefined) return `it took longer than its ${timeout} seconds.`;
    return exit.code === 0 ? undefined : `it ended with code ${exit.code ?? exit.signal ?? "?"}.`;
  }

  private async record(
    jobId: string,
    name: string,
    status: "Succeeded" | "Failed" | undefined,
  ): Promise<void> {
    if (status === undefined) return;
    const { resourceManager } = this.host.ground;
    await resourceManager.keep(() => {
      const job = resourceManager.find(jobId);
      if (job === undefined) return;
      job.kept = withExecutionEnded(job, name, status, resourceManager.now());
    });
  }
}

/** How a process ended; undefined when it had to be ended because its time was over. */
async function exitWithin(
  process: ContainerProcess,
  seconds: number,
): Promise<ContainerExit | undefined> {
  const over = new AbortController();
  // A timer takes 24 days at most.
  const milliseconds = Math.min(seconds * 1000, 2 ** 31 - 1);
  const late = pause(milliseconds, undefined, { signal: over.signal }).catch(() => undefined);
  const exit = await Promise.race([process.exited, late]);
  over.abort();
  if (exit === undefined) await process.stop(graceSeconds * 1000);
  return exit;
}
