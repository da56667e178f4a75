/**
 * WebSockets of prd, live on the local cloud: how many of a thousand that came in by the DNS-only name are dropped while
 * they are held, and how many of as many that came in by a proxied one when the edge restarts.
 *
 *     npm run bench:web-sockets            1,000 for 60 s
 *     npm run bench:web-sockets -- 100 5
 */

import { setTimeout as pause } from "node:timers/promises";
import { Platform } from "../test/support/platform";
import { HeldWebSockets } from "../test/support/webSockets";
import { seconds } from "./measure";

const hostname = "ws.ftljeta.cloud";
/** How long a cut takes to come to its client, at most, in milliseconds. */
const cutMs = 5_000;

async function main(): Promise<void> {
  const count = Number(process.argv[2] ?? 1_000);
  const held = Number(process.argv[3] ?? 60) * 1_000;
  const platform = await Platform.open();
  try {
    await platform.cutOver("prd");
    await platform.settled();
    await platform.migrate("prd");

    const straight = await opened(platform, count, "DNS-only");
    await pause(held);
    process.stdout.write(`  dropped in ${seconds(held)} s: ${straight.dropped}\n`);
    await straight.close();

    await platform.proxy(hostname);
    const proxied = await opened(platform, count, "proxied");
    platform.dataPlane.edge.restart();
    await pause(cutMs);
    process.stdout.write(`  dropped by a restart of the edge: ${proxied.dropped}\n`);
    await proxied.close();
  } finally {
    await platform.close();
  }
}

async function opened(platform: Platform, count: number, how: string): Promise<HeldWebSockets> {
  const begun = performance.now();
  const sockets = await HeldWebSockets.open(platform, "prd", hostname, count);
  process.stdout.write(`${how}: ${count} open after ${seconds(performance.now() - begun)} s\n`);
  return sockets;
}

void main();
