import * as monitor from "@pulumi/azure-native/monitor";
import type * as pulumi from "@pulumi/pulumi";
import { resourceName } from "../settings/conventions/names";

/** Inputs of {@link createDiagnostics}. */
export interface DiagnosticsArgs {
  readonly stack: string;
  /** Resource that is watched. */
  readonly resourceId: pulumi.Input<string>;
  /** Log Analytics workspace that receives. */
  readonly workspaceId: pulumi.Input<string>;
  /**
   * What the resource's type can send. Azure refuses a setting that asks for more.
   *
   * @default both
   * @see https://learn.microsoft.com/azure/azure-monitor/reference/supported-logs/logs-index
   */
  readonly signals?: readonly ("logs" | "metrics")[];
}

/** Sends all logs and metrics of a resource to the workspace. */
export function createDiagnostics(
  name: string,
  args: DiagnosticsArgs,
  opts: pulumi.CustomResourceOptions,
): monitor.DiagnosticSetting {
  const signals = args.signals ?? ["logs", "metrics"];
  return new monitor.DiagnosticSetting(
    name,
    {
      name: resourceName("Microsoft.Insights/diagnosticSettings", {
        stack: args.stack,
        what: "diagnostics",
      }),
      resourceUri: args.resourceId,
      workspaceId: args.workspaceId,
      ...(signals.includes("logs") && { logs: [{ categoryGroup: "allLogs", enabled: true }] }),
      ...(signals.includes("metrics") && { metrics: [{ category: "AllMetrics", enabled: true }] }),
    },
    opts,
  );
}
