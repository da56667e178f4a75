import assert from "node:assert/strict";
import { sentence } from "../../../operations/azure/migrate";
import type { StackOutputs } from "../../../settings";

describe("what ftl migrate says of a migration that failed", () => {
  it("is the command that shows its log, with all that the command needs", () => {
    const resourceNames = { migrate: "ftl-stg-migrate", resourceGroup: "ftl-stg-rg" };

    const said = sentence(
      {
        kind: "ftl-migration",
        version: 1,
        stack: "stg",
        execution: "ftl-stg-migrate-abc",
        container: "migrate",
        image: "ftl-api:1.0.0",
        status: "Failed",
      },
      { local: false, outputs: { resourceNames } as unknown as StackOutputs },
    );

    assert.match(
      said,
      /show -n ftl-stg-migrate -g ftl-stg-rg --container migrate --execution ftl-stg-migrate-abc$/m,
    );
  });
});
