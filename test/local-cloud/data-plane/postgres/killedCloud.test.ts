import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import fs from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { temporaryFolder } from "../../../support/temporaryFolder";
import { PostgresWorld } from "./world";

/** A local cloud of its own process, whose server is up. */
async function startCloud(folder: string) {
  const program = path.join(__dirname, "killedCloud.ts");
  const loader = path.resolve(__dirname, "../../../../loadTypeScript.js");
  const cloud = spawn(process.execPath, ["-r", loader, program, folder], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  await once(cloud.stdout, "data");
  const file = path.join(folder, "postgres", "ftl-db", "data", "postmaster.pid");
  const server = Number(fs.readFileSync(file, "utf8").split("\n")[0]);
  return { cloud, server, file };
}

async function kill(cloud: Awaited<ReturnType<typeof startCloud>>["cloud"]): Promise<void> {
  const gone = once(cloud, "exit");
  cloud.kill("SIGKILL");
  await gone;
}

function isAlive(processId: number): boolean {
  try {
    return process.kill(processId, 0);
  } catch {
    return false;
  }
}

describe("a PostgreSQL server whose local cloud is killed", function () {
  this.timeout(30_000);

  it("ends too", async () => {
    const { cloud, server } = await startCloud(temporaryFolder());
    await kill(cloud);
    while (isAlive(server)) await sleep(20);
  });

  it("has its rows when the next local cloud starts at once", async () => {
    const folder = temporaryFolder();
    await kill((await startCloud(folder)).cloud);
    const world = await PostgresWorld.open(folder);
    await world.servers.reconcile();
    assert.deepEqual(await world.values("ftl-db", "SELECT id FROM kept"), [1]);
    await world.close();
  });

  it("starts although another process has the id of the one that was killed with it", async () => {
    const folder = temporaryFolder();
    const { cloud, server, file } = await startCloud(folder);
    await kill(cloud);
    while (isAlive(server)) await sleep(20);
    fs.writeFileSync(file, `${process.pid}\n${path.dirname(file)}\n`);
    const world = await PostgresWorld.open(folder);
    await world.servers.reconcile();
    assert.deepEqual(world.ground.said, []);
    await world.close();
  });
});
