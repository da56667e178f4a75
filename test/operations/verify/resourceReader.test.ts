import assert from "node:assert/strict";
import { type ResourceReader, resourceReader } from "../../../operations/verify/resourceReader";
import { ServedStack } from "../azure/servedStack";

describe("the reader of resources, on the local cloud's Resource Manager", function () {
  this.timeout(30_000);
  let stg: ServedStack;
  let reader: ResourceReader;
  before(async () => (stg = await ServedStack.deploy("stg")));
  after(() => stg.close());
  beforeEach(() => (reader = resourceReader(stg.target.access, 5_000)));

  it("reads a resource", async () => {
    const { api } = stg.target.outputs.resourceIds;

    const found = await reader.get<{ provisioningState?: string }>(api, "2025-07-01");

    assert.equal(found?.properties.provisioningState, "Succeeded");
  });

  it("reads nothing where there is nothing", async () => {
    const { vault } = stg.target.outputs.resourceIds;

    assert.equal(await reader.get(`${vault}/secrets/no-such-secret`, "2024-11-01"), undefined);
  });

  it("lists what is in a collection, by a filter too", async () => {
    const { vault } = stg.target.outputs.resourceIds;
    const assignments = `${vault}/providers/Microsoft.Authorization/roleAssignments`;

    const all = await reader.list(assignments, "2022-04-01");
    const nobodys = await reader.list(assignments, "2022-04-01", "principalId eq 'nobody'");

    assert.deepEqual([all.length > 0, nobodys.length], [true, 0]);
  });

  it("asks once, however many want to know", async () => {
    const { api } = stg.target.outputs.resourceIds;

    const [one, other] = await Promise.all([
      reader.get(api, "2025-07-01"),
      reader.get(api, "2025-07-01"),
    ]);

    assert.equal(one, other);
  });

  it("says what Azure refuses, with its words", async () => {
    const { api } = stg.target.outputs.resourceIds;

    await assert.rejects(reader.get(api, "1999-01-01"), {
      name: "Refusal",
      message: /Can't read .*ftl-stg-api.*1999-01-01/,
    });
  });

  it("can't tell while nobody answers", async () => {
    const { credential, clientOptions } = stg.target.access;
    const nowhere = resourceReader(
      { credential, clientOptions: { ...clientOptions, endpoint: "https://localhost:1" } },
      5_000,
    );

    await assert.rejects(nowhere.get(stg.target.outputs.resourceIds.api, "2025-07-01"), {
      name: "Refusal",
      exitCode: 2,
    });
  });
});
