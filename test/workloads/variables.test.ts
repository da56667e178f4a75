import assert from "node:assert/strict";
import { isFeatureOn, requiredVariables } from "../../workloads/process/variables";
import { connectionOptions } from "../../workloads/stores/postgres";

describe("a workload's variables", () => {
  it("rejects those that are missing or empty, all at once", () => {
    assert.throws(
      () => requiredVariables(["A", "B", "C"], { A: "1", B: "" }),
      /^MissingVariables: missing variables: B, C$/,
    );
  });

  for (const [value, on] of [
    ["true", true],
    ["false", false],
    ["1", false],
    [undefined, false],
  ] as const) {
    it(`has a feature ${on ? "on" : "off"} that is ${value ?? "not given"}`, () => {
      assert.equal(isFeatureOn("FUTURES", { FEATURE_FUTURES: value }), on);
    });
  }

  for (const [mode, ssl] of [
    ["require", { rejectUnauthorized: false }],
    ["verify-full", { rejectUnauthorized: true }],
    ["disable", false],
  ] as const) {
    it(`connects with sslmode=${mode} as libpq does`, () => {
      assert.deepEqual(connectionOptions(`postgres://u:p@h:5432/d?sslmode=${mode}`), {
        connectionString: "postgres://u:p@h:5432/d",
        ssl,
      });
    });
  }

  it("rejects a database without sslmode: it would fall back to plain text", () => {
    assert.throws(() => connectionOptions("postgres://u:p@h/d"), /sslmode is not given/);
  });
});
