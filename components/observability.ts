import * as applicationinsights from "@pulumi/azure-native/applicationinsights";
import * as operationalinsights from "@pulumi/azure-native/operationalinsights";
import * as pulumi from "@pulumi/pulumi";
import { resourceName } from "../settings/conventions/names";
import type { Placement } from "./placement";

/** Inputs of {@link Observability}. */
export interface ObservabilityArgs {
  readonly placement: Placement;
  /** Whether Pulumi refuses to delete the workspace. */
  readonly protected: boolean;
}

/** Days that logs are kept; the first 31 cost nothing extra. @see https://azure.microsoft.com/pricing/details/monitor/ */
const retentionInDays = 30;

/** Log Analytics workspace and the Application Insights component that writes into it. Stateful: holds the logs. */
export class Observability extends pulumi.ComponentResource {
  readonly workspaceId: pulumi.Output<string>;
  /** What a workload sends its telemetry with. Secret. */
  readonly connectionString: pulumi.Output<string>;

  constructor(name: string, args: ObservabilityArgs, opts?: pulumi.ComponentResourceOptions) {
    super("ftl:observability:Observability", name, {}, opts);
    const { stack, region, resourceGroupName, tags } = args.placement;

    const workspace = new operationalinsights.Workspace(
      `${name}-workspace`,
      {
        resourceGroupName,
        workspaceName: resourceName("Microsoft.OperationalInsights/workspaces", {
          stack,
          what: "log",
          region,
        }),
        location: region,
        sku: { name: operationalinsights.WorkspaceSkuNameEnum.PerGB2018 },
        retentionInDays,
        tags,
      },
      { parent: this, protect: args.protected },
    );
    const insights = new applicationinsights.Component(
      `${name}-insights`,
      {
        resourceGroupName,
        resourceName: resourceName("Microsoft.Insights/components", {
          stack,
          what: "appi",
          region,
        }),
        location: region,
        kind: "web",
        applicationType: applicationinsights.ApplicationType.Web,
        ingestionMode: applicationinsights.IngestionMode.LogAnalytics,
        workspaceResourceId: workspace.id,
        tags,
      },
      { parent: this },
    );

    this.workspaceId = workspace.id;
    this.connectionString = pulumi.secret(insights.connectionString);
    this.registerOutputs({ workspaceId: this.workspaceId });
  }
}
