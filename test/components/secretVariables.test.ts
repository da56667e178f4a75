import assert from "node:assert/strict";
import { secretVariables } from "../../components/secretVariables";
import { workloadNames } from "../../settings/conventions/workloads";

describe("secretVariables", () => {
  it("gives each workload the secrets it needs and no others", () => {
    assert.deepEqual(
      Object.fromEntries(workloadNames.map((name) => [name, Object.values(secretVariables[name])])),
      {
        api: [
          "database-url",
          "redis-url",
          "jwt-secret",
          "refresh-token-secret",
          "appinsights-connection-string",
        ],
        ws: ["database-url", "redis-url", "jwt-secret", "appinsights-connection-string"],
        flusher: ["database-url", "redis-url", "appinsights-connection-string"],
        migrate: ["database-url"],
      },
    );
  });

  it("hands the administrator's bare password to nobody", () => {
    for (const name of workloadNames) {
      assert.ok(!Object.values(secretVariables[name]).includes("postgres-admin-password"), name);
    }
  });
});
