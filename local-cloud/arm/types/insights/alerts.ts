import { at, type JsonObject } from "../../../json";
import { numberAt, objectsAt, textAt, textsAt } from "../../body";
import { ArmError } from "../../armError";
import type { ArmCloud } from "../../armCloud";
import { idKey, parseResourceId } from "../../resourceId";
import type { ResourceType, WriteRequest } from "../../resourceType";
import { badRule, checkSeverity, durationMinutes } from "./durations";

const alertName = {
  pattern: /^[^*#&+:<>?@%{}\\/]*[^*#&+:<>?@%{}\\/ .]$/,
  length: [1, 260] as const,
  code: "BadRequest",
  message:
    "The name has 1 to 260 characters, none of * # & + : < > ? @ % { } \\ /, and does not end with a space or period.",
};

/** Alert rules watch what exists. */
function checkScopes(cloud: ArmCloud, desired: JsonObject): void {
  const scopes = textsAt(desired, "properties.scopes");
  if (scopes.length === 0) throw badRule("The alert rule needs at least one scope.");
  for (const scope of scopes) {
    const parsed = parseResourceId(scope);
    const isSubscription = /^\/subscriptions\/[^/]+\/?$/i.test(scope);
    if (isSubscription || cloud.find(scope) !== undefined) continue;
    throw new ArmError(
      404,
      "ResourceNotFound",
      `The Resource '${parsed?.type}/${parsed?.names.join("/")}' under resource group '${parsed?.resourceGroup}' was ` +
        "not found. For more details please go to https://aka.ms/ARMResourceNotFoundFix",
    );
  }
}

/** The groups that a rule notifies are there. Message: https://github.com/Azure/azure-powershell/issues/11102 */
function checkActionGroups(cloud: ArmCloud, ids: readonly string[]): void {
  const missing = ids.find((id) => cloud.find(id)?.type !== "Microsoft.Insights/actionGroups");
  if (missing === undefined) return;
  throw badRule(
    `Arm resource ${missing} is invalid or in a different subscription as alert rule..`,
  );
}

function checkTimes(
  desired: JsonObject,
  frequencies: readonly string[],
  windows: readonly string[],
): void {
  const frequency = textAt(desired, "properties.evaluationFrequency")?.toUpperCase() ?? "";
  const window = textAt(desired, "properties.windowSize")?.toUpperCase() ?? "";
  if (!frequencies.includes(frequency)) {
    throw badRule(
      `The evaluation frequency '${frequency}' is not allowed. Allowed values: ${frequencies.join(", ")}.`,
    );
  }
  if (!windows.includes(window)) {
    throw badRule(
      `The window size '${window}' is not allowed. Allowed values: ${windows.join(", ")}.`,
    );
  }
  if ((durationMinutes(window) ?? 0) >= (durationMinutes(frequency) ?? 0)) return;
  throw badRule(
    `The window size ${window} must not be shorter than the evaluation frequency ${frequency}.`,
  );
}

const metricPrefix = "Microsoft.Azure.Monitor.";
const single = `${metricPrefix}SingleResourceMultipleMetricCriteria`;
const multiple = `${metricPrefix}MultipleResourceMultipleMetricCriteria`;
const webTest = `${metricPrefix}WebtestLocationAvailabilityCriteria`;
const operators = [
  "Equals",
  "GreaterThan",
  "GreaterThanOrEqual",
  "LessThan",
  "LessThanOrEqual",
  "GreaterOrLessThan",
];
const aggregations = ["Average", "Count", "Minimum", "Maximum", "Total"];

/** The discriminator's name holds a dot, so no path leads to it. */
function criteriaType(desired: JsonObject): string {
  const criteria = at(desired, "properties.criteria");
  const type =
    typeof criteria === "object" && criteria !== null && !Array.isArray(criteria)
      ? criteria["odata.type"]
      : undefined;
  return typeof type === "string" ? type : "";
}

function checkCriteria({ desired, cloud }: WriteRequest): void {
  const type = criteriaType(desired);
  const scopes = textsAt(desired, "properties.scopes");
  if (type === webTest) {
    for (const key of ["webTestId", "componentId"]) {
      const id = textAt(desired, `properties.criteria.${key}`) ?? "";
      if (cloud.find(id) === undefined)
        throw badRule(`The ${key} '${id}' of the criteria was not found.`);
      if (!scopes.some((scope) => idKey(scope) === idKey(id))) {
        throw badRule(
          `The scopes of a web test alert are the web test and its component; ${id} is missing.`,
        );
      }
    }
    if ((numberAt(desired, "properties.criteria.failedLocationCount") ?? 0) < 1) {
      throw badRule("The failedLocationCount of the criteria must be at least 1.");
    }
    return;
  }
  if (type !== single && type !== multiple)
    throw badRule(`The criteria type '${type}' is not supported.`);
  if (type === single && scopes.length !== 1) {
    throw badRule(`The criteria type '${single}' takes exactly one scope, got ${scopes.length}.`);
  }
  const conditions = objectsAt(desired, "properties.criteria.allOf");
  if (conditions.length === 0) throw badRule("The alert rule's criteria hold no condition.");
  const names = conditions.map((condition) => textAt(condition, "name"));
  if (new Set(names).size < names.length)
    throw badRule("The names of the alert rule's conditions must be unique.");
  for (const condition of conditions) checkCondition(condition);
}

function checkCondition(condition: JsonObject): void {
  const name = textAt(condition, "name");
  const operator = textAt(condition, "operator") ?? "";
  const aggregation = textAt(condition, "timeAggregation") ?? "";
  const kind = textAt(condition, "criterionType") ?? "";
  const isStatic = kind === "StaticThresholdCriterion";
  if (!isStatic && kind !== "DynamicThresholdCriterion")
    throw badRule(`The criterion type '${kind}' of condition '${name}' is not supported.`);
  if ((textAt(condition, "metricName") ?? "") === "")
    throw badRule(`Condition '${name}' names no metric.`);
  if (!operators.includes(operator))
    throw badRule(`The operator '${operator}' of condition '${name}' is not allowed.`);
  if (isStatic && operator === "GreaterOrLessThan")
    throw badRule(`The operator '${operator}' is for dynamic thresholds.`);
  if (!aggregations.includes(aggregation)) {
    throw badRule(`The time aggregation '${aggregation}' of condition '${name}' is not allowed.`);
  }
  if (isStatic && numberAt(condition, "threshold") === undefined)
    throw badRule(`Condition '${name}' has no threshold.`);
}

/** @see https://learn.microsoft.com/azure/azure-monitor/alerts/alerts-metric-create-templates */
export const metricAlerts: ResourceType = {
  type: "Microsoft.Insights/metricAlerts",
  apiVersions: ["2018-03-01", "2024-03-01-preview"],
  name: alertName,
  locations: ["global"],
  defaults: () => ({ properties: { enabled: true, autoMitigate: true, actions: [] } }),
  validate: (request) => {
    const { desired, cloud } = request;
    checkSeverity(desired);
    checkScopes(cloud, desired);
    checkTimes(
      desired,
      ["PT1M", "PT5M", "PT15M", "PT30M", "PT1H"],
      ["PT1M", "PT5M", "PT15M", "PT30M", "PT1H", "PT6H", "PT12H", "P1D"],
    );
    checkCriteria(request);
    checkActionGroups(
      cloud,
      objectsAt(desired, "properties.actions").map(
        (action) => textAt(action, "actionGroupId") ?? "",
      ),
    );
  },
  computed: () => ({ properties: { isMigrated: false } }),
};

/** Log search alerts. @see https://learn.microsoft.com/azure/azure-monitor/alerts/alerts-create-log-alert-rule */
export const scheduledQueryRules: ResourceType = {
  type: "Microsoft.Insights/scheduledQueryRules",
  apiVersions: ["2025-01-01-preview", "2023-12-01", "2022-06-15", "2021-08-01"],
  name: alertName,
  locations: "any",
  defaults: () => ({ kind: "LogAlert", properties: { enabled: true, autoMitigate: true } }),
  validate: ({ desired, cloud }) => {
    checkSeverity(desired);
    checkScopes(cloud, desired);
    checkActionGroups(cloud, textsAt(desired, "properties.actions.actionGroups"));
    const frequencies = [
      "PT1M",
      "PT5M",
      "PT10M",
      "PT15M",
      "PT30M",
      "PT45M",
      "PT1H",
      "PT2H",
      "PT3H",
      "PT4H",
      "PT5H",
      "PT6H",
      "P1D",
    ];
    checkTimes(desired, frequencies, [...frequencies, "P2D"]);
    const conditions = objectsAt(desired, "properties.criteria.allOf");
    if (conditions.length === 0) throw badRule("The alert rule's criteria hold no condition.");
    for (const condition of conditions) {
      if ((textAt(condition, "query") ?? "") === "")
        throw badRule("A condition of a log search alert needs a query.");
      const aggregation = textAt(condition, "timeAggregation") ?? "";
      if (!aggregations.includes(aggregation))
        throw badRule(`The time aggregation '${aggregation}' is not allowed.`);
      if (aggregation !== "Count" && (textAt(condition, "metricMeasureColumn") ?? "") === "") {
        throw badRule(`The time aggregation '${aggregation}' needs a metricMeasureColumn.`);
      }
    }
  },
  computed: () => ({
    properties: { isLegacyLogAnalyticsRule: false, isWorkspaceAlertsStorageConfigured: false },
  }),
};
