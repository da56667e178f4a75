import assert from "node:assert/strict";
import { ftl } from "../commandLine";

describe("ftl verify, before it asks anybody", () => {
  it("refuses a stack that there is no file of, and names the others", async () => {
    const { exitCode, error } = await ftl("verify nowhere");

    assert.equal(exitCode, 1);
    assert.match(error, /no stack 'nowhere'\. Stacks here: prd, stg/);
  });

  it("refuses a cookie jar that isn't there, and can't tell", async () => {
    const { exitCode, error } = await ftl("verify stg --cookie-jar /nowhere/jar");

    assert.equal(exitCode, 2);
    assert.match(error, /The cookie jar can't be read: ENOENT/);
  });

  for (const timeout of ["0", "soon", "1.5"]) {
    it(`refuses a timeout of ${timeout}`, async () => {
      const { exitCode, error } = await ftl(`verify stg --timeout ${timeout}`);

      assert.equal(exitCode, 1);
      assert.match(error, /whole number of seconds/);
    });
  }
});
