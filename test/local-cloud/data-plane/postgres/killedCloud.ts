/** A local cloud with a PostgreSQL server in the folder that is given, until it is killed. */

import { PostgresWorld } from "./world";

async function main(): Promise<void> {
  const world = await PostgresWorld.open(process.argv[2]);
  await world.putServer("ftl-db");
  await world.values("ftl-db", "CREATE TABLE kept AS SELECT 1 AS id");
  process.stdout.write("up\n");
  setInterval(() => undefined, 1000);
}

void main();
