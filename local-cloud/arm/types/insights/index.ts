import type { ResourceType } from "../../resourceType";
import { actionGroups } from "./actionGroups";
import { metricAlerts, scheduledQueryRules } from "./alerts";
import { components } from "./components";
import { diagnosticSettings } from "./diagnosticSettings";
import { webTests } from "./webTests";

/** Microsoft.Insights. */
export const insightsTypes: readonly ResourceType[] = [
  components,
  diagnosticSettings,
  actionGroups,
  metricAlerts,
  scheduledQueryRules,
  webTests,
];
