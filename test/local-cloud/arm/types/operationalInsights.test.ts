import assert from "node:assert/strict";
import fc from "fast-check";
import { overlay } from "../../../../local-cloud/json";
import { itRejects, propertiesOf, refusedWith, resourceId, TestCloud } from "../cloud";
import { workspace, workspaceId } from "../samples";

const type = "Microsoft.OperationalInsights/workspaces";

describe("a Log Analytics workspace", () => {
  let cloud: TestCloud;
  beforeEach(async () => {
    cloud = await TestCloud.open();
  });
  afterEach(() => cloud.close());

  itRejects(
    "a workspace",
    [
      [
        "of a tier that there isn't",
        { properties: { sku: { name: "Basic" } } },
        "BadRequest",
        /pricing tier/,
      ],
      [
        "of a tier that is no longer sold",
        { properties: { sku: { name: "Free" } } },
        "BadRequest",
        /pricing tier/,
      ],
      [
        "that keeps logs for 29 days",
        { properties: { retentionInDays: 29 } },
        "BadRequest",
        /retention/,
      ],
      [
        "that keeps logs for 731 days",
        { properties: { retentionInDays: 731 } },
        "BadRequest",
        /retention/,
      ],
      [
        "that keeps logs for half a day more",
        { properties: { retentionInDays: 30.5 } },
        "BadRequest",
        /retention/,
      ],
      ["without a location", { location: null }, "LocationRequired"],
    ],
    (change) => cloud.put(workspaceId, overlay(workspace, change)),
  );

  for (const name of ["log", "-logs", "logs-", "ftl_logs", "l".repeat(64)]) {
    it(`rejects the name ${name}`, () =>
      refusedWith(cloud.put(resourceId(type, name), workspace), "InvalidResourceName"));
  }

  it("keeps logs for any time from 30 to 730 days", async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 30, max: 730 }), async (retentionInDays) => {
        const made = await cloud.put(
          workspaceId,
          overlay(workspace, { properties: { retentionInDays } }),
        );
        assert.equal(propertiesOf(made).retentionInDays, retentionInDays);
      }),
      { numRuns: 25 },
    );
  });

  it("is paid by the gigabyte and keeps logs for 30 days, unless told otherwise", async () => {
    const { sku, retentionInDays } = propertiesOf(await cloud.put(workspaceId, workspace));

    assert.equal(retentionInDays, 30);
    assert.deepEqual(sku, { name: "PerGB2018", lastSkuUpdate: "2026-11-20T12:00:00.000Z" });
  });

  it("gives its keys out, but doesn't show them", async () => {
    const made = JSON.stringify(await cloud.put(workspaceId, workspace));

    const keys = (await cloud.act(workspaceId, "sharedKeys")) as Record<string, string>;

    assert.match(keys.primarySharedKey ?? "", /^.{86}==$/);
    assert.notEqual(keys.primarySharedKey, keys.secondarySharedKey);
    assert.ok(!made.includes(keys.primarySharedKey ?? ""));
  });

  describe("after its delete", () => {
    let customerId: unknown;
    beforeEach(async () => {
      customerId = propertiesOf(await cloud.put(workspaceId, workspace)).customerId;
      await cloud.delete(workspaceId);
    });

    it("is the same when it is made again within 14 days, more than once", async () => {
      cloud.advance({ days: 13 });
      assert.equal(propertiesOf(await cloud.put(workspaceId, workspace)).customerId, customerId);
      await cloud.delete(workspaceId);
      cloud.advance({ days: 13 });

      assert.equal(propertiesOf(await cloud.put(workspaceId, workspace)).customerId, customerId);
    });

    it("is another one after 14 days", async () => {
      cloud.advance({ days: 14 });

      assert.notEqual(propertiesOf(await cloud.put(workspaceId, workspace)).customerId, customerId);
    });

    it("rejects to come back in another region", () =>
      refusedWith(cloud.put(workspaceId, { location: "southindia" }), "Conflict", { status: 409 }));
  });
});
