import assert from "node:assert/strict";
import { judgeMigrations } from "../../../operations/guards/migrationsGuard";
import { releaseOf } from "../releases/releases";

describe("going back past migrations", () => {
  const release = (number: number, latest: number, readableSince: number) => ({
    ...releaseOf(),
    number,
    migrations: { latest, readableSince },
  });
  const to = release(1, 20, 10);

  it("is fine when there were none", () => {
    assert.equal(judgeMigrations(to, []).outcome, "pass");
  });

  it("is fine when the older code can read what they left", () => {
    const { outcome, seen } = judgeMigrations(to, [release(2, 22, 18), release(3, 25, 20)]);

    assert.equal(outcome, "pass");
    assert.match(seen, /after migration 25/);
  });

  it("is refused when it can't", () => {
    assert.equal(judgeMigrations(to, [release(2, 25, 21)]).outcome, "fail");
  });

  it("is refused also when a later release says that older code could: the migration has run", () => {
    const { outcome, seen } = judgeMigrations(to, [release(2, 25, 21), release(3, 20, 10)]);

    assert.equal(outcome, "fail");
    assert.match(seen, /release 2 brought migration 25, which only code of 21 or newer can read/);
  });
});
