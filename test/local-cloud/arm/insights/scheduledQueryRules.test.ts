import assert from "node:assert/strict";
import { overlay, type JsonObject } from "../../../../local-cloud/json";
import { itRejects, propertiesOf, resourceId, TestCloud } from "../cloud";
import { workspace, workspaceId } from "../samples";

const queryRuleId = resourceId("Microsoft.Insights/scheduledQueryRules", "errors");
const actionGroupId = resourceId("Microsoft.Insights/actionGroups", "oncall");

const query: JsonObject = {
  query: "traces",
  timeAggregation: "Count",
  operator: "GreaterThan",
  threshold: 0,
};
const queryRule: JsonObject = {
  location: "centralindia",
  properties: {
    severity: 1,
    scopes: [workspaceId],
    evaluationFrequency: "PT5M",
    windowSize: "PT15M",
    criteria: { allOf: [query] },
  },
};
const withQuery = (change: JsonObject): JsonObject => ({
  properties: { criteria: { allOf: [overlay(query, change)] } },
});

describe("a log search alert", () => {
  let cloud: TestCloud;
  beforeEach(async () => {
    cloud = await TestCloud.open();
    await cloud.put(workspaceId, workspace);
  });
  afterEach(() => cloud.close());

  itRejects(
    "an alert",
    [
      ["without a location", { location: null }, "LocationRequired"],
      ["without a severity", { properties: { severity: null } }, "BadRequest", /severity/],
      ["that watches nothing", { properties: { scopes: [] } }, "BadRequest", /scope/],
      ["on what isn't there", { properties: { scopes: [`${workspaceId}2`] } }, "ResourceNotFound"],
      [
        "looked at every seven minutes",
        { properties: { evaluationFrequency: "PT7M" } },
        "BadRequest",
        /frequency/,
      ],
      ["over three days", { properties: { windowSize: "P3D" } }, "BadRequest", /window size/],
      [
        "looked at less often than its window",
        { properties: { evaluationFrequency: "PT30M" } },
        "BadRequest",
        /shorter/,
      ],
      [
        "without a condition",
        { properties: { criteria: { allOf: [] } } },
        "BadRequest",
        /no condition/,
      ],
      ["without a query", withQuery({ query: "" }), "BadRequest", /query/],
      [
        "with an unknown aggregation",
        withQuery({ timeAggregation: "Median" }),
        "BadRequest",
        /'Median' is not allowed/,
      ],
      [
        "that averages nothing",
        withQuery({ timeAggregation: "Average" }),
        "BadRequest",
        /metricMeasureColumn/,
      ],
      [
        "that notifies a group that isn't there",
        { properties: { actions: { actionGroups: [actionGroupId] } } },
        "BadRequest",
        /actionGroups\/oncall is invalid/,
      ],
    ],
    (change) => cloud.put(queryRuleId, overlay(queryRule, change)),
  );

  it("is a log alert that is on, unless told otherwise", async () => {
    const made = await cloud.put(queryRuleId, queryRule);

    assert.equal(made.kind, "LogAlert");
    assert.equal(propertiesOf(made).enabled, true);
  });

  it("averages a column", async () => {
    const made = await cloud.put(
      queryRuleId,
      overlay(
        queryRule,
        withQuery({ timeAggregation: "Average", metricMeasureColumn: "DurationMs" }),
      ),
    );

    assert.equal(made.name, "errors");
  });
});
