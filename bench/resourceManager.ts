/**
 * The local cloud's process: how long it takes to start, what memory it holds after both stacks went up, and how it
 * answers a load over HTTPS that is shaped like a vendor SDK's: 70 % GET, 20 % PUT or PATCH of tags, 10 % lists, over
 * kept connections, by a clock that waits for no answer. Latency is counted from when a request was due. The cloud is held
 * to one processor (`taskset`, where there is one); this process is the client.
 *
 *     npm run bench:cloud                 500 requests a second
 *     npm run bench:cloud -- 800
 */

import { spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { localSubscriptionId, localTenantId } from "../local-cloud/arm/resourceManager";
import { projectFolder } from "../operations/project";
import { median, seconds } from "./measure";
import { atRate, distribution } from "./openLoop";
import { ManagementClient } from "./managementClient";
import { ftl, memoryOf, processorSecondsOf, serve, type ServedCloud } from "./servedCloud";

const loadSec = 10;
const warmUpSec = 2;
const startRounds = 5;

/** A resource that the load reads and writes. */
interface Target {
  readonly id: string;
  readonly apiVersion: string;
  /** Of the list that it is in. */
  readonly collection: string;
  readonly body: { readonly tags?: Record<string, string> };
  readonly canPatch: boolean;
}

interface Listed {
  readonly value: readonly {
    readonly id: string;
    readonly type: string;
    readonly namespace: string;
    readonly resourceTypes: readonly { resourceType: string; apiVersions: readonly string[] }[];
  }[];
}

const subscription = `/subscriptions/${localSubscriptionId}`;

async function main(): Promise<void> {
  const rate = Number(process.argv[2] ?? 500);
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "ftl-bench-"));
  try {
    await starts("with nothing deployed", folder);
    await bothStacksUp(folder);
    await starts("with both stacks", folder);
    await load(folder, rate);
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

async function starts(what: string, folder: string): Promise<void> {
  const all: number[] = [];
  for (let round = -1; round < startRounds; round++) {
    const cloud = await serve(folder);
    all.push(cloud.startMs);
    await cloud.stop();
  }
  // The very first one makes the certificates.
  const [first, ...times] = all;
  const range = `${seconds(Math.min(...times))}–${seconds(Math.max(...times))}`;
  process.stdout.write(
    `start ${what}: ${seconds(median(times))} s (${range}), the first ${seconds(first!)} s\n`,
  );
}

async function bothStacksUp(folder: string): Promise<void> {
  const cloud = await serve(folder);
  try {
    for (const stack of ["prd", "stg"]) {
      const args = [ftl, "local", "--", "up", "--stack", stack, "--yes", "--skip-preview"];
      const { status, stdout, stderr } = spawnSync(process.execPath, args, {
        cwd: projectFolder,
        env: { ...process.env, FTL_LOCAL: folder },
        encoding: "utf8",
      });
      if (status !== 0) throw new Error(`${args.join(" ")} failed:\n${stdout}${stderr}`);
    }
    sayMemory("after both stacks went up", cloud);
  } finally {
    await cloud.stop();
  }
}

async function load(folder: string, rate: number): Promise<void> {
  const cloud = await serve(folder, { core: 0 });
  const client = new ManagementClient(cloud.origin, cloud.authority);
  try {
    await client.signIn(localTenantId);
    const targets = await findTargets(client);
    await atRate(rate, warmUpSec, async (number) => void (await send(client, targets, number)));
    const before = processorSecondsOf(cloud.pid);
    const statuses = new Map<number, number>();
    const latencies = await atRate(rate, loadSec, async (number) => {
      const status = await send(client, targets, number);
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
    });
    const after = processorSecondsOf(cloud.pid);
    process.stdout.write(
      `load of ${rate} requests a second for ${loadSec} s on ${targets.length} resources\n` +
        `  milliseconds: ${distribution(latencies)}\n` +
        `  answers: ${[...statuses].map(([status, count]) => `${status} × ${count}`).join(", ")}\n`,
    );
    if (before !== undefined && after !== undefined) {
      const share = (after - before) / loadSec;
      process.stdout.write(`  processor: ${(share * 100).toFixed(0)} % of one\n`);
    }
    sayMemory("after the load", cloud);
  } finally {
    client.close();
    await cloud.stop();
  }
}

function sayMemory(when: string, { pid }: ServedCloud): void {
  const memory = memoryOf(pid);
  if (memory === undefined) return;
  const { now, most } = memory;
  process.stdout.write(`memory ${when}: ${now.toFixed(0)} MiB, at most ${most.toFixed(0)} MiB\n`);
}

/** The resources that can be written back as they were read; those that can't are left out. */
async function findTargets(client: ManagementClient): Promise<Target[]> {
  const providers = (await client.send("GET", `${subscription}/providers?api-version=2021-04-01`))
    .body as Listed;
  const versions = new Map(
    providers.value.flatMap(({ namespace, resourceTypes }) =>
      resourceTypes.map(({ resourceType, apiVersions }) => [
        `${namespace}/${resourceType}`.toLowerCase(),
        apiVersions[0]!,
      ]),
    ),
  );
  const all = (await client.send("GET", `${subscription}/resources?api-version=2021-04-01`))
    .body as Listed;
  const targets: Target[] = [];
  for (const { id, type } of all.value) {
    const apiVersion = versions.get(type.toLowerCase())!;
    const address = `${id}?api-version=${apiVersion}`;
    const body = (await client.send("GET", address)).body as Target["body"];
    const put = await client.send("PUT", address, body);
    if (put.status >= 300) continue;
    const patch = await client.send("PATCH", address, { tags: body.tags ?? {} });
    const collection = id.slice(0, id.lastIndexOf("/"));
    targets.push({ id, apiVersion, collection, body, canPatch: patch.status < 300 });
  }
  return targets;
}

/**
 * Out of ten requests: seven reads, a PUT, a PATCH and a list.
 *
 * @returns Status of the answer.
 */
async function send(
  client: ManagementClient,
  targets: readonly Target[],
  number: number,
): Promise<number> {
  const target = targets[Math.floor(Math.random() * targets.length)]!;
  const { id, apiVersion, collection, body, canPatch } = target;
  const version = `?api-version=${apiVersion}`;
  const tags = { ...body.tags, "written-by": `request ${number}` };
  const turn = number % 10;
  const isPatch = turn === 5 && canPatch;
  const { status } = await (isPatch
    ? client.send("PATCH", id + version, { tags })
    : turn === 2 || turn === 5
      ? client.send("PUT", id + version, { ...body, tags })
      : client.send("GET", (turn === 8 ? collection : id) + version));
  return status;
}

void main();
