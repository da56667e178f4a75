/**
 * How long a restore drill takes: rows are written, the time is noted, the rows are lost, a new server is restored to
 * that time, and its rows are counted.
 *
 *     node -r ./loadTypeScript.js bench/pointInTimeRestore.ts
 */

import { setTimeout as sleep } from "node:timers/promises";
import { serverId } from "../test/local-cloud/arm/samples";
import { PostgresWorld } from "../test/local-cloud/data-plane/postgres/world";
import { seconds } from "./measure";

const rows = 100_000;
/** What the drill may take. */
const limitMs = 60_000;

async function main(): Promise<void> {
  const started = performance.now();
  let last = started;
  const step = (name: string) => {
    const now = performance.now();
    process.stdout.write(`${name.padEnd(44)} ${seconds(now - last).padStart(6)} s\n`);
    last = now;
  };
  const world = await PostgresWorld.open();
  const query = (server: string, text: string) => world.values(server, text, "ftl");
  try {
    await world.putServer("ftl-db");
    await world.put(`${serverId}/databases/ftl`, {});
    step("a server with a database");
    await query("ftl-db", "CREATE TABLE positions (id int PRIMARY KEY, symbol text)");
    await query(
      "ftl-db",
      `INSERT INTO positions SELECT id, 'player' || id FROM generate_series(1, ${rows}) id`,
    );
    step(`${rows} rows`);
    const noted = world.ground.clock.now();
    await sleep(2);
    await query("ftl-db", "UPDATE positions SET symbol = 'lost'");
    await query("ftl-db", "DELETE FROM positions");
    step("lost");
    await world.restore("ftl-restored", "ftl-db", noted);
    step("restored");
    const kept = "SELECT count(*)::int FROM positions WHERE symbol = 'player' || id";
    const [count] = await query("ftl-restored", kept);
    step("counted");
    if (count !== rows) throw new Error(`${String(count)} rows of ${rows} came back`);
  } finally {
    await world.close();
  }
  const taken = performance.now() - started;
  process.stdout.write(`${"the drill".padEnd(44)} ${seconds(taken).padStart(6)} s\n`);
  if (taken > limitMs) throw new Error(`It may take ${seconds(limitMs)} s`);
}

void main();
