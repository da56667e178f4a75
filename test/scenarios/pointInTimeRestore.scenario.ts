import assert from "node:assert/strict";
import { serverId } from "../local-cloud/arm/samples";
import { PostgresWorld } from "../local-cloud/data-plane/postgres/world";

const hourMs = 3_600_000;
const ids = "SELECT id FROM positions ORDER BY id";

/** A row, with the cloud's time before it was written and after that was acknowledged. */
interface Written {
  readonly id: number;
  readonly begun: number;
  readonly acknowledged: number;
}

describe("the restore drill", function () {
  this.timeout(120_000);
  let world: PostgresWorld;
  const written: Written[] = [];

  before(async () => {
    world = await PostgresWorld.open();
    await world.putServer("ftl-db");
    await world.put(`${serverId}/databases/ftl`, {});
    await world.values("ftl-db", "CREATE TABLE positions (id int PRIMARY KEY)", "ftl");
    await write(300);
    await world.advance(5 * hourMs);
    await write(300);
    await world.advance(60 * hourMs);
    await write(300);
    await world.values("ftl-db", "UPDATE positions SET id = -id", "ftl");
    await world.values("ftl-db", "TRUNCATE positions", "ftl");
  });
  after(() => world.close());

  /** Writes rows one by one, as fast as they are acknowledged. */
  async function write(rows: number): Promise<void> {
    const now = () => world.ground.clock.now().getTime();
    await world.connected(
      "ftl-db",
      async (client) => {
        for (let row = 0; row < rows; row++) {
          const id = written.length + 1;
          const begun = now();
          await client.query("INSERT INTO positions VALUES ($1)", [id]);
          written.push({ id, begun, acknowledged: now() });
        }
      },
      { database: "ftl" },
    );
  }

  for (const [index, when] of [
    [150, "before the clock was moved"],
    [450, "after the clock was moved by hours"],
    [750, "after the clock was moved by days"],
    [299, "of the last row before the clock was moved"],
  ] as const) {
    it(`brings back every row that was acknowledged, and none that was begun later, at a moment ${when}`, async () => {
      const moment = written[index]!.acknowledged;
      const name = `ftl-restored-${index}`;
      await world.restore(name, "ftl-db", new Date(moment));
      const restored = await world.values(name, ids, "ftl");
      const least = written.filter((row) => row.acknowledged <= moment).map(({ id }) => id);
      const most = written.filter((row) => row.begun <= moment).map(({ id }) => id);
      assert.deepEqual(restored.slice(0, least.length), least);
      assert.deepEqual(restored, most.slice(0, restored.length));
      assert.deepEqual(await world.values("ftl-db", ids, "ftl"), []);
    });
  }
});
