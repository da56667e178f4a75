import assert from "node:assert/strict";
import path from "node:path";
import { obstacle, readMigrations } from "../../workloads/migrate/migrations";
import { stackNames } from "../../operations/project";
import { stackSettings } from "../../operations/stackSettings";

const migrations = readMigrations(path.join(__dirname, "..", "..", "workloads", "migrations"));

describe("the reference workloads' migrations", () => {
  for (const stack of stackNames()) {
    it(`end at the version that ${stack} is to be at`, () => {
      assert.equal(migrations.at(-1)?.version, stackSettings(stack).migrations.latest);
    });
  }

  it("begin on an empty database", () => {
    assert.equal(obstacle(migrations, undefined, ["schema_migrations"]), undefined);
  });

  it("go on from where the counter stands", () => {
    const tables = migrations.filter(({ version }) => version <= 24).flatMap((one) => one.tables);
    assert.equal(obstacle(migrations, { version: 24, dirty: false }, tables), undefined);
  });

  it("rejects a counter that is behind the tables, and names what is there", () => {
    const why = obstacle(migrations, { version: 23, dirty: false }, ["users", "positions"]);
    assert.match(
      why ?? "",
      /schema_migrations\.version drifted: it says 23, and positions of 00024/,
    );
  });

  it("rejects tables without a counter", () => {
    assert.match(obstacle(migrations, undefined, ["feature_flags"]) ?? "", /it says 0/);
  });

  it("rejects a database in which a migration ended half-way", () => {
    assert.match(
      obstacle(migrations, { version: 25, dirty: true }, []) ?? "",
      /Dirty database version 25/,
    );
  });
});
