import path from "node:path";
import { Client } from "pg";
import { serveApi } from "./api/serve";
import { migrateUp } from "./migrate/migrateUp";
import { readMigrations } from "./migrate/migrations";
import { log, run } from "./process/run";
import { requiredVariables } from "./process/variables";
import { connectionOptions } from "./stores/postgres";

// The image `ftl-api`: serves, or migrates when it is told `migrate up`.

const words = process.argv.slice(2).join(" ");
if (words === "") run("api", serveApi);
else if (words === "migrate up") run("migrate", migrate);
else {
  process.stderr.write(`api: '${words}' is no command; there is 'migrate up'\n`);
  process.exit(2);
}

async function migrate(): Promise<undefined> {
  const { DATABASE_URL } = requiredVariables(["DATABASE_URL"]);
  const client = new Client(connectionOptions(DATABASE_URL));
  client.on("error", () => undefined);
  await client.connect();
  try {
    const migrations = readMigrations(path.join(__dirname, "migrations"));
    const version = await migrateUp(client, migrations, (line) => log("migrate", line));
    log("migrate", `the database is at version ${version}`);
  } finally {
    await client.end();
  }
}
