/**
 * The local cloud's memory: what commits cost, at the size of both stacks and at five times that, each against the same
 * work where every commit writes the whole state file; and whether it holds what it has acknowledged when its process
 * is killed at random moments.
 *
 *     npm run bench:state                 500 commits a second, 200 kills
 *     npm run bench:state -- 800 1000
 */

import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { StateStore, stateFileName } from "../local-cloud/state/stateStore";
import { KilledWriter } from "../test/local-cloud/state/killedWriter";
import { atRate, distribution } from "./openLoop";

const commitsSec = 5;
/** Entries of about 1.3 KiB, as many as make up what both stacks hold. */
const bothStacks = 100;
/** Longest that a writer goes on after its first acknowledged write, in milliseconds. */
const longestWaitMs = 100;

async function main(): Promise<void> {
  const [rate = 500, kills = 200] = process.argv.slice(2).map(Number);
  for (const times of [1, 5]) {
    for (const longestJournalBytes of [undefined, 0]) {
      await inFolder((folder) => commit(folder, bothStacks * times, rate, longestJournalBytes));
    }
  }
  await inFolder((folder) => kill(folder, kills));
}

async function commit(
  folder: string,
  entries: number,
  rate: number,
  longestJournalBytes: number | undefined,
): Promise<void> {
  const store = StateStore.open(folder, longestJournalBytes);
  const change = (entry: number, number: number) => {
    store.state.opaque[entry] = {
      token: "bench",
      inputs: { number, padding: "x".repeat(1300) },
    };
  };
  for (let entry = 0; entry < entries; entry++) change(entry, 0);
  await store.commit();
  const file = path.join(folder, stateFileName);
  const before = process.cpuUsage();
  const latencies = await atRate(rate, commitsSec, (number) => {
    change(number % entries, number);
    return store.commit();
  });
  const { user, system } = process.cpuUsage(before);
  const share = (user + system) / 1e6 / commitsSec;
  const kibibytes = fs.statSync(file).size / 1024;
  const how = longestJournalBytes === 0 ? "the whole file each time" : "to the journal";
  process.stdout.write(
    `${rate} commits a second of a state of ${kibibytes.toFixed(0)} KiB, ${how}\n` +
      `  milliseconds: ${distribution(latencies)}\n` +
      `  processor: ${(share * 100).toFixed(0)} % of one\n`,
  );
}

async function kill(folder: string, times: number): Promise<void> {
  const writer = new KilledWriter(folder);
  let acknowledged = 0;
  const faults: string[] = [];
  for (let round = 0; round < times; round++) {
    const found = await writer.round(Math.random() * longestWaitMs);
    acknowledged += found.acknowledged;
    faults.push(...found.faults);
  }
  process.stdout.write(
    `killed ${times} times: the state loaded each time, ${acknowledged} writes acknowledged, ${faults.length} missing\n`,
  );
  for (const fault of faults) process.stdout.write(`  ${fault}\n`);
}

async function inFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "ftl-bench-"));
  try {
    await work(folder);
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

void main();
