import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { overlay } from "../../../../local-cloud/json";
import { resourceId } from "../../arm/cloud";
import { serverId, serverType } from "../../arm/samples";
import { PostgresWorld } from "./world";

const dayMs = 86_400_000;
const count = "SELECT count(*)::int FROM positions";

describe("a server restored from another one's backups", function () {
  this.timeout(60_000);
  let world: PostgresWorld;
  /** The cloud's time before the table was made, with 100 rows in it, and after most of them were deleted. */
  const moments: Record<"empty" | "full" | "corrupted", Date> = {
    empty: new Date(0),
    full: new Date(0),
    corrupted: new Date(0),
  };

  before(async () => {
    world = await PostgresWorld.open();
    await world.putServer("ftl-db");
    await world.put(`${serverId}/databases/ftl`, {});
    await world.put(`${serverId}/configurations/work_mem`, {
      properties: { value: "8192", source: "user-override" },
    });
    moments.empty = await note();
    await world.values("ftl-db", "CREATE TABLE positions (id int)", "ftl");
    await world.values("ftl-db", "INSERT INTO positions SELECT generate_series(1, 100)", "ftl");
    moments.full = await note();
    await world.values("ftl-db", "DELETE FROM positions WHERE id > 10", "ftl");
    moments.corrupted = await note();
  });
  after(() => world.close());

  /** The cloud's time, with nothing committed in the same millisecond or the next. */
  async function note(): Promise<Date> {
    await sleep(2);
    const now = world.ground.clock.now();
    await sleep(2);
    return now;
  }

  it("has the rows of the moment, and its source has those of now", async () => {
    await world.restore("ftl-full", "ftl-db", moments.full);
    assert.deepEqual(await world.values("ftl-full", count, "ftl"), [100]);
    assert.deepEqual(await world.values("ftl-db", count, "ftl"), [10]);
  });

  it("has the newest rows when nothing was committed after the moment", async () => {
    await world.restore("ftl-newest", "ftl-db", moments.corrupted);
    assert.deepEqual(await world.values("ftl-newest", count, "ftl"), [10]);
  });

  it("has no table of a moment before there was one", async () => {
    await world.restore("ftl-empty", "ftl-db", moments.empty);
    await assert.rejects(world.values("ftl-empty", count, "ftl"), { code: "42P01" });
  });

  it("is empty at the moment of its source's creation", async () => {
    const created = new Date(world.ground.resourceManager.find(serverId)!.created);
    await world.restore("ftl-created", "ftl-db", created);
    await assert.rejects(world.values("ftl-created", count, "ftl"), { code: "3D000" });
  });

  it("has the service's parameters, not its source's", async () => {
    assert.deepEqual(await world.values("ftl-full", "SHOW work_mem"), ["4MB"]);
  });

  it("is one from which another is restored", async () => {
    await world.values("ftl-full", "INSERT INTO positions VALUES (101)", "ftl");
    const moment = await note();
    await world.values("ftl-full", "TRUNCATE positions", "ftl");
    await world.restore("ftl-again", "ftl-full", moment);
    assert.deepEqual(await world.values("ftl-again", count, "ftl"), [101]);
  });

  it("starts again as any other server", async () => {
    await world.close();
    world = await PostgresWorld.open(world.ground.folder);
    await world.servers.reconcile();
    assert.deepEqual(await world.values("ftl-newest", count, "ftl"), [10]);
  });

  it("has the rows of a moment before the clock was moved, out of the backup of that time", async () => {
    await world.advance(2 * dayMs);
    await world.values("ftl-db", "INSERT INTO positions VALUES (11)", "ftl");
    const later = await note();
    await world.values("ftl-db", "DELETE FROM positions", "ftl");
    await world.restore("ftl-before", "ftl-db", moments.full);
    await world.restore("ftl-after", "ftl-db", later);
    assert.deepEqual(
      [
        await world.values("ftl-before", count, "ftl"),
        await world.values("ftl-after", count, "ftl"),
      ],
      [[100], [11]],
    );
  });

  it("is not made, and that is said, while its source doesn't run", async () => {
    const { ground } = world;
    await ground.resourceManager.put(resourceId(serverType, "ftl-source"), {
      ...overlay(ground.resourceManager.find(serverId)!.desired, {
        properties: { administratorLogin: "azuresu" },
      }),
    });
    await world.servers.reconcile();
    await world.restore("ftl-lost", "ftl-source", ground.clock.now());
    assert.deepEqual(ground.said.slice(-2), [
      "PostgreSQL server ftl-source: the login azuresu is the service's own",
      `PostgreSQL server ftl-lost: its source ${resourceId(serverType, "ftl-source")} doesn't run here`,
    ]);
    assert.deepEqual(world.servers.pending(), []);
  });
});
