import * as monitor from "@pulumi/azure-native/monitor";
import * as pulumi from "@pulumi/pulumi";
import { resourceName } from "../settings/conventions/names";
import type { Settings } from "../settings/schema";
import type { Placement } from "./placement";

/** Inputs of {@link Alerts}. */
export interface AlertsArgs {
  readonly placement: Placement;
  readonly settings: Pick<Settings, "alerts" | "apps">;
  /** Resource ids of what is watched. */
  readonly watched: Readonly<Record<"api" | "ws" | "postgres", pulumi.Input<string>>>;
}

/** One condition on one metric. */
export interface AlertRule {
  readonly role: string;
  readonly watched: keyof AlertsArgs["watched"];
  readonly description: string;
  /** 0 is critical, 4 is verbose. */
  readonly severity: 0 | 1 | 2 | 3 | 4;
  readonly metricNamespace:
    | "microsoft.app/containerapps"
    | "Microsoft.DBforPostgreSQL/flexibleServers";
  readonly metricName: string;
  readonly operator: "GreaterThan" | "LessThan";
  readonly threshold: number;
  readonly timeAggregation: "Average" | "Maximum" | "Total";
  readonly dimensions?: readonly { name: string; operator: "Include"; values: string[] }[];
}

/**
 * What somebody is woken for.
 *
 * @see https://learn.microsoft.com/azure/container-apps/metrics
 * @see https://learn.microsoft.com/azure/postgresql/flexible-server/concepts-monitoring
 */
export function alertRules(apps: Settings["apps"]): AlertRule[] {
  const containerApps = "microsoft.app/containerapps";
  const rules: AlertRule[] = [
    {
      role: "api-errors",
      watched: "api",
      description: "api answered more than 10 requests with a 5xx status in 5 minutes.",
      severity: 1,
      metricNamespace: containerApps,
      metricName: "Requests",
      operator: "GreaterThan",
      threshold: 10,
      timeAggregation: "Total",
      dimensions: [{ name: "statusCodeCategory", operator: "Include", values: ["5xx"] }],
    },
    {
      role: "ws-replicas",
      watched: "ws",
      description: `ws had fewer than its ${apps.ws.minReplicas} replicas for 5 minutes.`,
      severity: 1,
      metricNamespace: containerApps,
      metricName: "Replicas",
      operator: "LessThan",
      threshold: apps.ws.minReplicas,
      // The highest count of the window, so that a revision that is taking over wakes nobody.
      timeAggregation: "Maximum",
    },
    {
      role: "postgres-storage",
      watched: "postgres",
      description: "The database's disk is more than 80 % full; at 95 % it turns read-only.",
      severity: 2,
      metricNamespace: "Microsoft.DBforPostgreSQL/flexibleServers",
      metricName: "storage_percent",
      operator: "GreaterThan",
      threshold: 80,
      timeAggregation: "Average",
    },
  ];
  // An app that may scale to zero has no count to fall below.
  return rules.filter(({ operator, threshold }) => operator !== "LessThan" || threshold > 0);
}

/** The action group and the metric alerts that reach it. */
export class Alerts extends pulumi.ComponentResource {
  constructor(name: string, args: AlertsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("ftl:observability:Alerts", name, {}, opts);
    const { stack, resourceGroupName, tags } = args.placement;

    const group = new monitor.ActionGroup(
      `${name}-group`,
      {
        resourceGroupName,
        actionGroupName: resourceName("Microsoft.Insights/actionGroups", { stack, what: "oncall" }),
        location: "Global",
        // Begins every message; Azure takes 12 characters.
        groupShortName: `ftl-${stack}`.slice(0, 12),
        enabled: true,
        emailReceivers: args.settings.alerts.emails.map((emailAddress) => ({
          name: emailAddress,
          emailAddress,
          useCommonAlertSchema: true,
        })),
        tags,
      },
      { parent: this },
    );
    for (const rule of alertRules(args.settings.apps)) {
      new monitor.MetricAlert(
        `${name}-${rule.role}`,
        {
          resourceGroupName,
          ruleName: resourceName("Microsoft.Insights/metricAlerts", {
            stack,
            what: `alert-${rule.role}`,
          }),
          location: "Global",
          description: rule.description,
          enabled: true,
          severity: rule.severity,
          scopes: [args.watched[rule.watched]],
          evaluationFrequency: "PT1M",
          windowSize: "PT5M",
          criteria: {
            odataType: "Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria",
            allOf: [
              {
                criterionType: "StaticThresholdCriterion",
                name: rule.role,
                metricNamespace: rule.metricNamespace,
                metricName: rule.metricName,
                operator: rule.operator,
                threshold: rule.threshold,
                timeAggregation: rule.timeAggregation,
                ...(rule.dimensions && { dimensions: [...rule.dimensions] }),
              },
            ],
          },
          actions: [{ actionGroupId: group.id }],
          tags,
        },
        { parent: this },
      );
    }

    this.registerOutputs({});
  }
}
