import assert from "node:assert/strict";
import { overlay, type JsonObject } from "../../../../local-cloud/json";
import { itRejects, propertiesOf, refusedWith, resourceId, TestCloud, textOf } from "../cloud";
import { cluster, clusterId, workspace, workspaceId } from "../samples";

const type = "Microsoft.Insights/components";
const componentId = resourceId(type, "insights");
const component: JsonObject = {
  location: "Central India",
  properties: { WorkspaceResourceId: workspaceId },
};

describe("an Application Insights component", () => {
  let cloud: TestCloud;
  beforeEach(async () => {
    cloud = await TestCloud.open();
    await cloud.put(workspaceId, workspace);
  });
  afterEach(() => cloud.close());

  itRejects(
    "a component",
    [
      [
        "without a workspace",
        { properties: { WorkspaceResourceId: null } },
        "BadRequest",
        /Classic resource mode/,
      ],
      [
        "in a workspace that isn't there",
        { properties: { WorkspaceResourceId: `${workspaceId}2` } },
        "ResourceNotFound",
      ],
      [
        "in something that is no workspace",
        { properties: { WorkspaceResourceId: clusterId } },
        "ResourceNotFound",
      ],
      ["without a location", { location: null }, "LocationRequired"],
    ],
    async (change) => {
      await cloud.put(clusterId, cluster);
      return cloud.put(componentId, overlay(component, change));
    },
  );

  for (const name of ["insights.", "insights ", "in%sights"]) {
    it(`rejects the name ${JSON.stringify(name)}`, () =>
      refusedWith(cloud.put(resourceId(type, name), component), "InvalidResourceName"));
  }

  it("has a connection string with its key, its region and its id", async () => {
    const made = propertiesOf(await cloud.put(componentId, component));
    const key = textOf(made, "InstrumentationKey");

    assert.equal(
      made.ConnectionString,
      `InstrumentationKey=${key};IngestionEndpoint=https://centralindia-0.in.applicationinsights.azure.com/;` +
        `LiveEndpoint=https://centralindia.livediagnostics.monitor.azure.com/;ApplicationId=${textOf(made, "AppId")}`,
    );
  });

  it("keeps its key over updates, and has another one when it is made anew", async () => {
    const first = propertiesOf(await cloud.put(componentId, component)).InstrumentationKey;
    cloud.advance({ hours: 1 });
    const second = propertiesOf(await cloud.put(componentId, component)).InstrumentationKey;
    await cloud.delete(componentId);
    const third = propertiesOf(await cloud.put(componentId, component)).InstrumentationKey;

    assert.equal(second, first);
    assert.notEqual(third, first);
  });

  it("stays in its workspace when a write doesn't name it", async () => {
    await cloud.put(componentId, component);

    const updated = propertiesOf(await cloud.put(componentId, { location: "centralindia" }));

    assert.equal(updated.WorkspaceResourceId, workspaceId);
    assert.equal(updated.IngestionMode, "LogAnalytics");
  });
});
