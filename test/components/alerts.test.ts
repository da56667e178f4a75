import assert from "node:assert/strict";
import { alertRules, Alerts } from "../../components/alerts";
import { recordResources, registered, type Registration } from "../support/mocks";
import { lines, named } from "../support/registrations";
import { stackSettings } from "../support/stackSettings";
import { placement } from "../support/topology";

const settings = stackSettings("prd");

describe("Alerts", () => {
  let seen: Registration[];
  beforeEach(async () => {
    seen = await recordResources();
    new Alerts("wake", {
      placement,
      settings,
      watched: { api: "/api", ws: "/ws", postgres: "/postgres" },
    });
    await registered();
  });

  it("declares one group and the alerts that reach it", () => {
    assert.deepEqual(lines(seen), [
      "azure-native:monitor:ActionGroup wake-group",
      "azure-native:monitor:MetricAlert wake-api-errors",
      "azure-native:monitor:MetricAlert wake-postgres-storage",
      "azure-native:monitor:MetricAlert wake-ws-replicas",
      "ftl:observability:Alerts wake",
    ]);
    for (const { type, inputs } of seen) {
      if (!type.endsWith(":MetricAlert")) continue;
      assert.match(inputs.actions[0].actionGroupId, /ActionGroup/);
    }
  });

  it("writes to everybody that the settings name, by a name that Azure takes", () => {
    const { inputs } = named(seen, "wake-group");
    assert.deepEqual(inputs.emailReceivers, [
      {
        name: "oncall@jetafutures.com",
        emailAddress: "oncall@jetafutures.com",
        useCommonAlertSchema: true,
      },
    ]);
    assert.equal(inputs.groupShortName, "ftl-tst");
  });

  it("watches ws for fewer replicas than its minimum", () => {
    const { inputs } = named(seen, "wake-ws-replicas");
    assert.deepEqual(inputs.scopes, ["/ws"]);
    assert.equal(inputs.ruleName, "ftl-tst-alert-ws-replicas");
    assert.deepEqual(inputs.criteria.allOf, [
      {
        criterionType: "StaticThresholdCriterion",
        name: "ws-replicas",
        metricNamespace: "microsoft.app/containerapps",
        metricName: "Replicas",
        operator: "LessThan",
        threshold: 3,
        timeAggregation: "Maximum",
      },
    ]);
  });

  it("counts api's 5xx answers and no others", () => {
    const { inputs } = named(seen, "wake-api-errors");
    assert.deepEqual(inputs.scopes, ["/api"]);
    assert.deepEqual(inputs.criteria.allOf[0].dimensions, [
      { name: "statusCodeCategory", operator: "Include", values: ["5xx"] },
    ]);
  });
});

describe("alertRules", () => {
  it("has nothing to say of an app that may scale to zero", () => {
    const ws = { ...settings.apps.ws, minReplicas: 0 };

    assert.deepEqual(
      alertRules({ ...settings.apps, ws }).map(({ role }) => role),
      ["api-errors", "postgres-storage"],
    );
  });
});
