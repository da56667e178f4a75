import assert from "node:assert/strict";
import { overlay, type JsonObject } from "../../../../local-cloud/json";
import { itRejects, propertiesOf, refusedWith, resourceId, TestCloud } from "../cloud";
import { cluster, clusterId, workspace, workspaceId } from "../samples";

const metricAlertId = resourceId("Microsoft.Insights/metricAlerts", "cpu");
const actionGroupId = resourceId("Microsoft.Insights/actionGroups", "oncall");
const componentId = resourceId("Microsoft.Insights/components", "insights");
const webTestId = resourceId("Microsoft.Insights/webtests", "api");
const single = "Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria";
const multiple = "Microsoft.Azure.Monitor.MultipleResourceMultipleMetricCriteria";
const availability = "Microsoft.Azure.Monitor.WebtestLocationAvailabilityCriteria";

const condition: JsonObject = {
  name: "cpu",
  criterionType: "StaticThresholdCriterion",
  metricName: "percentProcessorTime",
  operator: "GreaterThan",
  threshold: 80,
  timeAggregation: "Maximum",
};
const metricAlert: JsonObject = {
  location: "global",
  properties: {
    severity: 2,
    scopes: [clusterId],
    evaluationFrequency: "PT1M",
    windowSize: "PT5M",
    criteria: { "odata.type": single, allOf: [condition] },
  },
};
const withCondition = (change: JsonObject): JsonObject => ({
  properties: { criteria: { allOf: [overlay(condition, change)] } },
});

describe("a metric alert", () => {
  let cloud: TestCloud;
  beforeEach(async () => {
    cloud = await TestCloud.open();
    await cloud.put(clusterId, cluster);
    await cloud.put(actionGroupId, {
      location: "global",
      properties: { groupShortName: "oncall" },
    });
  });
  afterEach(() => cloud.close());

  itRejects(
    "an alert",
    [
      ["outside of global", { location: "centralindia" }, "LocationNotAvailableForResourceType"],
      ["without a severity", { properties: { severity: null } }, "BadRequest", /severity/],
      ["of severity 5", { properties: { severity: 5 } }, "BadRequest", /severity/],
      ["of half a severity", { properties: { severity: 1.5 } }, "BadRequest", /severity/],
      ["that watches nothing", { properties: { scopes: [] } }, "BadRequest", /scope/],
      [
        "on what isn't there",
        { properties: { scopes: [resourceId("Microsoft.Cache/redisEnterprise", "nocache")] } },
        "ResourceNotFound",
      ],
      [
        "looked at every two minutes",
        { properties: { evaluationFrequency: "PT2M" } },
        "BadRequest",
        /frequency/,
      ],
      ["over ten minutes", { properties: { windowSize: "PT10M" } }, "BadRequest", /window size/],
      [
        "looked at less often than its window",
        { properties: { evaluationFrequency: "PT15M" } },
        "BadRequest",
        /shorter/,
      ],
      [
        "of no known kind",
        { properties: { criteria: { "odata.type": "Mine" } } },
        "BadRequest",
        /criteria type/,
      ],
      [
        "on two resources, of the kind for one",
        { properties: { scopes: [clusterId, actionGroupId] } },
        "BadRequest",
        /exactly one scope/,
      ],
      [
        "without a condition",
        { properties: { criteria: { allOf: [] } } },
        "BadRequest",
        /no condition/,
      ],
      [
        "with two conditions of a name",
        { properties: { criteria: { allOf: [condition, condition] } } },
        "BadRequest",
        /unique/,
      ],
      ["on no metric", withCondition({ metricName: "" }), "BadRequest", /no metric/],
      [
        "with no kind of threshold",
        withCondition({ criterionType: null }),
        "BadRequest",
        /criterion type/,
      ],
      ["with an unknown operator", withCondition({ operator: ">" }), "BadRequest", /operator/],
      [
        "with a static threshold on both sides",
        withCondition({ operator: "GreaterOrLessThan" }),
        "BadRequest",
        /dynamic/,
      ],
      [
        "with an unknown aggregation",
        withCondition({ timeAggregation: "Median" }),
        "BadRequest",
        /aggregation/,
      ],
      ["without a threshold", withCondition({ threshold: null }), "BadRequest", /threshold/],
      [
        "that notifies a group that isn't there",
        {
          properties: {
            actions: [{ actionGroupId: resourceId("Microsoft.Insights/actionGroups", "nobody") }],
          },
        },
        "BadRequest",
        /actionGroups\/nobody is invalid/,
      ],
    ],
    (change) => cloud.put(metricAlertId, overlay(metricAlert, change)),
  );

  for (const name of ["cpu.", "cpu ", "cpu?", "c:pu", "c".repeat(261)]) {
    it(`rejects the name ${JSON.stringify(name)}`, () =>
      refusedWith(
        cloud.put(resourceId("Microsoft.Insights/metricAlerts", name), metricAlert),
        "BadRequest",
      ));
  }

  it("is on, and goes away by itself, unless told otherwise", async () => {
    const { enabled, autoMitigate } = propertiesOf(await cloud.put(metricAlertId, metricAlert));

    assert.deepEqual({ enabled, autoMitigate }, { enabled: true, autoMitigate: true });
  });

  it("notifies a group", async () => {
    const made = await cloud.put(
      metricAlertId,
      overlay(metricAlert, { properties: { actions: [{ actionGroupId }] } }),
    );

    assert.deepEqual(propertiesOf(made).actions, [{ actionGroupId }]);
  });

  it("watches two resources, or a subscription", async () => {
    const other = resourceId("Microsoft.Cache/redisEnterprise", "other-cache");
    await cloud.put(other, cluster);
    for (const scopes of [[clusterId, other], [metricAlertId.split("/resourceGroups/")[0]!]]) {
      const made = await cloud.put(
        metricAlertId,
        overlay(metricAlert, { properties: { scopes, criteria: { "odata.type": multiple } } }),
      );
      assert.deepEqual(propertiesOf(made).scopes, scopes);
    }
  });

  describe("of a web test", () => {
    const webTestAlert: JsonObject = overlay(metricAlert, {
      properties: {
        scopes: [webTestId, componentId],
        criteria: { "odata.type": availability, webTestId, componentId, failedLocationCount: 2 },
      },
    });
    beforeEach(async () => {
      await cloud.put(workspaceId, workspace);
      await cloud.put(componentId, {
        location: "centralindia",
        properties: { WorkspaceResourceId: workspaceId },
      });
      await cloud.put(webTestId, {
        location: "centralindia",
        tags: { [`hidden-link:${componentId}`]: "Resource" },
        properties: {
          SyntheticMonitorId: "api",
          Kind: "standard",
          Locations: [{ Id: "apac-sg-sin-azr" }],
          Request: { RequestUrl: "https://api.ftljeta.cloud/health" },
        },
      });
    });

    itRejects(
      "an alert",
      [
        [
          "of a test that isn't there",
          { properties: { criteria: { webTestId: `${webTestId}2` } } },
          "BadRequest",
          /webTestId/,
        ],
        [
          "of a component that isn't there",
          { properties: { criteria: { componentId: `${componentId}2` } } },
          "BadRequest",
          /componentId/,
        ],
        [
          "without the component among its scopes",
          { properties: { scopes: [webTestId] } },
          "BadRequest",
          /is missing/,
        ],
        [
          "at no failed location",
          { properties: { criteria: { failedLocationCount: 0 } } },
          "BadRequest",
          /failedLocationCount/,
        ],
      ],
      (change) => cloud.put(metricAlertId, overlay(webTestAlert, change)),
    );

    it("is made", async () => {
      assert.equal((await cloud.put(metricAlertId, webTestAlert)).name, "cpu");
    });
  });
});
