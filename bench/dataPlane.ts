/**
 * The local cloud with the workloads of both stacks: how long after the second stack's update everything that was
 * declared runs, and what memory all of its processes hold together.
 *
 *     npm run bench:data-plane
 */

import { spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { localSubscriptionId, localTenantId } from "../local-cloud/arm/resourceManager";
import { projectFolder } from "../operations/project";
import { ManagementClient } from "./managementClient";
import { seconds } from "./measure";
import { ftl, serve } from "./servedCloud";

const patienceMs = 120_000;

interface Listed<T> {
  readonly value: readonly T[];
}

interface Revision {
  readonly name: string;
  readonly properties: {
    readonly active: boolean;
    readonly runningState: string;
    readonly replicas: number;
  };
}

async function main(): Promise<void> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "ftl-bench-"));
  try {
    await served(folder, "after up returned", () => {
      up(folder, "stg");
      up(folder, "prd");
    });
    await served(folder, "after a start with both stacks", () => undefined);
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

/** Serves the local cloud, does something to it, and says how long after that everything runs. */
async function served(folder: string, after: string, work: () => void): Promise<void> {
  const cloud = await serve(folder, { dataPlane: true });
  const client = new ManagementClient(cloud.origin, cloud.authority);
  try {
    await client.signIn(localTenantId);
    work();
    const done = performance.now();
    const replicas = await running(client, done + patienceMs);
    const took = performance.now() - done;
    process.stdout.write(`${replicas} replicas run ${seconds(took)} s ${after}\n`);
    const processes = processesBelow(cloud.pid);
    const mebibytes = processes.reduce((sum, pid) => sum + proportionalSetKib(pid), 0) / 1024;
    process.stdout.write(
      `${processes.length} processes hold ${mebibytes.toFixed(0)} MiB together (proportional set size)\n`,
    );
  } finally {
    client.close();
    await cloud.stop();
  }
}

function up(folder: string, stack: string): void {
  const args = [ftl, "local", "--", "up", "--yes", "--skip-preview", "--stack", stack];
  const environment = { ...process.env, FTL_LOCAL: folder };
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    cwd: projectFolder,
    env: environment,
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(`up of ${stack} failed:\n${stdout}${stderr}`);
}

/** @returns How many replicas run, once every active revision does. */
async function running(client: ManagementClient, end: number): Promise<number> {
  for (;;) {
    const revisions = await activeRevisions(client);
    const states = revisions.map(({ properties }) => properties.runningState);
    if (states.length > 0 && states.every((state) => state === "Running")) {
      return revisions.reduce((sum, { properties }) => sum + properties.replicas, 0);
    }
    if (performance.now() > end) throw new Error(`not all run: ${states.join(", ")}`);
    await pause(100);
  }
}

async function activeRevisions(client: ManagementClient): Promise<Revision[]> {
  const version = "api-version=2025-07-01";
  const listed = await client.send(
    "GET",
    `/subscriptions/${localSubscriptionId}/providers/Microsoft.App/containerApps?${version}`,
  );
  const apps = (listed.body as Listed<{ readonly id: string }>).value;
  const revisions = await Promise.all(
    apps.map(async ({ id }) => {
      const { body } = await client.send("GET", `${id}/revisions?${version}`);
      return (body as Listed<Revision>).value.filter(({ properties }) => properties.active);
    }),
  );
  return revisions.flat();
}

/** A process and all that it has started. */
function processesBelow(root: number): number[] {
  const parents = fs
    .readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map((name) => ({ pid: Number(name), parent: parentOf(Number(name)) }));
  const below = (pid: number): number[] => [
    pid,
    ...parents.filter(({ parent }) => parent === pid).flatMap((child) => below(child.pid)),
  ];
  return below(root);
}

/** @see https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html */
function parentOf(pid: number): number {
  try {
    const stat = fs.readFileSync(`/proc/${pid}/stat`, "utf8");
    return Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]);
  } catch {
    return 0;
  }
}

/** Memory of a process, what it shares counted in part. @see https://man7.org/linux/man-pages/man5/proc_pid_smaps.5.html */
function proportionalSetKib(pid: number): number {
  try {
    const rollup = fs.readFileSync(`/proc/${pid}/smaps_rollup`, "utf8");
    return Number(/^Pss:\s+(\d+)/m.exec(rollup)![1]);
  } catch {
    return 0;
  }
}

void main();
