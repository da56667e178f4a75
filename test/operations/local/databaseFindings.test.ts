import assert from "node:assert/strict";
import { databaseFindings } from "../../../operations/local/databaseFindings";

describe("what a machine has for databases", () => {
  it("is the PostgreSQL that the stacks declare, which comes with the packages", () => {
    const [postgres] = databaseFindings();

    assert.equal(postgres!.ok, true, postgres!.found);
    assert.match(postgres!.found, /^version 16: .*postgres$/);
  });

  it("is no server for Redis where none is on PATH, and that is no fault", () => {
    const { PATH } = process.env;
    process.env["PATH"] = "/nowhere";
    try {
      const redis = databaseFindings().at(-1)!;

      assert.deepEqual(
        [redis.ok, redis.found],
        [true, "in memory: neither redis-server nor valkey-server is on PATH"],
      );
    } finally {
      process.env["PATH"] = PATH;
    }
  });
});
