import assert from "node:assert/strict";
import { overlay, type JsonObject } from "../../../../local-cloud/json";
import { itRejects, propertiesOf, refusedWith, resourceId, TestCloud } from "../cloud";
import { workspace, workspaceId } from "../samples";

const componentId = resourceId("Microsoft.Insights/components", "insights");
const testId = resourceId("Microsoft.Insights/webtests", "api");
const webTest: JsonObject = {
  location: "centralindia",
  tags: { [`hidden-link:${componentId}`]: "Resource" },
  properties: {
    SyntheticMonitorId: "api",
    Kind: "standard",
    Locations: [{ Id: "apac-sg-sin-azr" }],
    Request: { RequestUrl: "https://api.ftljeta.cloud/health" },
  },
};

describe("a web test", () => {
  let cloud: TestCloud;
  beforeEach(async () => {
    cloud = await TestCloud.open();
    await cloud.put(workspaceId, workspace);
    await cloud.put(componentId, {
      location: "centralindia",
      properties: { WorkspaceResourceId: workspaceId },
    });
  });
  afterEach(() => cloud.close());

  itRejects(
    "a test",
    [
      ["that belongs to no component", { tags: null }, "BadRequest", /hidden-link/],
      [
        "without an id of its own",
        { properties: { SyntheticMonitorId: "" } },
        "BadRequest",
        /SyntheticMonitorId/,
      ],
      ["of an unknown kind", { properties: { Kind: "trace" } }, "BadRequest", /kind/],
      ["every minute", { properties: { Frequency: 60 } }, "BadRequest", /frequency/],
      ["that waits for 121 seconds", { properties: { Timeout: 121 } }, "BadRequest", /timeout/],
      ["that doesn't wait", { properties: { Timeout: 0 } }, "BadRequest", /timeout/],
      ["from nowhere", { properties: { Locations: [] } }, "BadRequest", /location/],
      [
        "of an address that is none",
        { properties: { Request: { RequestUrl: "api" } } },
        "BadRequest",
        /URL/,
      ],
    ],
    (change) => cloud.put(testId, overlay(webTest, change)),
  );

  it("rejects a link to a component that is gone", async () => {
    await cloud.delete(componentId);

    await refusedWith(cloud.put(testId, webTest), "BadRequest", { message: /hidden-link/ });
  });

  it("looks every five minutes, for thirty seconds, once it is switched on", async () => {
    const { Frequency, Timeout, Enabled } = propertiesOf(await cloud.put(testId, webTest));

    assert.deepEqual(
      { Frequency, Timeout, Enabled },
      { Frequency: 300, Timeout: 30, Enabled: false },
    );
  });
});
