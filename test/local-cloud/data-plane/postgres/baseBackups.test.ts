import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { baseBackups } from "../../../../local-cloud/data-plane/postgres/baseBackups";
import { ServerFolder } from "../../../../local-cloud/data-plane/postgres/dataFolder";
import { PostgresWorld } from "./world";

const dayMs = 86_400_000;

describe("the backups of a PostgreSQL server", () => {
  let world: PostgresWorld;
  let folder: ServerFolder;
  let created: Date;
  before(async () => {
    world = await PostgresWorld.open();
    created = world.ground.clock.now();
    await world.putServer("ftl-db");
    folder = new ServerFolder(path.join(world.ground.folder, "postgres", "ftl-db"));
    await world.values("ftl-db", "CREATE TABLE days (day int)");
    for (let day = 1; day <= 9; day++) {
      await world.values("ftl-db", `INSERT INTO days VALUES (${day})`);
      await world.advance(dayMs);
    }
  });
  after(() => world.close());

  /** Days since the server's creation. */
  const ages = () =>
    baseBackups(folder).map(({ completedTime }) =>
      Math.floor((Date.parse(completedTime) - created.getTime()) / dayMs),
    );

  it("are taken each day, and kept for the retention and one before it", () => {
    assert.deepEqual(ages(), [2, 3, 4, 5, 6, 7, 8, 9]);
  });

  it("keep the write-ahead log from the oldest of them on", () => {
    const { firstSegment } = baseBackups(folder)[0]!;
    const segments = fs.readdirSync(folder.archive).filter((name) => /^[0-9A-F]{24}$/.test(name));
    assert.deepEqual([segments.sort()[0], segments.length > 7], [firstSegment, true]);
  });

  it("lead to any day of the retention", async () => {
    const day = new Date(created.getTime() + 4.5 * dayMs);
    await world.restore("ftl-fifth", "ftl-db", day);
    assert.deepEqual(await world.values("ftl-fifth", "SELECT max(day) FROM days"), [5]);
  });
});
